"""Nested lists of objects that hold one number each: what scalar engines compute layers with."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from scratchcnn.oracle.understanding.carriers.carrier import Graph, Naming, Part, Step
from scratchcnn.oracle.understanding.carriers.own import Array, Own

# How the backward pass of such lists is started.
LISTED = "listed"
GRADIENTS = "gradients"


@dataclass(frozen=True)
class Numbers(Own):
    """A class whose objects hold one number each, and are handed over in nested lists.

    Attributes
    ----------
    gradient : the path from an object to its gradient
    """

    gradient: tuple[Part, ...] = field(default=())

    @property
    def imports(self) -> Sequence[str]:
        """The lines that define what the expressions below call."""
        number, grad = ("".join(f".{part}" for part in path) for path in (self.read, self.gradient))
        return (
            "class Numbers(list):",
            "    @property",
            f"    def {GRADIENTS}(self):",
            f"        inside = [one.{GRADIENTS} if isinstance(one, Numbers) else one{grad} "
            "for one in self]",
            "        return np.array(inside)",
            "def numbers(make, array):",
            "    if not np.ndim(array): return make(float(array))",
            "    return Numbers(numbers(make, one) for one in array)",
            "def values(of):",
            f"    if not isinstance(of, list): return of{number}",
            "    return np.array([values(one) for one in of])",
            "def each(function):",
            "    def call(of):",
            "        return list(map(call, of)) if isinstance(of, list) else function(of)",
            "    return call",
            "def flat(of):",
            "    if not isinstance(of, list): return [of]",
            "    return [one for part in of for one in flat(part)]",
            "def begin(out, start, grad):",
            "    products = [one * float(g) for one, g in zip(flat(out), np.ravel(grad))]",
            "    getattr(sum(products[1:], products[0]), start)()",
        )

    def given(self, name: str, array: Array) -> list[Step]:
        """Return the steps that make an object of every number, and store them in a variable."""
        path = {"value": [str(part) for part in self.gradient]}
        call: Step = {"call": {"tool": "numbers"}, "save": name}
        call["args"] = [{"name": self.maker}, {"var": name}, path]
        return [{"let": name, "value": {"array": array}}, call]

    def given_text(self, text: str, naming: Naming) -> str:
        """Return the expression of objects made of an array."""
        return f"numbers({naming(self.maker)}, {text})"

    def taken_text(self, text: str) -> str:
        """Return the expression of an array of their numbers."""
        return f"values({text})"

    def copied_text(self, text: str, naming: Naming) -> str:
        """Return the expression of other objects with the same numbers."""
        return self.given_text(self.taken_text(text), naming)


def of_lists(own: Own, graph: Graph) -> tuple[Numbers, Graph]:
    """Return how a class of single numbers is used in nested lists, and started there."""
    listed = Numbers(own.kind, own.maker, own.read, own.made_of, own.options, graph.gradient)
    start = Graph(
        "begin",
        LISTED,
        (GRADIENTS,),
        attribute=graph.start,
        function=True,
        as_arrays=frozenset({"grad_out"}),
    )
    return listed, start
