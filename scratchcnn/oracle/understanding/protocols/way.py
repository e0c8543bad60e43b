"""One way in which homework computes gradients: a line of the table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scratchcnn.oracle.understanding.protocols.callee import Caller
from scratchcnn.oracle.understanding.protocols.place import Looked, Place, Source
from scratchcnn.oracle.understanding.protocols.reading import Reading


def finds_nothing(looked: Looked) -> Iterator[Place]:
    """Yield no places."""
    yield from ()


@dataclass(frozen=True)
class Way:
    """One way in which homework computes gradients, as far as it differs from others.

    Attributes
    ----------
    name : in a word
    caller : how something is called
    source : where results lie
    reading : how a gradient follows from what lies there
    find : the places in which gradients may lie after a backward pass
    """

    name: str
    caller: Caller | None = None
    source: Source | None = None
    reading: Reading | None = None
    find: Callable[[Looked], Iterator[Place]] = finds_nothing
