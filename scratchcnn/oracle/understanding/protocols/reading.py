"""How a gradient is computed from the value that is found in its place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.understanding.signatures.signature import Arguments, Signature

Array: TypeAlias = NDArray[Any]
Definition: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """What a gradient is computed with: the argument before, the upstream gradient, the rate."""

    before: Array
    grad_out: Array
    rate: float


@dataclass(frozen=True)
class Meant:
    """A backward pass whose parameters are still to be interpreted.

    Attributes
    ----------
    op : the op that is differentiated
    signature : the signature of the layer, with what forward is called with
    described : the backward function or method
    made : whether an object is constructed first
    cached : whether forward returns a cache for the backward pass
    given : whether the upstream gradient is there, whatever the parameters mean
    """

    op: str
    signature: Signature
    described: Definition
    made: bool = False
    cached: bool = False
    given: bool = False


@dataclass(frozen=True)
class Parts:
    """The Python expressions that a gradient's expression is built from: ndarrays, and the rate.

    Attributes
    ----------
    before : the argument, as it was before the backward pass
    found : the value in the place of the gradient
    grad_out : the upstream gradient
    rate : the learning rate
    """

    before: str
    found: str
    grad_out: str
    rate: str


# Arguments that a backward pass may be called with, each with a rank; the lowest is tried first.
Ranked: TypeAlias = Iterator[tuple[int, Arguments]]
SURE, LIKELY, POSSIBLE = 0, 1, 2


def nothing_to_pass(meant: Meant) -> Ranked:
    """Yield no arguments: no backward pass is called to get this reading."""
    yield from ()


def costs_nothing(found: Array, seen: Seen) -> Array | None:
    """Return None: the reading adds no rounding error."""
    return None


@dataclass(frozen=True)
class Reading:
    """What the value in the place of a gradient is, and how to compute the gradient from it.

    Attributes
    ----------
    name : a short, unique name
    gradient : return the gradient, given the value in the shape of the argument
    text : the same as a Python expression
    arguments : yield the arguments that a backward pass with such results may be called with
    allowance : return the rounding error that this adds; None for none
    words : describe where the gradient is, given its path; None to use the words of the source
    summary
        Describe the whole backward pass, given the description of its call and the gradients that
        are missing; None to describe it place by place
    note : a comment that follows the expression in lines to paste
    of_parameter
        Whether it compares a parameter before and after the backward pass. Such a reading is
        ignored if the parameter does not change, and a gradient found elsewhere is preferred
    by_upstream : whether the value is still to be multiplied by the upstream gradient
    nowhere : whether there is no value to look for
    refused : why the gradient cannot be computed; "" if it can
    """

    name: str
    gradient: Callable[[Array, Seen], Array]
    text: Callable[[Parts], str]
    arguments: Callable[[Meant], Ranked] = nothing_to_pass
    allowance: Callable[[Array, Seen], Array | None] = costs_nothing
    words: Callable[[str], str] | None = None
    summary: Callable[[str, Sequence[str]], list[str]] | None = None
    note: str = ""
    of_parameter: bool = False
    by_upstream: bool = False
    nowhere: bool = False
    refused: str = ""
