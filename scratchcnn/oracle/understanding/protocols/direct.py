"""The reading of a place that holds the gradient itself."""

from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.understanding.protocols.reading import (
    LIKELY,
    Meant,
    Parts,
    Ranked,
    Reading,
    Seen,
)
from scratchcnn.oracle.understanding.signatures.arguments.backward_arguments import (
    gradient_arguments,
)

Array: TypeAlias = NDArray[Any]


def arguments(meant: Meant) -> Ranked:
    """Yield the arguments that a backward pass may take if it computes gradients."""
    signature, described = meant.signature, meant.described
    for one in gradient_arguments(
        meant.op, signature.forward, described, made=meant.made, cached=meant.cached
    ):
        yield LIKELY, one


def gradient(found: Array, seen: Seen) -> Array:
    """Return the value that was found."""
    return found


def text(parts: Parts) -> str:
    """Return the expression of the value that was found."""
    return parts.found


DIRECT = Reading("direct", gradient, text, arguments)
