"""A backward pass that forward returns, as a function, along with its output."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Pass,
    Target,
    no_entry,
)
from scratchcnn.oracle.understanding.protocols.way import Way

Definition: TypeAlias = Mapping[str, Any]

# Its only parameter is the upstream gradient, whatever its name.
DESCRIBED: Definition = {
    "params": [{"name": "grad_out", "kind": "positional", "required": True}],
    "empty": False,
    "source": "",
}
# A loss ends the graph: what it returns may need no gradient.
OF_A_LOSS: Definition = {**DESCRIBED, "params": []}


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield the function that forward returned, if it returned one: called with the gradient.

    Then that of a loss, called with nothing.
    """
    if asked.closure:
        yield Pass(Callee(CLOSURES, "", asked.closure), DESCRIBED)
        yield Pass(Callee(CLOSURES, "", asked.closure), OF_A_LOSS)


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of the function in what forward returned."""
    place = callee.path[0]
    return [Target({"item": [{"var": "returned"}, place]}, lambda naming: f"returned[{place!r}]")]


def words(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of a call."""
    return "returns its backward pass"


CLOSURES = Caller("closure", targets, words, no_entry, passes, named=False)
CLOSURE = Way("closure", caller=CLOSURES)
