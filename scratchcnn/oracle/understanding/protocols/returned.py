"""Results that a call returned, by themselves or in tuples, lists and dictionaries."""

from collections.abc import Iterator

from scratchcnn.oracle.understanding.protocols.place import Looked, Place, Source, entries
from scratchcnn.oracle.understanding.protocols.way import Way

LEVELS = 2


def find(looked: Looked) -> Iterator[Place]:
    """Yield what a backward pass returned."""
    if looked.called:
        yield Place(RETURNED.name)
        for path, _ in entries(looked.values["gradients"], LEVELS):
            yield Place(RETURNED.name, path)


RETURNED = Way("returned", source=Source("returned", "gradients"), find=find)
