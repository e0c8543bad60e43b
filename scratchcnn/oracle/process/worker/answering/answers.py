"""What the homework returned, as data that can cross to the judge.

Nothing here calls a method that the homework wrote, except the `repr` of what cannot cross; and
that one may raise what it likes.
"""

import re
import reprlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .foreign import array_of, is_tensor
from .stored import fields
from .transport import crosses

LEVELS = 5
LARGEST_ARRAY = 16 * 2**20
LARGEST_ANSWER = 48 * 2**20
LARGEST_COUNT = 200_000
LONGEST_STRING = 1000
LONGEST_REPR = 80
WIDEST_INTEGER = 1024
BYTES_OF_A_LEAF = 24
# The key that tells the fields of a dataclass from a dictionary.
DATACLASS = "dataclass"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


@dataclass
class Room:
    """How much more one reply can hold."""

    size: int = LARGEST_ANSWER
    count: int = LARGEST_COUNT

    def take(self, size: int) -> bool:
        """Take room for one more thing, if there is any."""
        if size > self.size or self.count < 1:
            return False
        self.size -= size
        self.count -= 1
        return True


def name_of_type(value: Any) -> str:
    """Return the name of a value's type, even if its metaclass hides it."""
    return plain_string(type.__dict__["__name__"].__get__(type(value)), 200)


def plain_string(text: str, limit: int = LONGEST_STRING) -> str:
    """Return the start of a string as an exact `str`."""
    return str.__getitem__(text, slice(0, limit))


def printable(text: str, limit: int) -> str:
    """Return the start of a string with its control characters and line breaks as spaces."""
    return CONTROL.sub(" ", plain_string(text, 4 * limit)).strip()[:limit]


def opaque(value: Any) -> dict[str, Any]:
    """Return the type of a value that cannot cross, and its `repr` as far as it has one."""
    return {"opaque": name_of_type(value), "repr": short_repr(value)}


def short_repr(value: Any) -> str:
    """Return the start of a `repr` without the address, which differs in every process."""
    if issubclass(type(value), np.ndarray):
        return f"{np.ndarray.dtype.__get__(value)} array of shape {np.ndarray.shape.__get__(value)}"
    shortener = reprlib.Repr()
    shortener.maxother = shortener.maxstring = 2 * LONGEST_REPR
    try:
        return printable(ADDRESS.sub("", plain_string(shortener.repr(value))), LONGEST_REPR)
    except BaseException:
        return ""


def plain_array(value: Any) -> NDArray[Any] | None:
    """Return an array, NumPy scalar or tensor as an exact `ndarray`; None if it cannot cross."""
    kind = type(value)
    if issubclass(kind, np.ndarray):
        array = np.ndarray.view(value, np.ndarray)
    elif issubclass(kind, np.generic):
        array = np.array(value)
    else:
        other = array_of(value)
        if other is None:
            return None
        array = other
    return array if crosses(array.dtype) else None


def is_array(value: Any) -> bool:
    """Return whether a value is an array of NumPy's, or a tensor."""
    return issubclass(type(value), np.ndarray) or is_tensor(value)


def safe_data(value: Any, room: Room) -> Any:
    """Return a value as data, whatever it does when it is looked at."""
    try:
        return as_data(value, room)
    except BaseException:
        return {"opaque": name_of_type(value), "repr": ""}


def as_data(value: Any, room: Room, levels: int = LEVELS) -> Any:
    """Return a value as data; what cannot cross, or does not fit, as its type and `repr`."""
    kind = type(value)
    if not room.take(BYTES_OF_A_LEAF):
        return {"opaque": name_of_type(value), "repr": ""}
    if value is None or kind is bool:
        return value
    if issubclass(kind, str):
        text = plain_string(value)
        return text if room.take(6 * len(text)) else opaque(value)
    if issubclass(kind, (np.ndarray, np.generic)) or is_tensor(value):
        return array_data(value, room)
    if issubclass(kind, int):
        number = int.__pos__(value)
        return number if number.bit_length() <= WIDEST_INTEGER else {"opaque": "int", "repr": ""}
    if issubclass(kind, float):
        return float.__pos__(value)
    if levels > 0 and issubclass(kind, (list, tuple)):
        items = list.copy(value) if issubclass(kind, list) else tuple.__add__(value, ())
        if len(items) <= room.count:
            return [as_data(item, room, levels - 1) for item in items]
    if levels > 0 and issubclass(kind, dict) and crossing_keys(value, room):
        return {key: as_data(item, room, levels - 1) for key, item in dict.items(value)}
    found = fields(value) if levels > 0 else None
    if found is not None and len(found) <= room.count:
        own = {name: as_data(item, room, levels - 1) for name, item in found.items()}
        return {DATACLASS: name_of_type(value), "fields": own}
    return opaque(value)


def array_data(value: Any, room: Room) -> Any:
    """Return an array as it is, if it can cross and there is room for it."""
    array = plain_array(value)
    if array is None or array.nbytes > LARGEST_ARRAY or not room.take(array.nbytes):
        return opaque(value)
    return array


def crossing_keys(value: dict[Any, Any], room: Room) -> bool:
    """Return whether a dict has only short strings as keys, and looks like nothing else."""
    keys = list(dict.keys(value))
    return (
        len(keys) <= room.count
        and all(type(key) is str and len(key) <= LONGEST_STRING for key in keys)
        and not {"opaque", DATACLASS} & set(keys)
    )
