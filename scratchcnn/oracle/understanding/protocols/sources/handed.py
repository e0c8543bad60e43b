"""Gradients that lie beside what was handed over: `x.grad` after the backward pass of a graph."""

from collections.abc import Iterator

from scratchcnn.oracle.understanding.protocols.place import Looked, Place, Source
from scratchcnn.oracle.understanding.protocols.sources.attribute import ATTRIBUTE
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.layout.bias_inside import whole
from scratchcnn.oracle.understanding.signatures.signature import Path, passed_arrays


def find(looked: Looked) -> Iterator[Place]:
    """Yield the gradients of everything that was handed over, and of the layer's parameters."""
    if looked.beside is None:
        return
    signature = looked.signature
    for name in passed_arrays((*signature.constructor, *signature.forward)):
        yield Place(HANDED.name, (name, *looked.beside))
    for path, _ in signature.parameters.values():
        yield Place(ATTRIBUTE.name, (*whole(path), *looked.beside))


def words(path: str) -> str:
    """Return the words that say where a gradient is."""
    return f"in {path.removeprefix('.')}"


def tells(name: str, position: int, own: Path, path: Path) -> bool:
    """Return whether a gradient lies beside the argument of this name."""
    return path[0] == name


HANDED = Way(
    "handed",
    source=Source("handed", "", attributes=True, words=words, tells=tells),
    find=find,
)
