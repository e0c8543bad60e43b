"""Sums of a homework's own arrays, which no function of it computes: its operators do."""

from collections.abc import Mapping

from scratchcnn.oracle.understanding.protocols.callee import (
    Callee,
    Caller,
    Target,
    called_by_name,
    no_entry,
    no_passes,
)

# What the tools of the worker compute, as Python code.
EXPRESSIONS: Mapping[str, str] = {
    "used_twice": "(lambda x: x + x)",
    "broadcast_add": "(lambda x, bias: x + bias)",
    "diamond": "(lambda x: (a := x + x, b := a + a, (a + b) + (b + a))[-1])",
}


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of the expression as a function."""
    return [Target({"tool": callee.name}, lambda naming: EXPRESSIONS[callee.name])]


EXPRESSED = Caller("expression", targets, called_by_name, no_entry, no_passes)
