"""Read and write the IDX files that MNIST is published in.

An IDX file is a big-endian header, four bytes of magic and four bytes for each dimension,
followed by the values in C order. MNIST uses two kinds, both of unsigned bytes: label files
with one dimension and image files with three.
"""

import contextlib
import gzip
import io
import math
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, TypeAlias

import numpy as np
import numpy.typing as npt

MAGIC_BY_NDIM: Final = {1: 0x00000801, 3: 0x00000803}
GZIP_MAGIC: Final = b"\x1f\x8b"
LONGEST_HEADER: Final = 16
PIECE: Final = 2**20
Readable: TypeAlias = IO[bytes] | gzip.GzipFile


class IdxError(ValueError):
    """A file is not a whole, well-formed IDX file of labels or images."""


def read_idx(path: str | os.PathLike[str]) -> npt.NDArray[np.uint8]:
    """Read an IDX file of labels or images.

    Parameters
    ----------
    path : str or path-like
        The file. A name that ends in ``.gz`` is read as gzip, any other as plain IDX.

    Returns
    -------
    ndarray of uint8
        Shape (N,) for labels, (N, rows, columns) for images. Writable.

    Raises
    ------
    IdxError
        If the file is a directory, is not gzip though its name says so (or the other way
        round), is damaged, or holds fewer or more bytes than its header announces. The
        message names the file, what was found and what was expected.
    OSError
        If the file is missing (FileNotFoundError) or cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_idx(f"{folder}/labels.gz", np.array([5, 0, 4], dtype=np.uint8))
    ...     read_idx(f"{folder}/labels.gz")
    array([5, 0, 4], dtype=uint8)
    """
    path = Path(path)
    with _opened(path) as file:
        start = taken(path, file, LONGEST_HEADER)
        shape, header_size = _parse_header(path, start)
        expected = math.prod(shape)
        # One byte more than announced tells that there are more; a bomb is read no further.
        content = start + taken(path, file, header_size + expected + 1 - len(start))
    found = len(content) - header_size
    if found != expected:
        short = found < expected
        problem, more = ("truncated data", "") if short else ("trailing bytes", " or more")
        raise IdxError(
            f"{path}: {problem}: found {found} bytes{more} after the header, "
            f"expected {expected} for shape {shape}"
        )
    values: npt.NDArray[np.uint8] = np.frombuffer(content, dtype=np.uint8, offset=header_size)
    try:
        shaped = values.reshape(shape)
    except ValueError as error:  # a zero dimension can hide others that numpy cannot hold
        raise IdxError(f"{path}: found shape {shape}, expected one numpy can hold") from error
    return np.array(shaped)


def write_idx(path: str | os.PathLike[str], array: npt.NDArray[np.uint8]) -> None:
    """Write labels or images as a gzip-compressed IDX file.

    The same array gives the same bytes whatever the time and the file's name, as long as the
    zlib build is the same.

    Parameters
    ----------
    path : str or path-like
        The file, created or replaced. The name must end in ``.gz``.
    array : ndarray of uint8
        Shape (N,) for labels, (N, rows, columns) for images.

    Raises
    ------
    ValueError
        If the name does not end in ``.gz``, or the array is not uint8 with one or three
        dimensions.

    Examples
    --------
    >>> write_idx("labels", np.array([5, 0, 4], dtype=np.uint8))
    Traceback (most recent call last):
    ValueError: labels: expected a name that ends in .gz
    """
    path = Path(path)
    if not _is_gzip_name(path):
        raise ValueError(f"{path}: expected a name that ends in .gz")
    if array.dtype != np.uint8 or array.ndim not in MAGIC_BY_NDIM:
        raise ValueError(
            f"{path}: found a {array.dtype} array of shape {array.shape}, "
            "expected uint8 with 1 or 3 dimensions"
        )
    header = struct.pack(f">{1 + array.ndim}I", MAGIC_BY_NDIM[array.ndim], *array.shape)
    compressed = io.BytesIO()
    # gzip.compress would let the Python version choose a header byte; GzipFile never does.
    with gzip.GzipFile(filename="", mode="wb", fileobj=compressed, mtime=0) as stream:
        stream.write(header + array.tobytes())
    path.write_bytes(compressed.getvalue())


def _is_gzip_name(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def read_content(path: Path, most: int) -> bytes:
    """Return up to `most` bytes of a file, unpacked if its name ends in ``.gz``.

    Raises
    ------
    IdxError
        As `read_idx` does, if it is a directory, or not the gzip that its name says.
    """
    with _opened(path) as file:
        return taken(path, file, most)


def taken(path: Path, file: Readable, most: int) -> bytes:
    """Return the next bytes of a file, at most so many; IdxError if its gzip is damaged."""
    found = bytearray()
    try:
        # Piece by piece: whoever asks for more than memory holds gets what there is.
        while len(found) < most and (piece := file.read(min(most - len(found), PIECE))):
            found += piece
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise IdxError(f"{path}: found damaged gzip data ({error}), expected whole") from error
    return bytes(found)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Readable]:
    """Open a file, unpacked if its name ends in ``.gz``."""
    if path.is_dir():
        raise IdxError(f"{path}: found a directory, expected an IDX file")
    with path.open("rb") as raw:
        if not _is_gzip_name(path):
            yield raw
            return
        start = raw.read(len(GZIP_MAGIC))
        if start != GZIP_MAGIC:
            raise IdxError(
                f"{path}: found a file that starts with {_hex(start)}, "
                f"expected gzip ({_hex(GZIP_MAGIC)}) because the name ends in .gz"
            )
        raw.seek(0)
        with gzip.open(raw) as unpacked:
            yield unpacked


def _parse_header(path: Path, content: bytes) -> tuple[tuple[int, ...], int]:
    """Return the shape the header announces and the size of the header in bytes."""
    magic = content[:4]
    if len(magic) < 4:
        raise _truncated_header(path, content, expected=4)
    ndim_by_magic = {struct.pack(">I", number): ndim for ndim, number in MAGIC_BY_NDIM.items()}
    if magic not in ndim_by_magic:
        choices = " or ".join(_hex(choice) for choice in ndim_by_magic)
        hint = ""
        if magic.startswith(GZIP_MAGIC):
            hint = "; the file is gzip, so its name should end in .gz"
            if _is_gzip_name(path):
                hint = "; the file is gzip within gzip: unpack it once"
        raise IdxError(f"{path}: found magic {_hex(magic)}, expected {choices}{hint}")
    ndim = ndim_by_magic[magic]
    header_size = 4 + 4 * ndim
    if len(content) < header_size:
        raise _truncated_header(path, content, expected=header_size)
    return struct.unpack(f">{ndim}I", content[4:header_size]), header_size


def _truncated_header(path: Path, content: bytes, *, expected: int) -> IdxError:
    return IdxError(
        f"{path}: truncated header: found {len(content)} bytes, expected at least {expected}"
    )


def _hex(data: bytes) -> str:
    return f"0x{data.hex()}" if data else "nothing"
