"""How a gradient is computed from what lies in its place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.understanding.signatures.signature import Arguments, Signature

Array: TypeAlias = NDArray[Any]
Definition: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """What is known when a gradient is read: its argument, the upstream gradient and the rate."""

    before: Array
    grad_out: Array
    rate: float


@dataclass(frozen=True)
class Meant:
    """A backward pass whose parameters are to be given a meaning.

    Attributes
    ----------
    op : what is differentiated
    signature : of the forward pass
    described : the function or method
    made : whether an object is made first
    cached : whether forward returns something to be handed on
    """

    op: str
    signature: Signature
    described: Definition
    made: bool = False
    cached: bool = False


@dataclass(frozen=True)
class Parts:
    """What a gradient is written with: expressions of ndarrays, and of the learning rate.

    Attributes
    ----------
    before : the argument
    found : what lies where the gradient is looked for
    grad_out : the upstream gradient
    rate : the learning rate
    """

    before: str
    found: str
    grad_out: str
    rate: str


# What a backward pass may be called with, and a rank: what has the lowest is tried first.
Ranked: TypeAlias = Iterator[tuple[int, Arguments]]
SURE, LIKELY, POSSIBLE = 0, 1, 2


def nothing_to_pass(meant: Meant) -> Ranked:
    """Yield no arguments: no backward pass is called for this."""
    yield from ()


def costs_nothing(found: Array, seen: Seen) -> Array | None:
    """Return None: no rounding error is added."""
    return None


@dataclass(frozen=True)
class Reading:
    """What lies in the place of a gradient, and how the gradient is computed from it.

    Attributes
    ----------
    name : in a word
    gradient : the gradient, from what lies there in the shape of the argument
    text : the same as Python
    arguments : what a backward pass that gives this may be called with
    allowance : how much rounding that costs; None for nothing
    words : where a gradient is, from the path; None where its source says it
    summary
        What is said of the whole backward pass, from its call and from what is missing; None where
        there is nothing to say
    note : a comment behind the Python in lines to paste
    of_parameter
        Whether it compares a parameter before and after; so it says nothing where that stays as it
        is, and what lies elsewhere is preferred to it
    by_upstream : whether the upstream gradient is still to be multiplied
    nowhere : whether there is nothing to look for
    refused : why it cannot be asked for; "" if it can
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
