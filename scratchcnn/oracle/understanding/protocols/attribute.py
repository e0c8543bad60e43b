"""Results in attributes of the layer's object."""

from collections.abc import Iterator, Sequence

from scratchcnn.oracle.understanding.carriers.carrier import Expression
from scratchcnn.oracle.understanding.names.vocabulary import is_gradient
from scratchcnn.oracle.understanding.protocols.place import Looked, Place, Source
from scratchcnn.oracle.understanding.protocols.way import Way

# What the object is called in the worker's session.
OBJECT: Expression = {"var": "object"}


def find(looked: Looked) -> Iterator[Place]:
    """Yield the attributes that are called like gradients."""
    for entry in looked.listed:
        if any(map(is_gradient, texts(entry["path"]))):
            yield Place(ATTRIBUTE.name, tuple(entry["path"]))


def texts(path: Sequence[str | int]) -> list[str]:
    """Return the names in a path."""
    return [part for part in path if isinstance(part, str)]


def words(path: str) -> str:
    """Return where a result is."""
    return f"in {path}" if path else ""


ATTRIBUTE = Way(
    "attribute",
    source=Source("attribute", "object", "layer", attributes=True, words=words),
    find=find,
)
