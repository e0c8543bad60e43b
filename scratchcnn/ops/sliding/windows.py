"""Where sliding windows fall on an image, shared by convolution and pooling."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.ops.arguments import Array, Pair, describe
from scratchcnn.ops.blocks import in_strips


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
    ceil_mode: bool = False  # whether the last window may reach beyond the padding

    @property
    def reach(self) -> int:
        """How many positions a window spans."""
        return self.dilation * (self.kernel_size - 1) + 1


# By their number: the names of the axes along which windows slide, and what is needed of them.
NAMES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
LEAST = {
    1: "one position",
    2: "one row and one column",
    3: "one slice, one row and one column",
}


def image_axes(
    x: Array,
    kernels: Sequence[int],
    strides: Sequence[int],
    paddings: Sequence[Pair],
    dilations: Sequence[int],
    ceil_mode: bool = False,
) -> tuple[Axis, ...]:
    """Return the axes of x (N, C, H, W), for one, along which windows slide.

    Raises
    ------
    ValueError
        One of them is 0.
    """
    sizes = sizes_of(x)
    steps = zip(NAMES[len(sizes)], sizes, kernels, strides, paddings, dilations, strict=True)
    return tuple(replace(Axis(*one), ceil_mode=ceil_mode) for one in steps)


def sizes_of(x: Array) -> tuple[int, ...]:
    """Return (H, W), for one, of images (N, C, H, W).

    Raises
    ------
    ValueError
        x has no pixels.
    """
    sizes = x.shape[2:]
    if 0 in sizes:
        raise ValueError(f"x must have at least {LEAST[len(sizes)]}, got {describe(x)}")
    return sizes


def output_size(axis: Axis) -> int:
    """Return how many whole windows fit; positions that fill no window are dropped.

    In ceil mode one more window takes them, unless it would begin in the padding behind the image
    or beyond (documentation of `torch.nn.MaxPool2d`).

    Raises
    ------
    ValueError
        Not one window fits.
    """
    reach, room = axis.reach, axis.size + sum(axis.padding)
    if reach > room:
        raise ValueError(
            f"kernel_size must fit into the padded image: along the {axis.name} a window reaches "
            f"over {reach} positions (kernel_size {axis.kernel_size}, dilation {axis.dilation}), "
            f"got {room} (x {axis.size}, padding {axis.padding})"
        )
    whole, left = divmod(room - reach, axis.stride)
    begins = (whole + 1) * axis.stride - axis.padding[0]
    return whole + 1 + (axis.ceil_mode and left > 0 and begins < axis.size)


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


# The pixels that a tap reads, and the windows that it reads them for.
Slices: TypeAlias = tuple[slice, slice]


@dataclass(frozen=True)
class Windows:
    """The windows along one axis, as taps: whatever has said where they are.

    Attributes
    ----------
    count
        How many windows there are.
    taps
        In the order of the pixels of every window.
    apart
        Whether no pixel lies in two windows.
    """

    count: int
    taps: tuple[Slices, ...]
    apart: bool


def sliding(axis: Axis) -> Windows:
    """Return the windows that slide along an axis."""
    count = output_size(axis)
    slices = tuple(tap_slices(axis, tap, count) for tap in range(axis.kernel_size))
    return Windows(count, slices, axis.reach <= axis.stride)


@dataclass(frozen=True)
class Tap:
    """One position of the kernel: the pixels it reads and the windows it reads them for.

    Both index the last axes of an array: ``x[tap.pixels]``, ``out[tap.windows]``.
    """

    pixels: tuple[Any, ...]
    windows: tuple[Any, ...]


def taps(sides: Sequence[Windows]) -> Iterator[Tap]:
    """Yield every tap of the kernel in row-major order."""
    for slices in product(*(side.taps for side in sides)):
        pixels, windows = zip(*slices, strict=True)
        yield Tap((..., *pixels), (..., *windows))


def batch_last(x: Array) -> Array:
    """Bring images (N, C, H, W) into the memory layout (C, H, W, N), unless they have it already.

    Then one tap of a row of windows is one run of memory, OW * N numbers long, however small the
    images are (cuda-convnet, Krizhevsky, 2011, has this layout for the same reason).
    """
    turned = np.transpose(x, (1, 2, 3, 0))
    if turned.flags.c_contiguous:
        return turned
    out = np.empty(turned.shape, x.dtype)
    copy_channels(turned, out)
    return out


def copy_channels(x: Array, out: Array) -> None:
    """Copy images (C, H, W, N), some channels at a time."""
    c, h, w, n = x.shape

    def copy(strips: Sequence[slice]) -> None:
        for channels in strips:
            out[channels] = x[channels]

    in_strips(copy, c, h * w * n * x.itemsize)


def batch_first(x: Array) -> Array:
    """View an array of the memory layout (C, H, W, N) as images (N, C, H, W)."""
    return np.transpose(x, (3, 0, 1, 2))


def padded(x: Array, rows: Axis, columns: Axis) -> Array:
    """Copy images (N, C, H, W) into the memory layout of `batch_last`, with zeros around them."""
    n, c, h, w = x.shape
    height, width = h + sum(rows.padding), w + sum(columns.padding)
    if (height, width) == (h, w):
        return batch_last(x)
    out = np.zeros((c, height, width, n), x.dtype)
    copy_channels(np.transpose(x, (1, 2, 3, 0)), inside(out, rows, columns))
    return out


def inside(x: Array, rows: Axis, columns: Axis) -> Array:
    """Return padded images (C, H, W, N) without their padding."""
    top, left = rows.padding[0], columns.padding[0]
    return x[:, top : top + rows.size, left : left + columns.size]


def seen_rows(strip: slice, rows: Axis) -> slice:
    """Return which rows of padded images a strip of windows covers."""
    return slice(strip.start * rows.stride, (strip.stop - 1) * rows.stride + rows.reach)


def unfold(x: Array, strip: slice, rows: Axis, columns: Axis) -> Array:
    """View what a strip of windows covers of padded images (C, H, W, N), without a copy.

    Parameters
    ----------
    x : (C, H, W, N), contiguous

    Returns
    -------
    patches : (OH, C, KH, KW, OW, N), OH the rows of the strip
    """
    c, h, w, n = x.strides
    steps = rows.stride * h, c, rows.dilation * h, columns.dilation * w, columns.stride * w, n
    kernel = rows.kernel_size, columns.kernel_size
    shape = (strip.stop - strip.start, len(x), *kernel, output_size(columns), x.shape[3])
    # The windows overlap, so the steps are shorter than what lies between them.
    patches: Array = np.ndarray(shape, x.dtype, x, strip.start * rows.stride * h, steps)
    return patches


def fold(patches: Array, image: Array, rows: Axis, columns: Axis) -> None:
    """Add the patches of a strip of windows to the rows that it covers: unfold's transpose.

    Parameters
    ----------
    patches : (OH, C, KH, KW, OW, N), OH the rows of the strip
    image : (C, H, W, N), padded images from the first row that the strip sees
    """
    # (OH, C, KH, KW, OW, N) -> (KH, KW, C, OH, OW, N)
    taps = patches.transpose(2, 3, 1, 0, 4, 5)
    oh, ow = taps.shape[3:5]
    for i in range(rows.kernel_size):
        for j in range(columns.kernel_size):
            top, left = i * rows.dilation, j * columns.dilation
            pixel_rows = slice(top, top + rows.stride * oh, rows.stride)
            pixel_columns = slice(left, left + columns.stride * ow, columns.stride)
            image[:, pixel_rows, pixel_columns] += taps[i, j]
