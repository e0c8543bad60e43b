"""Adaptive pooling: windows that part an image as the size says that is asked for."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from scratchcnn.ops.arguments import Array, several
from scratchcnn.ops.sliding.windows import sizes_of

# One size for all axes, or one for each; None keeps that of x.
Sizes: TypeAlias = int | Sequence[int | None]
# Pixels of a window: from so many on NumPy adds up each window of a row faster than it copies all.
LONG = 32


def parted(x: Array, output_size: Sizes) -> list[list[slice]]:
    """Return the windows that part the axes of images (N, C, ...) as `output_size` says.

    Raises
    ------
    TypeError, ValueError
        It is no size, or x has no pixels.
    """
    sizes = sizes_of(x)
    if isinstance(output_size, Sequence) and len(output_size) == len(sizes):
        asked = zip(output_size, sizes, strict=True)
        output_size = [size if one is None else one for one, size in asked]
    counts = several("output_size", output_size, 1, len(sizes))
    return [parting(size, count) for size, count in zip(sizes, counts, strict=True)]


def parting(size: int, count: int) -> list[slice]:
    """Return m windows that part an axis of n pixels, as adaptive pooling of PyTorch does.

    Window i is from floor(i n / m) to ceil((i + 1) n / m), so that windows overlap and differ in
    size where m does not divide n (`aten/src/ATen/native/AdaptivePooling.h`).
    """
    return [slice(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


def in_front(x: Array, axis: int, windows: Sequence[slice]) -> Array:
    """Bring an axis of windows to the front: in memory too, unless they are long runs of it."""
    moved = np.moveaxis(x, axis, 0)
    return moved if x.shape[axis] >= LONG * len(windows) else np.ascontiguousarray(moved)


def is_global(sides: Sequence[Sequence[slice]]) -> bool:
    """Return whether the only window is the whole image."""
    return all(len(side) == 1 for side in sides)


def rows_of(x: Array) -> Array:
    """Lay out every image of a batch in row-major order: (N, C, ...) -> (N, C, pixels)."""
    return x.reshape(*x.shape[:2], np.prod(x.shape[2:]))
