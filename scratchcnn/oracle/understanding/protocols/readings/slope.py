"""The reading of a place that holds the derivative, to be multiplied by the upstream gradient."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.understanding.protocols.reading import (
    POSSIBLE,
    SURE,
    Meant,
    Parts,
    Ranked,
    Reading,
    Seen,
)
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.arguments.backward_arguments import slope_arguments

Array: TypeAlias = NDArray[Any]


def arguments(meant: Meant) -> Ranked:
    """Yield the arguments that a function may take if it computes the derivative.

    If its parameter's name is unclear, a gradient is tried first, and the derivative after that.
    What has the upstream gradient in any case is no derivative.
    """
    if meant.given:
        return
    for sure, one in slope_arguments(meant.op, meant.signature.forward, meant.described):
        yield SURE if sure else POSSIBLE, one


def gradient(found: Array, seen: Seen) -> Array:
    """Return the gradient by the chain rule."""
    return found * seen.grad_out


def text(parts: Parts) -> str:
    """Return the gradient as Python code."""
    return f"{parts.found} * {parts.grad_out}"


def summary(call: str, missing: Sequence[str]) -> list[str]:
    """Return the description of the backward pass."""
    return [f"slope from {call}"]


SLOPES = Reading("slope", gradient, text, arguments, summary=summary, by_upstream=True)
SLOPE = Way("slope", reading=SLOPES)
