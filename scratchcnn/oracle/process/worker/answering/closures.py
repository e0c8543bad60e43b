"""What a function of the homework has made: the functions in it, and the variables they share."""

from collections.abc import Callable, Iterator, Sequence
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from .marks import Attribute, Cell
from .paths import Part, enterable, is_function, pick, placed, put, within

MOST_FUNCTIONS = 12


def functions_within(
    root: Any, explores: Callable[[type], bool], describes: Callable[[Any], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return path, name and description of every function in a container, or of the root itself."""
    found: dict[int, tuple[list[Part], Any]] = {}
    if is_function(root):
        found[id(root)] = [], root
    for path, value in (
        *within(root, explores, lambda value: enterable(value, explores)),
        *(methods(root) if explores(type(root)) else ()),
    ):
        if is_function(value) and not any(isinstance(part, Cell) for part in path):
            found.setdefault(id(value), (path, value))
    return [
        {**placed(path), "name": str(value.__name__), **describes(value)}
        for path, value in [*found.values()][:MOST_FUNCTIONS]
    ]


def methods(value: Any) -> Iterator[tuple[list[Part], Any]]:
    """Yield the methods of an object, those of its class before those of base classes."""
    for base in type.mro(type(value)):
        for name, member in list(vars(base).items()):
            if type(member) is FunctionType and not name.startswith("_"):
                yield [Attribute(name)], MethodType(member, value)


def put_for_all(root: Any, path: Sequence[Part], new: Any) -> None:
    """Put a value at the end of a path, and where functions know the array that was there.

    `W = ...; params = {"W": W}`: what is bound anew in the dictionary would leave `W` as it was.
    """
    try:
        old = pick(root, path)
    except (AttributeError, LookupError, TypeError):
        old = None
    put(root, path, new)
    if type(old) is np.ndarray and pick(root, path) is not old:
        for function in known_functions(root):
            for cell in function.__closure__ or ():
                if holds(cell, old):
                    cell.cell_contents = new


def known_functions(root: Any) -> Iterator[FunctionType]:
    """Yield the functions in a container, and those that are variables of them."""

    def plain(kind: type) -> bool:
        return False

    if type(root) is FunctionType:
        yield root
    for _, value in within(root, plain, lambda one: is_function(one) or enterable(one, plain)):
        if type(value) is FunctionType:
            yield value


def holds(cell: Any, value: Any) -> bool:
    """Return whether a variable of a function stands for a value; it may have none yet."""
    try:
        return cell.cell_contents is value
    except ValueError:
        return False
