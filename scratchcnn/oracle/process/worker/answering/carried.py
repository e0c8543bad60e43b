"""Tensors of the homework's own: the numbers in them, read as the judge has found out."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from .answers import plain_array
from .marks import Attribute
from .numbers import Numbers
from .paths import MOST_ARRAYS, MOST_PROPERTIES, Part, enterable, pick, placed, within

LEVELS = 6
# What the judge looks through to find out where numbers are.
MOST_NUMBERS = 60
LARGEST = 1000


class Kind:
    """A class of the homework whose objects carry numbers.

    Parameters
    ----------
    kind
        The class.
    path
        The path from an object to its numbers; a part that ends in brackets is called.
    """

    def __init__(self, kind: type, path: Sequence[Part]) -> None:
        self._kind = kind
        self._path = path

    def carries(self, value: Any) -> bool:
        """Return whether a value is such an object."""
        return issubclass(type(value), self._kind)

    def opened(self, value: Any, levels: int = LEVELS) -> Any:
        """Return the numbers of an object, also of those in containers; others as they are."""
        if self.carries(value):
            return as_array(pick(value, self._path))
        kind = type(value)
        if levels and issubclass(kind, np.ndarray) and value.dtype == object:
            return self.opened(value.tolist(), levels)
        if levels and kind in (list, tuple, Numbers):
            items = [self.opened(item, levels - 1) for item in value]
            # Numbers that travel one by one are those of an array.
            single = levels < LEVELS or kind is not tuple
            return stacked(items) if single and self.all_carry(value) else items
        if levels and kind is dict:
            return {key: self.opened(item, levels - 1) for key, item in value.items()}
        return value

    def all_carry(self, value: Any) -> bool:
        """Return whether a container holds nothing but such objects, and at least one."""
        if type(value) in (list, tuple, Numbers):
            return bool(value) and all(map(self.all_carry, value))
        return self.carries(value)

    def listed(self, root: Any, explores: Callable[[type], bool]) -> list[dict[str, Any]]:
        """Return path, shape and dtype of the numbers of every such object inside another."""
        found: list[dict[str, Any]] = []

        def enters(value: Any) -> bool:
            return enterable(value, explores) and not self.carries(value)

        for path, value in within(root, explores, enters):
            array = self._numbers(value)
            if array is not None:
                told = {"shape": list(array.shape), "dtype": str(array.dtype)}
                found.append({**placed(path), **told})
                if len(found) == MOST_ARRAYS:
                    break
        return found

    def _numbers(self, value: Any) -> np.ndarray[Any, Any] | None:
        if not self.carries(value):
            return None
        try:
            return plain_array(as_array(pick(value, self._path)))
        except Exception:
            # It may hold nothing yet: a parameter that the first call makes.
            return None


def stacked(items: Sequence[Any]) -> Any:
    """Return single numbers, or arrays of one shape, as an array; others as a list."""
    arrays = [np.asarray(item) for item in items]
    alike = len({array.shape for array in arrays}) == 1 and arrays[0].dtype != object
    return np.stack(arrays) if alike else list(items)


def as_array(value: Any) -> Any:
    """Return a number, or nested lists of numbers, as an array; anything else as it is.

    >>> as_array([[1.0, 2.0]]), as_array("text")
    (array([[1., 2.]]), 'text')
    """
    if type(value) in (bool, int, float, list, tuple):
        try:
            array = np.asarray(value)
        except ValueError:
            return value
        return array if array.dtype.kind in "fiub" else value
    return value


def numbers_within(
    root: Any, explores: Callable[[type], bool], calls: Sequence[str], kind: Kind | None
) -> list[dict[str, Any]]:
    """Return path and value of all numbers inside an object, and of what its methods return.

    Parameters
    ----------
    root
        The object.
    explores
        Whether objects of a class are looked into.
    calls
        The methods that are called.
    kind
        What carries numbers by itself, and is told as such; None for nothing.
    """
    found: list[dict[str, Any]] = []

    def enters(value: Any) -> bool:
        return enterable(value, explores) and not (kind is not None and kind.carries(value))

    paths = [*within(root, explores, enters), *computed(root, explores, calls)]
    for path, value in paths:
        carried = kind is not None and kind.carries(value)
        array = numeric(kind.opened(value) if kind is not None and carried else value)
        if array is not None:
            found.append({**placed(path), "value": array, "carried": carried})
            if len(found) == MOST_NUMBERS:
                break
    return found


def numeric(value: Any) -> np.ndarray[Any, Any] | None:
    """Return a value as an array if it consists of few numbers; else None."""
    array = plain_array(as_array(value))
    few = array is not None and array.size <= LARGEST and array.dtype.kind in "fiub"
    return array if few else None


def computed(
    root: Any, explores: Callable[[type], bool], calls: Sequence[str]
) -> Iterator[tuple[list[Part], Any]]:
    """Yield what the properties of an object are, and what the methods asked for return."""
    properties = [
        name
        for base in type.mro(type(root))
        if explores(base)
        for name, member in vars(base).items()
        if isinstance(member, (property, cached_property)) and not name.startswith("__")
    ]
    for name in [*properties[:MOST_PROPERTIES], *(f"{call}()" for call in calls)]:
        try:
            yield [Attribute(name)], pick(root, [name])
        except Exception:
            # It is code of the homework, and may need what is not there.
            continue
