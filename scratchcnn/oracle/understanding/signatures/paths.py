"""Paths into an object of the homework: attributes, keys of dictionaries, and places in lists."""

from collections.abc import Iterable, Mapping
from typing import Any

from scratchcnn.oracle.understanding.signatures.signature import Path


class Attribute(str):
    """A part of a path that is the name of an attribute; any other text is a key."""

    __slots__ = ()


def arrays_of(listed: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the arrays within an object, as the worker lists them, with their paths."""
    return [{**one, "path": path_of(one)} for one in listed]


def path_of(one: Mapping[str, Any]) -> Path:
    """Return the path of one array."""
    attributes = set(one["attributes"])
    return tuple(
        Attribute(part) if place in attributes else part for place, part in enumerate(one["path"])
    )


def sent(path: Path) -> list[str | int]:
    """Return a path as a step has it: the worker looks itself which parts are attributes."""
    return [part if isinstance(part, int) else str(part) for part in path]
