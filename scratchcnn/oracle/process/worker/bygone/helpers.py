"""What rewritten statements call: each helper tries what was written, then what it used to mean."""

import math
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import numpy as np

from .names import NUMPY, PYTHON, STARRED, attribute_of
from .uses import Uses

ONE_ELEMENT = "number of an array", "write a.item() for the array of one element"
WHOLE = "float as an index or a size", "write // for the division, or int(...)"
UNTYPED = "array of lists of different lengths", "write np.array(..., dtype=object)"
KEYWORDS: Mapping[tuple[str, str], str] = {
    ("reshape", "newshape"): "shape",
    ("percentile", "interpolation"): "method",
    ("quantile", "interpolation"): "method",
    ("nanpercentile", "interpolation"): "method",
    ("nanquantile", "interpolation"): "method",
    ("unravel_index", "dims"): "shape",
    ("histogram", "normed"): "density",
}
# Which arguments are sizes, where others are numbers that may well be floats; and by their names.
SIZES_AT: Mapping[str, tuple[int, int]] = {
    "full": (0, 1),
    "linspace": (2, 3),
    "normal": (2, 3),
    "uniform": (2, 3),
    "choice": (0, 2),
    "reshape": (0, 9),
    "pad": (1, 2),
}
SIZES = ("shape", "newshape", "size", "num", "reps", "N", "M", "n", "pad_width")
STACKING = ("stack", "vstack", "hstack", "concatenate")
# Whoever has these has all that NumPy had: nobody imports each of them by its name.
OF_A_STAR = ("ndarray", "errstate", "broadcast_arrays", "set_printoptions")


def helpers(uses: Uses) -> dict[str, Callable[..., Any]]:
    """Return the helpers by the names under which rewritten statements call them."""

    def name(wanted: str) -> Any:
        frame = sys._getframe(1)
        if wanted in frame.f_globals:
            return frame.f_globals[wanted]
        if wanted in STARRED and has_star(frame.f_globals):
            value, advice = NUMPY[wanted]
            advice = advice.replace("np.", "")
        elif wanted in PYTHON:
            value, advice = PYTHON[wanted]
        else:
            raise NameError(f"name {wanted!r} is not defined")
        uses.add(wanted, f"write {advice}", frame)
        return value

    def attribute(value: Any, wanted: str) -> Any:
        try:
            return getattr(value, wanted)
        except AttributeError:
            meant = attribute_of(value, wanted)
            if meant is None:
                raise
            uses.add(f".{wanted}", f"write {meant[1]}", sys._getframe(1))
            return meant[0]

    def called(function: Any, /, *arguments: Any, **keywords: Any) -> Any:
        try:
            return function(*arguments, **keywords)
        except (TypeError, ValueError) as error:
            mended = mend(function, arguments, keywords, str(error))
            if mended is None:
                raise
            given, named, (what, advice) = mended
            result = function(*given, **named)
        uses.add(what, advice, sys._getframe(1))
        return result

    def at(container: Any) -> Any:
        # Of lists and dictionaries too: a slice of floats is refused by every container.
        return Items(container, uses, sys._getframe(1))

    return {
        "__old_name__": name,
        "__old_attribute__": attribute,
        "__called__": called,
        "__at__": at,
    }


def has_star(names: Mapping[str, Any]) -> bool:
    """Return whether a file has all of NumPy's names, by a star import of it or of pylab."""
    return all(names.get(name) is getattr(np, name) for name in OF_A_STAR)


Mended = tuple[tuple[Any, ...], dict[str, Any], tuple[str, str]]


def mend(
    function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any], message: str
) -> Mended | None:
    """Return a call as it has to be written today; None if the call is not outdated."""
    if not of_python_or_numpy(function):
        return None
    name = str(getattr(function, "__name__", ""))
    for (whose, old), new in KEYWORDS.items():
        if name == whose and old in keywords and new not in keywords:
            named = {new if key == old else key: value for key, value in keywords.items()}
            return arguments, named, (f"np.{name}({old}=...)", f"write {new}=")
    if "Unable to avoid copy" in message and "copy" in keywords:
        named = {**keywords, "copy": None}
        return arguments, named, (f"np.{name}(copy=False)", "write np.asarray")
    if "inhomogeneous shape" in message and name == "array" and "dtype" not in keywords:
        return arguments, {**keywords, "dtype": object}, UNTYPED
    if "can be converted to Python scalar" in message:
        return tuple(number_of(value) for value in arguments), keywords, ONE_ELEMENT
    if "np.sum(generator)" in message:
        # Python's own sum, which added whatever the generator yields.
        return (list(arguments[0]),), {"axis": 0}, ("np.sum(generator)", "write sum(...)")
    if name in STACKING and "sequence" in message and arguments and np.iterable(arguments[0]):
        what = f"np.{name}(generator)", f"write np.{name}([...])"
        return (list(arguments[0]), *arguments[1:]), keywords, what
    first, last = SIZES_AT.get(name, (0, len(arguments)))
    given = tuple(
        whole(value) if first <= place < last else value for place, value in enumerate(arguments)
    )
    named = {key: whole(value) if key in SIZES else value for key, value in keywords.items()}
    changed = [
        *map(different, given, arguments),
        *map(different, named.values(), keywords.values()),
    ]
    return (given, named, WHOLE) if any(changed) else None


def of_python_or_numpy(function: Any) -> bool:
    """Return whether a function is Python's or NumPy's own: a failed call of it changed nothing."""
    module = getattr(function, "__module__", None) or type(function).__module__
    owner = type(getattr(function, "__self__", None))
    known = ("numpy", "builtins", "math")
    return str(module).partition(".")[0] in known or issubclass(owner, np.ndarray)


def different(one: Any, other: Any) -> bool:
    """Return whether something was replaced."""
    return one is not other


def number_of(value: Any) -> Any:
    """Return the element of an array of one element; any other value as it is."""
    return value.item() if isinstance(value, np.ndarray) and value.size == 1 else value


def whole(value: Any) -> Any:
    """Return finite floats as the integers that Python 2's division gave, also within tuples."""
    if isinstance(value, (float, np.floating)):
        return math.floor(value) if math.isfinite(value) else value
    if type(value) in (tuple, list):
        items = [whole(item) for item in value]
        same = not any(map(different, items, value))
        return value if same else type(value)(items)
    return value


def whole_index(index: Any) -> Any:
    """Return an index of floats as one of integers: slices, numbers, arrays, tuples of them."""
    if isinstance(index, slice):
        parts = [whole(part) for part in (index.start, index.stop, index.step)]
        same = not any(map(different, parts, (index.start, index.stop, index.step)))
        return index if same else slice(*parts)
    if isinstance(index, np.ndarray) and index.dtype.kind == "f" and np.isfinite(index).all():
        return index.astype(np.intp)
    if type(index) is tuple:
        items = tuple(whole_index(item) for item in index)
        return items if any(map(different, items, index)) else index
    return whole(index)


class Items:
    """The items of a container of the homework, by indices that are valid, or once were."""

    __slots__ = ("_container", "_frame", "_uses")

    def __init__(self, container: Any, uses: Uses, frame: FrameType) -> None:
        self._container, self._uses, self._frame = container, uses, frame

    def __getitem__(self, index: Any) -> Any:
        try:
            return self._container[index]
        except (TypeError, IndexError):
            meant = whole_index(index)
            if meant is index or not subscriptable(self._container):
                raise
            found = self._container[meant]
        self._uses.add(*WHOLE, self._frame)
        return found

    def __setitem__(self, index: Any, value: Any) -> None:
        try:
            self._container[index] = value
            return
        except (TypeError, IndexError, ValueError) as error:
            if not subscriptable(self._container):
                raise
            meant, number, what = whole_index(index), value, WHOLE
            if "array element with a sequence" in str(error):
                number, what = number_of(value), ONE_ELEMENT
            if meant is index and number is value:
                raise
            self._container[meant] = number
        self._uses.add(*what, self._frame)

    def __delitem__(self, index: Any) -> None:
        del self._container[index]


def subscriptable(container: Any) -> bool:
    """Return whether a container is one whose failed access changed nothing."""
    return isinstance(container, np.ndarray) or type(container) in (list, tuple, str)
