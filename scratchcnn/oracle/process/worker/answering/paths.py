"""Paths into objects of the homework: the arrays found at their ends, read and written."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from types import FunctionType, MethodType, SimpleNamespace
from typing import Any

import numpy as np

from .answers import is_array, plain_array
from .foreign import put_into_tensor
from .marks import Attribute, Cell
from .stored import attributes

# A list is a part of an array: along each axis an index, or where a stretch begins and ends.
Part = str | int | list[Any]

DEPTH = 4
MOST_ARRAYS = 200
MOST_ITEMS = 200
MOST_PROPERTIES = 20
MOST_CONTAINERS = 2000


def arrays_within(root: Any, explores: Callable[[type], bool]) -> list[dict[str, Any]]:
    """Return path, shape and dtype of every numeric array reachable from an object.

    "attributes" lists the positions of the parts of the path that are attributes, and "cells" those
    of variables of functions, each with the number of its cell.

    An array itself is reached by the path []. Nearer ones come first, and those of one object in
    the order in which it got them. Objects are entered if `explores` says so of their class, and
    functions after all else; a container is entered once, by its shortest path.
    """

    def enters(value: Any) -> bool:
        return is_function(value) or enterable(value, explores)

    if is_array(root):
        # A method may return the array itself.
        whole = plain_array(root)
        told = None if whole is None else {"shape": list(whole.shape), "dtype": str(whole.dtype)}
        return [] if told is None else [{**placed([]), **told}]
    found: list[dict[str, Any]] = []
    for path, value in within(root, explores, enters):
        array = plain_array(value) if is_array(value) else None
        if array is not None:
            found.append(
                {**placed(path), "shape": list(array.shape), "dtype": str(array.dtype)},
            )
            if len(found) == MOST_ARRAYS:
                break
    return found


def arrays_computed(root: Any, explores: Callable[[type], bool]) -> list[dict[str, Any]]:
    """Return the same of the properties that are numeric arrays; what raises is left out.

    Those of the classes that `explores` says to enter are computed, which runs code of theirs.
    """
    found: list[dict[str, Any]] = []
    names = [
        name
        for base in type.mro(type(root))
        if explores(base)
        for name, member in vars(base).items()
        if isinstance(member, (property, cached_property)) and not name.startswith("__")
    ]
    for name in list(dict.fromkeys(names))[:MOST_PROPERTIES]:
        try:
            value = getattr(root, name)
        except Exception:
            # A property is code of the homework, and may need what is not there yet.
            continue
        array = plain_array(value) if is_array(value) else None
        if array is not None:
            told = {"shape": list(array.shape), "dtype": str(array.dtype)}
            found.append({**placed([Attribute(name)]), **told})
    return found


def within(
    root: Any, explores: Callable[[type], bool], enters: Callable[[Any], bool]
) -> Iterator[tuple[list[Part], Any]]:
    """Yield path and value of everything inside an object, as far as `enters` says so."""
    entered = {id(root)}
    waiting: deque[tuple[list[Part], Any]] = deque([([], root)])
    functions: deque[tuple[list[Part], Any]] = deque()
    while waiting or functions:
        path, container = (waiting or functions).popleft()
        for part, value in members(container, explores, at_root=not path):
            yield [*path, part], value
            if (
                len(path) + 1 < DEPTH
                and id(value) not in entered
                and len(entered) < MOST_CONTAINERS
                and not is_array(value)
                and enters(value)
            ):
                entered.add(id(value))
                (functions if is_function(value) else waiting).append(([*path, part], value))


def placed(path: list[Part]) -> dict[str, Any]:
    """Return a path, and which of its parts are attributes, and which variables of functions."""
    cells = [[place, part.number] for place, part in enumerate(path) if isinstance(part, Cell)]
    return {
        "path": path,
        "attributes": [place for place, part in enumerate(path) if isinstance(part, Attribute)],
        **({"cells": cells} if cells else {}),
    }


def is_function(value: Any) -> bool:
    """Return whether a value is a function or method that is written in Python."""
    return type(value) in (FunctionType, MethodType)


def enterable(value: Any, explores: Callable[[type], bool]) -> bool:
    """Return whether a value is a container, or an object that is looked into."""
    kind = type(value)
    return issubclass(kind, (dict, list, tuple, SimpleNamespace)) or explores(kind)


def members(
    value: Any, explores: Callable[[type], bool], *, at_root: bool = False
) -> Iterator[tuple[Part, Any]]:
    """Yield what is directly inside a value, without running any code of the homework."""
    kind = type(value)
    if issubclass(kind, dict):
        for key, item in list(dict.items(value)):
            if type(key) is str:
                yield key, item
    elif issubclass(kind, (list, tuple)):
        iterate = list.__iter__ if issubclass(kind, list) else tuple.__iter__
        yield from zip(range(MOST_ITEMS), iterate(value), strict=False)
    elif kind is FunctionType:
        yield from variables(value)
    elif kind is MethodType:
        yield Attribute("__self__"), value.__self__
    if at_root or kind in (SimpleNamespace, FunctionType) or explores(kind):
        yield from ((Attribute(name), item) for name, item in attributes(value))


def variables(function: FunctionType) -> Iterator[tuple[Part, Any]]:
    """Yield the variables that a function has from those around it."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=False)
    for number, (name, cell) in enumerate(cells):
        try:
            yield Cell.of(name, number), cell.cell_contents
        except ValueError:
            # It has no value yet.
            continue


def pick(value: Any, path: Sequence[Part]) -> Any:
    """Return what stands at the end of a path."""
    for part in path:
        value = step_into(value, part)
    return value


def step_into(value: Any, part: Part) -> Any:
    """Return one attribute, key, item or part of a value; `name()` calls a method of it."""
    if isinstance(part, list):
        return value[tuple(slice(*axis) if isinstance(axis, list) else axis for axis in part)]
    if isinstance(part, int):
        return value[part]
    if issubclass(type(value), dict) and dict.__contains__(value, part):
        return value[part]
    if part.endswith("()"):
        return getattr(value, part.removesuffix("()"))()
    try:
        return getattr(value, part)
    except AttributeError:
        if not hasattr(type(value), "__getitem__"):
            raise
        return value[part]


def put(value: Any, path: Sequence[Part], new: Any) -> None:
    """Put a value at the end of a path; into the array that is there, if it fits.

    An array that other attributes or caches share is thus changed for all of them, as a step of
    gradient descent would.
    """
    holder = pick(value, path[:-1])
    part = path[-1]
    if isinstance(part, list):
        put_part(value, path, new, np.asarray(holder))
        return
    try:
        old = step_into(holder, part)
    except (AttributeError, LookupError, TypeError):
        old = None
    if fits(old, new):
        old[...] = new
    elif put_into_tensor(old, new):
        return
    elif isinstance(part, int) or (
        issubclass(type(holder), dict)
        and (dict.__contains__(holder, part) or part not in getattr(holder, "__dict__", ()))
    ):
        holder[part] = new
    else:
        setattr(holder, part, new)


def put_part(value: Any, path: Sequence[Part], new: Any, array: np.ndarray[Any, Any]) -> None:
    """Put a value into a part of an array, or of a copy where the array itself cannot hold it."""
    precise = np.result_type(array, new)
    if array.dtype != precise or not array.flags.writeable:
        array = array.astype(precise)
    part = step_into(array, path[-1])
    if np.shape(part) != np.shape(new):
        raise ValueError(f"a part of the shape {np.shape(part)} cannot hold {np.shape(new)}")
    part[...] = new
    put(value, path[:-1], array)


def refuse_other_shape(value: Any, path: Sequence[Part], new: Any) -> None:
    """Raise where an array of another shape stands at the end of a path.

    A parameter that the homework made too small or too large is its mistake, which putting the
    right one in its place would hide. Axes of size 1 in front, which an update may have added by
    broadcasting, change nothing.
    """
    try:
        old = pick(value, path)
    except (AttributeError, LookupError, TypeError):
        return
    array = plain_array(old) if is_array(old) else None
    if array is not None and array.ndim and differs(array.shape, np.shape(new)):
        name = ".".join(map(str, path))
        raise ValueError(f"its {name} has the shape {array.shape}, but needs {np.shape(new)}")


def differs(old: tuple[int, ...], new: tuple[int, ...]) -> bool:
    """Return whether a shape is another one, and not only by axes of size 1 in front."""
    more = max(len(old) - len(new), 0)
    return old != (1,) * more + new


def fits(old: Any, new: Any) -> bool:
    """Return whether an array can be overwritten by another, bit by bit."""
    return (
        type(old) is np.ndarray
        and type(new) is np.ndarray
        and old.dtype.kind == "f"
        and old.dtype == new.dtype
        and old.shape == new.shape
        and bool(old.flags.writeable)
    )
