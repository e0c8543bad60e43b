"""Gradients that a method lists in pairs, each with its parameter: `[(w, dw), (b, db)]`.

Their names may say nothing: in a pair the gradient is the second.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scratchcnn.oracle.understanding.protocols.place import Looked, Place, Source
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.signature import Path

# What begins the name of the variable for what such a method returns.
PAIRS = "pairs_of_"


def find(looked: Looked) -> Iterator[Place]:
    """Yield the second of every pair of arrays that have the same shape."""
    for variable, listed in looked.left.items():
        if variable.startswith(PAIRS):
            yield from (Place(PAIRED.name, (variable, *path)) for path in second_ones(listed))


def second_ones(listed: Sequence[Mapping[str, Any]]) -> Iterator[Path]:
    """Yield the paths of the arrays that stand behind another one of their shape.

    >>> list(second_ones([{"path": (0, 0), "shape": [2]}, {"path": (0, 1), "shape": [2]}]))
    [(0, 1)]
    """
    shapes = {tuple(one["path"]): list(one["shape"]) for one in listed}
    for path, shape in shapes.items():
        if len(path) > 1 and path[-1] == 1 and shapes.get((*path[:-1], 0)) == shape:
            yield path


def words(path: str) -> str:
    """Return the words that say in which pair a gradient is."""
    return f"in {path.removeprefix('.')}"


PAIRED = Way("paired", source=Source("paired", "", words=words), find=find)
