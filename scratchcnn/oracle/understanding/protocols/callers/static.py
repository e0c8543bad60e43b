"""A layer whose passes are methods of a class itself: nothing is constructed.

`Conv.forward(x, w, b)` and `Conv.backward(dout, cache)`, or `forward(ctx, x)` and
`backward(ctx, grad_output)`, which both take a context: the one keeps there what the other needs.
Before every forward call there is a new context, of the homework's own class if it has one.
Where `setup_context(ctx, inputs, output)` fills it, forward takes none:
<https://docs.pytorch.org/docs/stable/notes/extending.html>.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.carriers.carrier import Naming
from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Entry,
    Pass,
    Step,
    Target,
)
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.signature import Argument, Arguments

Definition: TypeAlias = Mapping[str, Any]

# The variable that holds the context, and a stand-in for its class in lines to paste.
CONTEXT = "ctx"
# The variable that holds a forward pass which fills the context.
FILLING = "forward"
# What stands for a class of contexts where they are dictionaries.
DICTIONARY = "{}"
LINES = (
    "class Context:",
    "    needs_input_grad = (True,) * 16",
    "    def save_for_backward(self, *values):",
    "        self.saved_tensors = self.saved_values = self.saved_variables = values",
    "    mark_dirty = mark_non_differentiable = set_materialize_grads = lambda self, *values: None",
)


@dataclass(frozen=True)
class Static:
    """How a method of a class is called.

    Attributes
    ----------
    owner, method : the class, and the name of the method
    parameter : the parameter that takes the context; "" for none
    context : the homework's class of the context, or `DICTIONARY`; "" for none
    backward : the method that is the backward pass, described; None if that is not known
    setup : the method that fills the context after the call; "" if the call itself does
    """

    owner: str
    method: str
    parameter: str = ""
    context: str = ""
    backward: Definition | None = None
    setup: str = ""

    @property
    def always(self) -> Arguments:
        """The arguments that every call takes."""
        if self.setup or not self.parameter:
            return ()
        return ((self.parameter, Argument("variable", CONTEXT)),)

    @property
    def caller(self) -> Caller:
        """How it is called."""
        if self.setup:
            filled = {"call": {"tool": "filling"}, "args": self.filled_by(), "save": FILLING}
            before = [*self.before(), filled]
            return replace(FILLED, before=before, before_text=self.text)
        if not self.parameter:
            return STATICS
        return replace(STATICS, before=self.before(), before_text=self.text)

    @property
    def callee(self) -> Callee:
        """What is called."""
        return Callee(self.caller, f"{self.owner}.{self.method}")

    def filled_by(self) -> list[Step]:
        """Return what computes, what fills the context, and the context."""
        names = (f"{self.owner}.{self.method}", f"{self.owner}.{self.setup}")
        return [*({"name": name} for name in names), {"var": CONTEXT}]

    def before(self) -> list[Step]:
        """Return the step that makes a new context."""
        if self.context == DICTIONARY:
            return [{"let": CONTEXT, "value": {"dict": {}}}]
        if self.context:
            return [{"call": {"name": self.context}, "save": CONTEXT}]
        return [{"let": CONTEXT, "value": {"tool": "context"}}]

    def text(self, naming: Naming) -> list[str]:
        """Return the same as lines of Python."""
        lines = [*LINES, f"{CONTEXT} = Context()"]
        if self.context == DICTIONARY:
            lines = [f"{CONTEXT} = {DICTIONARY}"]
        elif self.context:
            lines = [f"{CONTEXT} = {naming(self.context)}()"]
        if not self.setup:
            return lines
        owner = naming(self.owner)
        return [
            *lines,
            f"def {FILLING}(*inputs):",
            f"    output = {owner}.{self.method}(*inputs)",
            f"    {owner}.{self.setup}({CONTEXT}, inputs, output)",
            "    return output",
        ]


def entry(definition: Definition) -> Entry | None:
    """Return a method of a class as the forward pass; None for all else."""
    static: Static | None = definition.get("static_call")
    if static is None:
        return None
    return Entry(static.caller, static.callee.name, definition, always=static.always)


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield the method of the same class, then those that may be the backward pass by name."""
    static: Static | None = asked.sought.definition.get("static_call")
    if static is None:
        return
    own = () if static.backward is None else (static.backward,)
    for one in (*own, *asked.sought.partners):
        other: Static | None = one.get("static_call")
        # The context is that of the forward call.
        if other is not None and (static.parameter or not other.parameter):
            yield Pass(replace(other.callee, caller=STATICS), one, other.always)


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of the method by its name and that of its class."""
    owner, _, method = callee.name.rpartition(".")
    return [Target({"name": callee.name}, lambda naming: f"{naming(owner)}.{method}")]


def words(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of a call, without the name of the class."""
    return f"{callee.name.rpartition('.')[2]}({', '.join(names)})"


def filling(callee: Callee) -> list[Target]:
    """Return the call of what computes, and fills the context then."""
    return [Target({"var": FILLING}, lambda naming: FILLING)]


STATICS = Caller("static", targets, words, entry, passes)
FILLED = replace(STATICS, targets=filling, named=False)
STATIC = Way("static", caller=STATICS)
