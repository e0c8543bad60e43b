"""Frames of JSON and raw array bytes: all that crosses between the judge and the homework.

A frame is the two lengths of what follows, a header of JSON, and the bytes of the arrays. In the
header an array is `{"array": k}`, the k-th row of a table of dtypes, shapes and offsets; a dict
that would look like one is wrapped as `{"dict": ...}`.
"""

import json
import math
import struct
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

LIMIT = 64 * 2**20
# Parsed, it takes up to fifty times its size.
LARGEST_HEADER = 6 * 2**20
MOST_AXES = 32
LENGTHS = struct.Struct("<QQ")
WIDE = ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8")
DTYPES = {
    name: np.dtype(name)
    for name in ("|b1", "|i1", "|u1", *(order + wide for order in "<>" for wide in WIDE))
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)
ALIGNMENT = 16
SCALARS = frozenset({str, int, float, bool, type(None)})
JOINED_BELOW = 2**20
MOST_LEVELS = 32


class FrameError(Exception):
    """Bytes that are not a frame, or data that a frame cannot hold."""


class Writable(Protocol):
    """A stream that takes all the bytes it is given."""

    def write(self, data: Any, /) -> Any:
        """Write all of `data`."""
        ...


class Readable(Protocol):
    """A stream that fills a buffer, as far as it has bytes now."""

    def readinto(self, buffer: Any, /) -> int | None:
        """Fill `buffer` from its start; return how many bytes were read, 0 at the end."""
        ...


def crosses(dtype: np.dtype[Any]) -> bool:
    """Return whether arrays of a dtype may cross: booleans, integers and floats up to 8 bytes."""
    return dtype in NAMES


def write_frame(stream: Writable, data: Any, limit: int = LIMIT) -> None:
    """Write one frame that holds `data`."""
    send(stream, pack(data, limit))


def send(stream: Writable, parts: Sequence[bytes | memoryview]) -> None:
    """Write the parts of a packed frame."""
    if sum(len(part) for part in parts) < JOINED_BELOW:
        stream.write(b"".join(parts))
        return
    for part in parts:
        stream.write(part)


def read_frame(stream: Readable, limit: int = LIMIT, largest_header: int = LARGEST_HEADER) -> Any:
    """Read one frame and return its data; EOFError where the stream ends before a frame."""
    lengths = fill(stream, LENGTHS.size)
    header_size, body_size = LENGTHS.unpack(lengths)
    if header_size + body_size > limit:
        raise FrameError(f"a frame of {header_size + body_size} bytes, above the limit of {limit}")
    if header_size > largest_header:
        raise FrameError(f"a header of {header_size} bytes, above the limit of {largest_header}")
    try:
        header = fill(stream, header_size)
        body = fill(stream, body_size)
    except EOFError:
        raise FrameError("the stream ends inside a frame") from None
    return unpack(header, body)


def fill(stream: Readable, size: int) -> bytearray:
    """Read exactly `size` bytes."""
    buffer = bytearray(size)
    view = memoryview(buffer)
    done = 0
    while done < size:
        count = stream.readinto(view[done:])
        if not count:
            if done:
                raise FrameError("the stream ends inside a frame")
            raise EOFError
        done += count
    return buffer


def pack(data: Any, limit: int = LIMIT) -> list[bytes | memoryview]:
    """Return the bytes of one frame, in parts; arrays are not copied if they are contiguous."""
    arrays: list[NDArray[Any]] = []
    try:
        encoded = encode(data, arrays)
        table, offset = [], 0
        for array in arrays:
            table.append([NAMES[array.dtype], array.shape, offset])
            offset += padded(array.nbytes)
        header = ENCODER.encode([encoded, table]).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise FrameError(f"no frame can hold this: {error}") from None
    if len(header) + offset > limit:
        raise FrameError(f"a frame of {len(header) + offset} bytes, above the limit of {limit}")
    parts: list[bytes | memoryview] = [LENGTHS.pack(len(header), offset), header]
    for array in arrays:
        if array.nbytes:
            parts.append(array.data.cast("B"))
            parts.append(bytes(-array.nbytes % ALIGNMENT))
    return parts


def encode(data: Any, arrays: list[NDArray[Any]]) -> Any:
    """Return `data` as JSON types, its arrays appended to `arrays`."""
    kind = type(data)
    if kind in SCALARS:
        return data
    if kind is dict:
        return encode_dict(data, arrays)
    if kind is list or kind is tuple:
        return [item if type(item) in SCALARS else encode(item, arrays) for item in data]
    if issubclass(kind, (np.ndarray, np.generic)) and crosses(data.dtype):
        array: NDArray[Any] = np.array(data, order="C", copy=None)
        arrays.append(array)
        return {"array": len(arrays) - 1}
    raise FrameError(f"a {kind.__name__} cannot cross")


def encode_dict(data: dict[Any, Any], arrays: list[NDArray[Any]]) -> dict[str, Any]:
    """Return a dict as JSON types, so that it cannot be taken for a reference to an array."""
    encoded = {}
    for key, item in data.items():
        if type(key) is not str:
            raise FrameError("a dict with keys that are not strings cannot cross")
        encoded[key] = item if type(item) in SCALARS else encode(item, arrays)
    if len(data) == 1 and ("array" in data or "dict" in data):
        return {"dict": encoded}
    return encoded


def unpack(header: bytes | bytearray, body: bytearray) -> Any:
    """Return the data of a frame; its arrays are writable and share the memory of `body`."""
    try:
        encoded, table = json.loads(header)
        arrays = [array_from(row, body) for row in table]
        return decode(encoded, arrays)
    except (TypeError, ValueError, AttributeError, RecursionError, OverflowError) as error:
        raise FrameError(f"not a frame: {type(error).__name__}: {error}") from None


def array_from(row: Sequence[Any], body: bytearray) -> NDArray[Any]:
    """Return the array that a row of the table describes."""
    name, shape, offset = row
    if name not in DTYPES:
        raise FrameError(f"not a frame: an array of dtype {name!r:.40}")
    # Multiplied, many large numbers would take hours.
    if len(shape) > MOST_AXES or not all(
        type(number) is int and 0 <= number <= LIMIT for number in (*shape, offset)
    ):
        raise FrameError("not a frame: an array whose shape or place is no number")
    dtype = DTYPES[name]
    count = math.prod(shape)
    if offset + count * dtype.itemsize > len(body):
        raise FrameError("not a frame: an array that is not in it")
    return np.ndarray(shape, dtype, body, offset) if count else np.empty(shape, dtype)


def decode(encoded: Any, arrays: Sequence[NDArray[Any]], levels: int = MOST_LEVELS) -> Any:
    """Return what `encode` was given, tuples as lists."""
    kind, levels = type(encoded), levels - 1
    if levels < 0:
        raise FrameError(f"not a frame: more than {MOST_LEVELS} levels of lists and dicts")
    if kind is list:
        return [item if type(item) in SCALARS else decode(item, arrays, levels) for item in encoded]
    if kind is not dict:
        return encoded
    if len(encoded) == 1:
        if "array" in encoded:
            number = encoded["array"]
            if type(number) is not int or not 0 <= number < len(arrays):
                raise FrameError("not a frame: a reference to no array")
            return arrays[number]
        if "dict" in encoded:
            encoded = encoded["dict"]
    return {
        key: item if type(item) in SCALARS else decode(item, arrays, levels)
        for key, item in encoded.items()
    }


def padded(size: int) -> int:
    """Return the bytes that an array takes in a frame, so that the next one is aligned."""
    return size + -size % ALIGNMENT
