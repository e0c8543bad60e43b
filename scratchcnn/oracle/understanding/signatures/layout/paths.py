"""Paths into an object of the homework: attributes, keys of dictionaries, and indices of lists."""

from collections.abc import Iterable, Mapping
from typing import Any

from scratchcnn.oracle.process.worker.answering.marks import Attribute, Cell
from scratchcnn.oracle.understanding.signatures.cut import Cut
from scratchcnn.oracle.understanding.signatures.signature import Path


class Key(str):
    """The first part of a path, if that is a key: what is not marked is an attribute there."""

    __slots__ = ()


def arrays_of(listed: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the arrays that the worker listed, with the attributes in their paths marked."""
    return [{**one, "path": path_of(one)} for one in listed]


def path_of(one: Mapping[str, Any]) -> Path:
    """Return the path of one listed array or function."""
    attributes, cells = set(one["attributes"]), dict(one.get("cells", ()))

    def marked(place: int, part: str | int) -> str | int:
        if isinstance(part, int):
            return part
        if place in cells:
            return Cell.of(part, cells[place])
        if place in attributes:
            return Attribute(part)
        return part if place else Key(part)

    return tuple(marked(place, part) for place, part in enumerate(one["path"]))


def sent(path: Path) -> list[Any]:
    """Return a path as a worker step takes it: the worker finds out which parts are attributes."""
    parts: list[Any] = []
    for part in path:
        if isinstance(part, Cell):
            parts += ["__closure__", part.number, "cell_contents"]
        elif isinstance(part, Cut):
            parts.append(part.sent)
        else:
            parts.append(part if isinstance(part, int) else str(part))
    return parts
