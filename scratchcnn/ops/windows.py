"""Where sliding windows fall on an image, shared by convolution and pooling."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

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


def padded_sizes(rows: Axis, columns: Axis) -> Pair:
    """Return the height and the width of the image with its padding."""
    return rows.size + sum(rows.padding), columns.size + sum(columns.padding)


def inside(rows: Axis, columns: Axis) -> tuple[Any, slice, slice]:
    """Return the index of the image in its padding."""
    top, left = rows.padding[0], columns.padding[0]
    return ..., slice(top, top + rows.size), slice(left, left + columns.size)


def padded(x: Array, rows: Axis, columns: Axis) -> Array:
    """Put zeros around images (N, C, H, W); without padding they come back as they are."""
    sizes = padded_sizes(rows, columns)
    if sizes == x.shape[2:]:
        return x
    out = np.zeros((*x.shape[:2], *sizes), x.dtype)
    out[inside(rows, columns)] = x
    return out


def unfold(x: Array, rows: Axis, columns: Axis) -> Array:
    """Show what every window sees of padded images: (N, C, KH, KW, OH, OW), nothing copied."""
    n, c, h, w = x.strides
    steps = rows.dilation * h, columns.dilation * w, rows.stride * h, columns.stride * w
    shape = (*x.shape[:2], rows.kernel_size, columns.kernel_size, *output_sizes(rows, columns))
    return as_strided(x, shape, (n, c, *steps), writeable=False)


def fold(shares: Array, rows: Axis, columns: Axis) -> Array:
    """Add up what windows (N, C, KH, KW, OH, OW) give to images (N, C, H, W): unfold's transpose.

    The images come with their padding, as unfold takes them.
    """
    image = np.zeros((*shares.shape[:2], *padded_sizes(rows, columns)), shares.dtype)
    oh, ow = shares.shape[4:]
    for i in range(rows.kernel_size):
        for j in range(columns.kernel_size):
            top, left = i * rows.dilation, j * columns.dilation
            pixel_rows = slice(top, top + rows.stride * oh, rows.stride)
            pixel_columns = slice(left, left + columns.stride * ow, columns.stride)
            image[:, :, pixel_rows, pixel_columns] += shares[:, :, i, j]
    return image


def fold_rows(shares: Array, rows: Axis, columns: Axis) -> Array:
    """Do the same for stride 1 in long additions, which do not stop at the end of a row.

    Every row of `shares` (N, C, KH, KW, OH, W) is as long as one of the padded image; behind the
    last window it holds 0. Then the windows of one tap are as far apart in memory as the pixels
    that they read (as in Anderson, Vasudevan, Keane, Gregg, 2017, "Low-memory GEMM-based
    convolution algorithms for deep neural networks").
    """
    n, c, kh, kw, oh, width = shares.shape
    height, _ = padded_sizes(rows, columns)
    # (N, C, H, W) -> (N, C, H*W), and room for the zeros behind the last window
    image = np.zeros((n, c, height * width + columns.dilation * (kw - 1)), shares.dtype)
    for i in range(kh):
        for j in range(kw):
            start = i * rows.dilation * width + j * columns.dilation
            image[..., start : start + oh * width] += shares[:, :, i, j].reshape(n, c, oh * width)
    return image[..., : height * width].reshape(n, c, height, width)
