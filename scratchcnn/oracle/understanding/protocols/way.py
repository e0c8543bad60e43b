"""One way in which homework computes gradients: an entry of the table."""

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
    """One way in which homework computes gradients; a field that it adds nothing to stays None.

    Attributes
    ----------
    name : a short, unique name
    caller : how a function or method is called
    source : where results are
    reading : how a gradient is computed from the value in its place
    find : yield the places that may hold gradients after a backward pass
    """

    name: str
    caller: Caller | None = None
    source: Source | None = None
    reading: Reading | None = None
    find: Callable[[Looked], Iterator[Place]] = finds_nothing
