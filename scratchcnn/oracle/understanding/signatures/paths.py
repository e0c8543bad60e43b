"""Paths into an object of the homework: attributes, keys of dictionaries, and indices of lists."""

from collections.abc import Iterable, Mapping
from typing import Any

from scratchcnn.oracle.understanding.signatures.signature import Path


class Attribute(str):
    """A part of a path that is the name of an attribute; any other string is a key."""

    __slots__ = ()


def arrays_of(listed: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the arrays that the worker listed, with the attributes in their paths marked."""
    return [{**one, "path": path_of(one)} for one in listed]


def path_of(one: Mapping[str, Any]) -> Path:
    """Return the path of one listed array."""
    attributes = set(one["attributes"])
    return tuple(
        Attribute(part) if place in attributes else part for place, part in enumerate(one["path"])
    )


def sent(path: Path) -> list[str | int]:
    """Return a path as a worker step takes it: the worker finds out which parts are attributes."""
    return [part if isinstance(part, int) else str(part) for part in path]
