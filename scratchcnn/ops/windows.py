"""Where sliding windows fall on an image, shared by convolution and pooling."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from scratchcnn.ops.arguments import Array, Pair, describe


@dataclass(frozen=True)
class Axis:
    """One axis of an image and the windows that slide along it.

    Tap i of window o reads position ``o * stride + i * dilation - padding``.
    """

    name: str
    size: int
    kernel_size: int
    stride: int
    padding: Pair  # before, after
    dilation: int


def image_axes(
    x: Array, kernels: Pair, strides: Pair, paddings: tuple[Pair, Pair], dilations: Pair = (1, 1)
) -> tuple[Axis, Axis]:
    """Return the height and the width of x (N, C, H, W) as axes to slide along.

    Raises
    ------
    ValueError
        x has no pixels.
    """
    h, w = x.shape[2:]
    if 0 in (h, w):
        raise ValueError(f"x must have at least one row and one column, got {describe(x)}")
    rows = Axis("height", h, kernels[0], strides[0], paddings[0], dilations[0])
    columns = Axis("width", w, kernels[1], strides[1], paddings[1], dilations[1])
    return rows, columns


def output_size(axis: Axis) -> int:
    """Return how many whole windows fit; positions that fill no window are dropped.

    Raises
    ------
    ValueError
        Not one window fits.
    """
    reach = axis.dilation * (axis.kernel_size - 1) + 1
    room = axis.size + sum(axis.padding)
    if reach > room:
        raise ValueError(
            f"kernel_size must fit into the padded image: along the {axis.name} a window reaches "
            f"over {reach} positions (kernel_size {axis.kernel_size}, dilation {axis.dilation}), "
            f"got {room} (x {axis.size}, padding {axis.padding})"
        )
    return (room - reach) // axis.stride + 1


def output_sizes(rows: Axis, columns: Axis) -> Pair:
    """Return (OH, OW)."""
    return output_size(rows), output_size(columns)


def tap_slices(axis: Axis, tap: int, windows: int) -> tuple[slice, slice]:
    """Return which inputs one tap reads, and for which windows; in the padding it reads nothing."""
    offset = tap * axis.dilation - axis.padding[0]
    # The first and the last window whose tap lies on the image: 0 <= o * stride + offset < size.
    first = max(0, -(offset // axis.stride))
    end = max(first, min(windows, (axis.size - 1 - offset) // axis.stride + 1))
    start = first * axis.stride + offset
    return slice(start, start + (end - first) * axis.stride, axis.stride), slice(first, end)


@dataclass(frozen=True)
class Tap:
    """One position (i, j) of the kernel: the pixels it reads and the windows it reads them for.

    Both index the last two axes of an array: ``x[tap.pixels]``, ``out[tap.windows]``.
    """

    i: int
    j: int
    pixels: tuple[Any, slice, slice]
    windows: tuple[Any, slice, slice]


def taps(rows: Axis, columns: Axis) -> Iterator[Tap]:
    """Yield every tap of the kernel in row-major order."""
    oh, ow = output_sizes(rows, columns)
    for i in range(rows.kernel_size):
        pixel_rows, window_rows = tap_slices(rows, i, oh)
        for j in range(columns.kernel_size):
            pixel_columns, window_columns = tap_slices(columns, j, ow)
            yield Tap(i, j, (..., pixel_rows, pixel_columns), (..., window_rows, window_columns))


def unfold(x: Array, rows: Axis, columns: Axis) -> Array:
    """Copy the windows of x (N, C, H, W) into patches (N, C, KH, KW, OH, OW); padding reads 0."""
    kernel = rows.kernel_size, columns.kernel_size
    patches = np.zeros((*x.shape[:2], *kernel, *output_sizes(rows, columns)), x.dtype)
    for tap in taps(rows, columns):
        patches[:, :, tap.i, tap.j][tap.windows] = x[tap.pixels]
    return patches


def fold(patches: Array, rows: Axis, columns: Axis) -> Array:
    """Add patches (N, C, KH, KW, OH, OW) back onto an image (N, C, H, W): unfold's transpose."""
    x = np.zeros((*patches.shape[:2], rows.size, columns.size), patches.dtype)
    for tap in taps(rows, columns):
        x[tap.pixels] += patches[:, :, tap.i, tap.j][tap.windows]
    return x
