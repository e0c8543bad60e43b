"""A layer whose passes are methods of a class itself: nothing is constructed.

`Conv.forward(x, w, b)` and `Conv.backward(dout, cache)`, or `forward(ctx, x)` and
`backward(ctx, grad_output)`, which both take a context: the one keeps there what the other needs.
Before every forward call there is a new context, of the homework's own class if it has one.
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
    """

    owner: str
    method: str
    parameter: str = ""
    context: str = ""
    backward: Definition | None = None

    @property
    def always(self) -> Arguments:
        """The arguments that every call takes."""
        return ((self.parameter, Argument("variable", CONTEXT)),) if self.parameter else ()

    @property
    def caller(self) -> Caller:
        """How it is called."""
        if not self.parameter:
            return STATICS
        return replace(STATICS, before=self.before(), before_text=self.text)

    @property
    def callee(self) -> Callee:
        """What is called."""
        return Callee(self.caller, f"{self.owner}.{self.method}")

    def before(self) -> list[Step]:
        """Return the step that makes a new context."""
        if self.context == DICTIONARY:
            return [{"let": CONTEXT, "value": {"dict": {}}}]
        if self.context:
            return [{"call": {"name": self.context}, "save": CONTEXT}]
        return [{"let": CONTEXT, "value": {"tool": "context"}}]

    def text(self, naming: Naming) -> list[str]:
        """Return the same as lines of Python."""
        if self.context == DICTIONARY:
            return [f"{CONTEXT} = {DICTIONARY}"]
        if self.context:
            return [f"{CONTEXT} = {naming(self.context)}()"]
        return [*LINES, f"{CONTEXT} = Context()"]


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
        if other is not None:
            # The context is that of the forward call.
            yield Pass(replace(other.callee, caller=STATICS), one, other.always)


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of the method by its name and that of its class."""
    owner, _, method = callee.name.rpartition(".")
    return [Target({"name": callee.name}, lambda naming: f"{naming(owner)}.{method}")]


def words(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of a call, without the name of the class."""
    return f"{callee.name.rpartition('.')[2]}({', '.join(names)})"


STATICS = Caller("static", targets, words, entry, passes)
STATIC = Way("static", caller=STATICS)
