"""A function that forward returns beside its output: its backward pass."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.carriers.carrier import Expression, Naming
from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Entry,
    Pass,
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
    """Return None: what is returned by a forward pass computes none."""
    return None


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield what forward returned, if that is a function."""
    if asked.closure:
        yield Pass(Callee(CLOSURES, "", asked.closure), DESCRIBED)


def targets(callee: Callee) -> Sequence[Expression]:
    """Return the function as the worker reads it."""
    return [{"item": [{"var": "returned"}, callee.path[0]]}]


def functions(callee: Callee, naming: Naming) -> Sequence[str]:
    """Return the function as Python."""
    return [f"returned[{callee.path[0]!r}]"]


def words(callee: Callee, names: Sequence[str]) -> str:
    """Return a call as it is told."""
    return "returns its backward pass"


CLOSURES = Caller("closure", targets, functions, words, entry, passes, named=False)
CLOSURE = Way("closure", caller=CLOSURES)
