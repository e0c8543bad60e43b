"""An expression of a homework's own tensors: its operators are what computes."""

from collections.abc import Sequence

from scratchcnn.oracle.understanding.protocols.callee import (
    Callee,
    Caller,
    Target,
    no_entry,
    no_passes,
)


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of the function that is the expression."""
    return [Target({"tool": callee.name}, lambda _: f"({callee.name})")]


def words(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of the call: the expression alone.

    >>> words(Callee(EXPRESSIONS, "lambda x: x + x"), ["x"])
    'x + x'
    """
    return callee.name.partition(": ")[2]


EXPRESSIONS = Caller("expression", targets, words, no_entry, no_passes, named=False)
