"""The arrays and numbers that can be reached from names, by a path that reads as Python does."""

from collections.abc import Iterator, Mapping
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from .moving import MOST_NUMBERS, is_of_torch

DEEPEST = 5
MOST = 200
CLOSED = (ModuleType, FunctionType, MethodType, BuiltinFunctionType, type, str, bytes)


def reached(names: Mapping[str, Any]) -> dict[str, Any]:
    """Return arrays of floats and single floats by their paths, each object once.

    Examples
    --------
    >>> list(reached({"params": {"W": np.ones(2)}, "rate": 0.5, "more": [np.ones(1)]}))
    ['rate', "params['W']", 'more[0]']
    """
    found: dict[str, Any] = {}
    seen: set[int] = set()
    waiting: list[tuple[str, Any, int]] = [(name, value, 0) for name, value in names.items()]
    while waiting and len(found) < MOST:
        path, value, depth = waiting.pop(0)
        if type(value) is float or is_array(value):
            if type(value) is float or id(value) not in seen:
                found[path] = value
            seen.add(id(value))
        elif depth < DEEPEST and id(value) not in seen and not isinstance(value, CLOSED):
            seen.add(id(value))
            waiting += [(f"{path}{part}", inner, depth + 1) for part, inner in parts(value)]
    return found


def is_array(value: Any) -> bool:
    """Return whether a value is an array of floats that can be moved."""
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind == "f" and 0 < value.size <= MOST_NUMBERS)
    return bool(is_of_torch(value) and hasattr(value, "is_floating_point")) and bool(
        value.is_floating_point() and 0 < value.numel() <= MOST_NUMBERS
    )


def parts(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a list, a dictionary or an object holds, with how that is written."""
    if isinstance(value, (list, tuple)):
        yield from ((f"[{number}]", inner) for number, inner in enumerate(value[:MOST]))
    elif isinstance(value, dict):
        yield from ((f"[{key!r}]", inner) for key, inner in value.items() if plain_key(key))
    elif isinstance(getattr(value, "__dict__", None), dict):
        yield from ((f".{key}", inner) for key, inner in vars(value).items())


def plain_key(key: Any) -> bool:
    """Return whether a key reads as Python."""
    return type(key) in (str, int)


def at(path: str, names: Mapping[str, Any]) -> Any:
    """Return what is at a path now; None if there is nothing any more."""
    try:
        return eval(path, {"__builtins__": {}}, dict(names))
    except Exception:
        # What the homework has put there may raise anything.
        return None


def put(path: str, value: Any, names: dict[str, Any]) -> None:
    """Put a number at a path."""
    inside = {"__builtins__": {}, "value to put": value}
    exec(compile(f"{path} = put_there", "<path>", "exec"), {**inside, "put_there": value}, names)


def fill(array: Any, values: Any) -> None:
    """Give an array other values, in place."""
    if isinstance(array, np.ndarray):
        array[...] = np.reshape(values, array.shape)
    else:
        array.data.copy_(type(array.data)(np.asarray(values).tolist()).reshape(array.shape))


def move(array: Any, index: int, by: float) -> None:
    """Move one element of an array, in place."""
    if isinstance(array, np.ndarray):
        array[np.unravel_index(index, array.shape)] += by
    else:
        array.data[tuple(int(i) for i in np.unravel_index(index, tuple(array.shape)))] += by
