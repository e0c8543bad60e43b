"""IDX files: what is written reads back, and what is damaged is refused, never misread."""

import gzip
import struct
import time
import tracemalloc
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scratchcnn.datasets import IdxError, read_idx, write_idx

LABELS = np.array([5, 0, 4], dtype=np.uint8)
PLAIN_LABELS = bytes.fromhex("00000801 00000003 050004")
PLAIN_IMAGES = bytes.fromhex("00000803 00000001 00000002 00000003 010203040506")


def idx_arrays() -> st.SearchStrategy[npt.NDArray[np.uint8]]:
    labels = hnp.array_shapes(min_dims=1, max_dims=1, min_side=0, max_side=8)
    images = hnp.array_shapes(min_dims=3, max_dims=3, min_side=0, max_side=8)
    return hnp.arrays(np.uint8, labels | images)


def read_bytes_as_idx(folder: Path, content: bytes, name: str = "digits") -> npt.NDArray[np.uint8]:
    path = folder / name
    path.write_bytes(content)
    return read_idx(path)


def test_reads_a_plain_label_file(tmp_path: Path) -> None:
    labels = read_bytes_as_idx(tmp_path, PLAIN_LABELS)
    np.testing.assert_array_equal(labels, LABELS, strict=True)


def test_reads_a_plain_image_file_in_row_order(tmp_path: Path) -> None:
    images = read_bytes_as_idx(tmp_path, PLAIN_IMAGES)
    expected = np.array([[[1, 2, 3], [4, 5, 6]]], dtype=np.uint8)
    np.testing.assert_array_equal(images, expected, strict=True)


def test_reads_a_gzip_file(tmp_path: Path) -> None:
    labels = read_bytes_as_idx(tmp_path, gzip.compress(PLAIN_LABELS), "digits.gz")
    np.testing.assert_array_equal(labels, LABELS, strict=True)


def test_accepts_a_path_given_as_text(tmp_path: Path) -> None:
    path = str(tmp_path / "digits.gz")
    write_idx(path, LABELS)
    np.testing.assert_array_equal(read_idx(path), LABELS, strict=True)


def test_returns_an_array_that_can_be_written_to(tmp_path: Path) -> None:
    assert read_bytes_as_idx(tmp_path, PLAIN_LABELS).flags.writeable


@given(array=idx_arrays())
def test_what_is_written_reads_back(
    array: npt.NDArray[np.uint8], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "round-trip.gz"
    write_idx(path, array)
    np.testing.assert_array_equal(read_idx(path), array, strict=True)


def test_writes_an_array_that_is_not_contiguous_in_row_order(tmp_path: Path) -> None:
    transposed = np.arange(6, dtype=np.uint8).reshape(1, 2, 3).transpose(0, 2, 1)
    write_idx(tmp_path / "digits.gz", transposed)
    np.testing.assert_array_equal(read_idx(tmp_path / "digits.gz"), transposed, strict=True)


def test_written_bytes_follow_the_format(tmp_path: Path) -> None:
    write_idx(tmp_path / "digits.gz", LABELS)
    assert gzip.decompress((tmp_path / "digits.gz").read_bytes()) == PLAIN_LABELS


def test_written_bytes_depend_neither_on_the_name_nor_on_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_idx(tmp_path / "one.gz", LABELS)
    monkeypatch.setattr(time, "time", lambda: 1e9)
    write_idx(tmp_path / "two.gz", LABELS)
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()


def test_refuses_to_write_under_a_name_that_would_be_read_as_plain(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"digits: expected a name that ends in \.gz"):
        write_idx(tmp_path / "digits", LABELS)


@pytest.mark.parametrize(
    "array", [np.zeros(3), np.zeros((2, 2), np.uint8), np.array(1, np.uint8)], ids=str
)
def test_refuses_to_write_what_is_no_idx_array(
    tmp_path: Path, array: npt.NDArray[np.uint8]
) -> None:
    with pytest.raises(ValueError, match="expected uint8 with 1 or 3 dimensions"):
        write_idx(tmp_path / "digits.gz", array)


@pytest.mark.parametrize("magic", [0x00000802, 0x00000901, 0x01080000, 0xFFFFFFFF], ids=hex)
def test_refuses_a_wrong_magic(tmp_path: Path, magic: int) -> None:
    expected = f"digits: found magic 0x{magic:08x}, expected 0x00000801 or 0x00000803$"
    with pytest.raises(IdxError, match=expected):
        read_bytes_as_idx(tmp_path, struct.pack(">I", magic) + PLAIN_LABELS[4:])


@pytest.mark.parametrize(
    ("size", "expected"), [(0, 4), (3, 4), (4, 16), (15, 16)], ids=lambda value: f"{value}"
)
def test_refuses_a_truncated_header(tmp_path: Path, size: int, expected: int) -> None:
    message = f"digits: truncated header: found {size} bytes, expected at least {expected}"
    with pytest.raises(IdxError, match=message):
        read_bytes_as_idx(tmp_path, PLAIN_IMAGES[:size])


def test_refuses_truncated_data(tmp_path: Path) -> None:
    message = r"digits: truncated data: found 5 bytes .* expected 6 for shape \(1, 2, 3\)"
    with pytest.raises(IdxError, match=message):
        read_bytes_as_idx(tmp_path, PLAIN_IMAGES[:-1])


def test_refuses_trailing_bytes(tmp_path: Path) -> None:
    message = r"digits: trailing bytes: found 4 bytes .* expected 3 for shape \(3,\)"
    with pytest.raises(IdxError, match=message):
        read_bytes_as_idx(tmp_path, PLAIN_LABELS + b"\0")


def test_refuses_a_header_that_announces_more_than_memory_holds(tmp_path: Path) -> None:
    header = struct.pack(">4I", 0x00000803, *[2**32 - 1] * 3)
    with pytest.raises(IdxError, match="truncated data: found 0 bytes"):
        read_bytes_as_idx(tmp_path, header)


def test_refuses_an_empty_shape_that_numpy_cannot_hold(tmp_path: Path) -> None:
    header = struct.pack(">4I", 0x00000803, 0, 2**32 - 1, 2**32 - 1)
    with pytest.raises(IdxError, match="expected one numpy can hold"):
        read_bytes_as_idx(tmp_path, header)


@pytest.mark.parametrize(("content", "found"), [(PLAIN_LABELS, "0x0000"), (b"", "nothing")])
def test_refuses_a_gz_name_without_gzip_data(tmp_path: Path, content: bytes, found: str) -> None:
    message = rf"digits\.gz: found a file that starts with {found}, expected gzip \(0x1f8b\)"
    with pytest.raises(IdxError, match=message):
        read_bytes_as_idx(tmp_path, content, "digits.gz")


def test_says_that_a_plain_named_file_holds_gzip_data(tmp_path: Path) -> None:
    with pytest.raises(IdxError, match=r"the file is gzip, so its name should end in \.gz"):
        read_bytes_as_idx(tmp_path, gzip.compress(PLAIN_LABELS))


def test_refuses_every_truncation_of_a_gzip_file(tmp_path: Path) -> None:
    whole = gzip.compress(PLAIN_IMAGES)
    for size in range(len(whole)):
        with pytest.raises(IdxError, match=r"digits\.gz: found .* expected"):
            read_bytes_as_idx(tmp_path, whole[:size], "digits.gz")


def test_never_returns_a_wrong_array_for_a_gzip_file_with_one_changed_byte(tmp_path: Path) -> None:
    expected = read_bytes_as_idx(tmp_path, PLAIN_IMAGES)
    whole = gzip.compress(PLAIN_IMAGES)
    for position in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[position] ^= 1 << bit
            try:
                found = read_bytes_as_idx(tmp_path, bytes(changed), "digits.gz")
            except IdxError:
                continue
            np.testing.assert_array_equal(found, expected, strict=True)


def test_refuses_a_directory(tmp_path: Path) -> None:
    folder = tmp_path / "digits.gz"
    folder.mkdir()
    with pytest.raises(IdxError, match=r"digits\.gz: found a directory"):
        read_idx(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"digits\.gz"):
        read_idx(tmp_path / "digits.gz")


def test_gzip_within_gzip_is_told_as_that(tmp_path: Path) -> None:
    twice = gzip.compress(gzip.compress(PLAIN_LABELS))
    with pytest.raises(IdxError, match="the file is gzip within gzip: unpack it once"):
        read_bytes_as_idx(tmp_path, twice, "digits.gz")


def test_a_bomb_is_read_no_further_than_its_header_announces(tmp_path: Path) -> None:
    (tmp_path / "digits.gz").write_bytes(gzip.compress(PLAIN_LABELS + bytes(2**26)))
    tracemalloc.start()
    with pytest.raises(IdxError, match=r"trailing bytes: found 8 bytes or more .* expected 3"):
        read_idx(tmp_path / "digits.gz")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**22
