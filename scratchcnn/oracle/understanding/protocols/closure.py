"""A function that forward returns beside its output: its backward pass."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Entry,
    Pass,
    Target,
)
from scratchcnn.oracle.understanding.protocols.way import Way

Definition: TypeAlias = Mapping[str, Any]

# It takes the gradient, whatever it calls it.
DESCRIBED: Definition = {
    "params": [{"name": "grad_out", "kind": "positional", "required": True}],
    "empty": False,
    "source": "",
}


def entry(definition: Definition) -> Entry | None:
    """Return None: what a forward pass returned is no forward pass."""
    return None


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield what forward returned, if that is a function."""
    if asked.closure:
        yield Pass(Callee(CLOSURES, "", asked.closure), DESCRIBED)


def targets(callee: Callee) -> list[Target]:
    """Return the function, as an entry of what forward returned."""
    place = callee.path[0]
    return [Target({"item": [{"var": "returned"}, place]}, lambda naming: f"returned[{place!r}]")]


def words(callee: Callee, names: Sequence[str]) -> str:
    """Return a call in words."""
    return "returns its backward pass"


CLOSURES = Caller("closure", targets, words, entry, passes, named=False)
CLOSURE = Way("closure", caller=CLOSURES)
