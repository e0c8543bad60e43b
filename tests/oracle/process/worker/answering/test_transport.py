import contextlib
import io
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scratchcnn.oracle.process.worker.answering import transport
from scratchcnn.oracle.process.worker.answering.transport import (
    LENGTHS,
    FrameError,
    read_frame,
    write_frame,
)

DTYPES = st.sampled_from(sorted(transport.DTYPES))
ARRAYS = DTYPES.flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0, max_side=3))
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.text(st.characters(categories=["Cs"]), max_size=1),
    ARRAYS,
)
KEYS = st.one_of(st.text(max_size=3), st.sampled_from(["array", "dict", "opaque"]))
DATA = st.recursive(
    LEAVES, lambda data: st.lists(data, max_size=3) | st.dictionaries(KEYS, data, max_size=3)
)


class Dribble(io.RawIOBase):
    """A stream that gives one byte at a time."""

    def __init__(self, data: bytes) -> None:
        self.rest = data

    def readinto(self, buffer: Any) -> int:
        count = min(len(self.rest), 1)
        buffer[:count], self.rest = self.rest[:count], self.rest[count:]
        return count


def frame(data: Any) -> bytes:
    stream = io.BytesIO()
    write_frame(stream, data)
    return stream.getvalue()


def through(data: Any) -> Any:
    return read_frame(io.BytesIO(frame(data)))


def raw(header: Any, body: bytes = b"") -> io.BytesIO:
    text = header if type(header) is bytes else json.dumps(header).encode()
    return io.BytesIO(LENGTHS.pack(len(text), len(body)) + text + body)


def same(one: Any, other: Any) -> bool:
    if type(one) is np.ndarray:
        return (
            type(other) is np.ndarray
            and (one.dtype, one.shape) == (other.dtype, other.shape)
            and one.tobytes() == other.tobytes()
        )
    if type(one) is float and math.isnan(one):
        return type(other) is float and math.isnan(other)
    if type(one) is dict:
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if type(one) is list:
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


@given(DATA)
def test_what_is_read_is_what_was_written(data: Any) -> None:
    assert same(data, through(data))


@given(DATA)
def test_a_frame_may_come_in_pieces(data: Any) -> None:
    assert same(data, read_frame(Dribble(frame(data))))


def test_frames_follow_each_other() -> None:
    stream = io.BytesIO(frame([1]) + frame({"x": np.ones(3)}) + frame("z"))
    assert [read_frame(stream), list(read_frame(stream)), read_frame(stream)] == [[1], ["x"], "z"]


def test_tuples_come_out_as_lists() -> None:
    assert through((1, (2, 3))) == [1, [2, 3]]


def test_numpy_scalars_come_out_as_arrays_without_dimensions() -> None:
    assert same(np.array(1.5, np.float32), through(np.float32(1.5)))


def test_the_layout_of_an_array_in_memory_does_not_matter() -> None:
    x = np.arange(24.0).reshape(2, 3, 4)
    for view in (x.T, x[::-1, :, ::2], np.asfortranarray(x), np.broadcast_to(x[0, 0], (2, 4))):
        assert same(np.ascontiguousarray(view), through(view))


def test_a_subclass_of_an_array_crosses_as_an_array() -> None:
    assert same(np.array([[1.0]]), through(np.ma.masked_array([[1.0]])))


def test_an_array_that_was_read_can_be_written_into() -> None:
    x = through(np.zeros(3))
    x[0] = 1
    assert x.tolist() == [1, 0, 0]


def test_large_arrays_are_not_copied() -> None:
    x = np.zeros(2**16)
    assert any(
        type(part) is memoryview and np.shares_memory(np.frombuffer(part), x)
        for part in transport.pack([x])
    )


def test_a_frame_of_many_small_arrays_is_written_at_once() -> None:
    written: list[bytes] = []

    class Counted:
        def write(self, data: bytes) -> None:
            written.append(data)

    write_frame(Counted(), [np.zeros(64)] * 600)
    assert len(written) == 1
    assert read_frame(io.BytesIO(written[0]))[599].shape == (64,)


def circular() -> list[Any]:
    data: list[Any] = []
    data.append(data)
    return data


@pytest.mark.parametrize(
    "data",
    [
        object(),
        {1: 2},
        {"x": {1, 2}},
        1j,
        b"bytes",
        np.zeros(2, complex),
        np.zeros(2, object),
        np.array(["text"]),
        np.zeros(2, "M8[s]"),
        np.zeros(2, [("a", "f8")]),
        np.longdouble(1),
        10**5000,
        circular(),
        type("Text", (str,), {})("text"),
        type("Table", (dict,), {})(),
    ],
    ids=lambda data: type(data).__name__,
)
def test_nothing_else_can_be_written(data: Any) -> None:
    with pytest.raises(FrameError):
        frame(data)


def test_a_frame_above_the_limit_is_neither_written_nor_read() -> None:
    data = [np.zeros(100)]
    with pytest.raises(FrameError, match="above the limit of 500"):
        write_frame(io.BytesIO(), data, limit=500)
    with pytest.raises(FrameError, match="above the limit of 500"):
        read_frame(io.BytesIO(frame(data)), limit=500)


def test_a_frame_that_claims_to_be_huge_takes_no_memory() -> None:
    with pytest.raises(FrameError, match="above the limit"):
        read_frame(io.BytesIO(LENGTHS.pack(2**62, 2**62)))


def test_the_end_between_two_frames_is_no_error_of_a_frame() -> None:
    with pytest.raises(EOFError):
        read_frame(io.BytesIO())


@pytest.mark.parametrize("length", [1, LENGTHS.size, LENGTHS.size + 1, -1])
def test_the_end_inside_a_frame_is_one(length: int) -> None:
    with pytest.raises(FrameError, match="ends inside"):
        read_frame(io.BytesIO(frame([np.zeros(3)])[:length]))


@pytest.mark.parametrize(
    "header",
    [
        b"\xff",
        b"{",
        b"[" * 100_000,
        b"[1,[]] x",
        [],
        [1],
        [1, 2],
        [1, [1]],
        [1, [["|O", [1], 0]]],
        [1, [[["<f8"], [1], 0]]],
        [1, [["<f8", [2], 0]]],
        [1, [["<f8", [1], 1]]],
        [1, [["<f8", [-1], 0]]],
        [1, [["<f8", [1], -8]]],
        [1, [["<f8", [1.0], 0]]],
        [1, [["<f8", [True], 0]]],
        [1, [["<f8", 1, 0]]],
        [1, [["<f8", [1] * 100, 0]]],
        [1, [["<f8", [2**62, 0], 0]]],
        [1, [["<f8", [2**63, 2**63], 0]]],
        [{"array": 0}, []],
        [{"array": -1}, [["<f8", [1], 0]]],
        [{"array": True}, [["<f8", [1], 0]]],
        [{"array": "0"}, [["<f8", [1], 0]]],
        [{"dict": 1}, []],
    ],
    ids=lambda header: str(header)[:40],
)
def test_a_malformed_header_is_no_frame(header: Any) -> None:
    with pytest.raises(FrameError):
        read_frame(raw(header, bytes(8)))


@given(st.binary(max_size=60))
def test_garbage_is_no_frame(garbage: bytes) -> None:
    with pytest.raises((FrameError, EOFError)):
        read_frame(io.BytesIO(garbage))


@given(DATA, st.data())
def test_a_damaged_frame_raises_nothing_else(data: Any, draw: st.DataObject) -> None:
    damaged = bytearray(frame(data))
    place = draw.draw(st.integers(0, len(damaged) - 1))
    damaged[place] = draw.draw(st.integers(0, 255))
    with contextlib.suppress(FrameError, EOFError):
        read_frame(io.BytesIO(damaged))


def test_a_frame_of_many_levels_is_refused() -> None:
    header = b"[" * 40 + b"]" * 40
    with pytest.raises(FrameError, match="32 levels"):
        transport.unpack(b"[" + header + b",[]]", bytearray())


def test_the_size_of_an_array_of_many_axes_is_not_computed() -> None:
    row = ["<f8", [2**20] * 200_000, 0]
    with pytest.raises(FrameError, match="no number"):
        transport.unpack(json.dumps([{"array": 0}, [row]]).encode(), bytearray())


def test_a_header_that_would_fill_the_memory_is_refused() -> None:
    header = transport.LARGEST_HEADER + 1
    with pytest.raises(FrameError, match="a header of"):
        read_frame(io.BytesIO(LENGTHS.pack(header, 0) + bytes(header)))
