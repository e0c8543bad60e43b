"""Max and average pooling over sliding windows."""

from collections.abc import Sequence
from functools import partial
from typing import Literal, overload

import numpy as np

from scratchcnn.ops.arguments import (
    Array,
    Pair,
    Pullback,
    floating,
    integer,
    pair,
    switch,
    upstream,
)
from scratchcnn.ops.selection import bits, keep
from scratchcnn.ops.sliding.unbatched import without_batch
from scratchcnn.ops.sliding.windows import Axis, Tap, image_axes, output_size, output_sizes, taps


@overload
def max_pool2d(
    x: Array,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> tuple[Array, Pullback]: ...


@overload
def max_pool2d(
    x: Array,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    return_indices: Literal[True],
) -> tuple[tuple[Array, Array], Pullback]: ...


def max_pool2d(
    x: Array,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Array | tuple[Array, Array], Pullback]:
    """Take the maximum of every window; the gradient goes to that element alone.

    Parameters
    ----------
    x : (N, C, H, W) or (C, H, W), float32 or float64
    kernel_size : int or (height, width), at least 1
    stride : int or (height, width), at least 1; None: the kernel size
    padding : int or (height, width) of -inf on both sides, at most half of what a window spans
    dilation : int or (height, width), at least 1: the distance between the elements of a window
    ceil_mode : whether one more window takes the rows and columns that fill none, unless it would
        begin behind the image
    return_indices : whether `out` is a pair: the maxima, and where they are

    Returns
    -------
    out : (N, C, OH, OW), or (C, OH, OW)
        With indices (out, indices), both of this shape: `row * W + column` of every maximum.
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    As in PyTorch the first of equal maxima in row-major order receives the gradient, and NaN is
    larger than any number; the last of several NaNs wins.

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0], [4.0, 3.0]]])
    >>> (out, indices), pullback = max_pool2d(x, 2, return_indices=True)
    >>> out, indices
    (array([[[4.]]]), array([[[2]]]))
    >>> pullback(np.array([[[5.0]]]))
    (array([[[0., 0.],
            [5., 0.]]]),)
    """
    floating("x", x, "N C H W", "C H W")
    images = x if x.ndim == 4 else x[None]
    rows, columns = window_axes(images, kernel_size, stride, padding, dilation, ceil_mode)
    switch("return_indices", return_indices)
    pool = partial(maxima, rows=rows, columns=columns)
    out, pullback = pool(x) if x.ndim == 4 else without_batch(pool, x)
    if not return_indices:
        return out, pullback
    maximum_of_images = out.reshape(*images.shape[:2], *out.shape[-2:])
    indices = places(images, maximum_of_images, rows, columns)
    return (out, indices.reshape(out.shape)), pullback


def maxima(x: Array, rows: Axis, columns: Axis) -> tuple[Array, Pullback]:
    """Take the maximum of every window of images (N, C, H, W)."""
    out = np.full_like(x, -np.inf, shape=(*x.shape[:2], *output_sizes(rows, columns)))
    every_tap = list(taps(rows, columns))
    for tap in every_tap:
        np.maximum(out[tap.windows], x[tap.pixels], out=out[tap.windows])

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        left = np.array(upstream(grad_out, out))
        grad_x = np.zeros_like(x)
        put = store if are_apart(rows, columns) else add
        for tap, wins in winners(x, out, every_tap):
            # The first tap that wins takes everything, and leaves 0 to the others.
            share = keep(left[tap.windows], wins)
            bits(left)[tap.windows] -= bits(share)
            put(share, grad_x[tap.pixels])
        return (grad_x,)

    return out, pullback


def places(x: Array, out: Array, rows: Axis, columns: Axis) -> Array:
    """Return where in its image every maximum is, `row * W + column`: (N, C, OH, OW) int64."""
    h, w = x.shape[2:]
    pixels = np.arange(h * w).reshape(h, w)
    found = np.zeros(out.shape, np.int64)
    # Backwards, so that the first tap that wins is the last to be written.
    for tap, wins in reversed(winners(x, out, list(taps(rows, columns)))):
        np.copyto(found[tap.windows], pixels[tap.pixels], where=wins)
    return found


def avg_pool2d(
    x: Array,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> tuple[Array, Pullback]:
    """Take the mean of every window; padded zeros count unless told otherwise, as in PyTorch.

    Parameters
    ----------
    x : (N, C, H, W) or (C, H, W), float32 or float64
    kernel_size : int or (height, width), at least 1
    stride : int or (height, width), at least 1; None: the kernel size
    padding : int or (height, width) of zeros on both sides, at most half the kernel size
    ceil_mode : whether one more window takes the rows and columns that fill none, unless it would
        begin behind the image; what it has beyond the padding never counts
    count_include_pad : whether padded zeros count
    divisor_override : an integer to divide every sum by, not 0; None: by how many count

    Returns
    -------
    out : (N, C, OH, OW), or (C, OH, OW)
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [4.0, 3.0]]).reshape(1, 1, 2, 2)
    >>> out, pullback = avg_pool2d(x, 2)
    >>> out
    array([[[[2.5]]]])
    >>> pullback(np.array([[[[8.0]]]]))
    (array([[[[2., 2.],
             [2., 2.]]]]),)
    """
    floating("x", x, "N C H W", "C H W")
    images = x if x.ndim == 4 else x[None]
    rows, columns = window_axes(images, kernel_size, stride, padding, 1, ceil_mode)
    switch("count_include_pad", count_include_pad)
    if divisor_override is None:
        # (OH, 1) * (OW,) -> (OH, OW)
        area = counted(rows, count_include_pad)[:, None] * counted(columns, count_include_pad)
    else:
        area = np.array(divisor(divisor_override))
    pool = partial(averages, area=area.astype(x.dtype), rows=rows, columns=columns)
    return pool(x) if x.ndim == 4 else without_batch(pool, x)


def averages(x: Array, area: Array, rows: Axis, columns: Axis) -> tuple[Array, Pullback]:
    """Divide the sum of every window of images (N, C, H, W) by its area, () or (OH, OW)."""
    out = np.zeros_like(x, shape=(*x.shape[:2], *output_sizes(rows, columns)))
    for tap in taps(rows, columns):
        out[tap.windows] += x[tap.pixels]
    out /= area

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        share = upstream(grad_out, out) / area
        grad_x = np.zeros_like(x)
        put = store if are_apart(rows, columns) else add
        for tap in taps(rows, columns):
            put(share[tap.windows], grad_x[tap.pixels])
        return (grad_x,)

    return out, pullback


def divisor(divisor_override: object) -> int:
    """Return the number by which every sum is divided, if it is an integer and not 0."""
    number = integer("divisor_override", divisor_override)
    if number == 0:
        raise ValueError(f"divisor_override must not be 0, got {divisor_override}")
    return number


def counted(axis: Axis, count_include_pad: bool) -> Array:
    """Return how many positions along an axis count in every window: (OH,)."""
    before, after = axis.padding
    begins = np.arange(output_size(axis)) * axis.stride - before
    first, last = (-before, axis.size + after) if count_include_pad else (0, axis.size)
    count: Array = np.minimum(begins + axis.kernel_size, last) - np.maximum(begins, first)
    return count


def window_axes(
    x: Array,
    kernel_size: int | Pair,
    stride: int | Pair | None,
    padding: int | Pair,
    dilation: int | Pair,
    ceil_mode: bool,
) -> tuple[Axis, Axis]:
    """Return the two axes along which the window slides."""
    kernels = pair("kernel_size", kernel_size, 1)
    strides = kernels if stride is None else pair("stride", stride, 1)
    ph, pw = pair("padding", padding, 0)
    dilations = pair("dilation", dilation, 1)
    switch("ceil_mode", ceil_mode)
    paddings = (ph, ph), (pw, pw)
    rows, columns = image_axes(x, kernels, strides, paddings, dilations, ceil_mode)
    for axis in (rows, columns):
        if sum(axis.padding) > axis.reach:
            raise ValueError(
                f"padding must be at most half of kernel_size {axis.kernel_size}, got {padding}"
                if axis.dilation == 1
                else f"padding must be at most half of the {axis.reach} positions that a window of "
                f"kernel_size {axis.kernel_size} and dilation {axis.dilation} spans, got {padding}"
            )
    return rows, columns


def winners(x: Array, out: Array, every_tap: Sequence[Tap]) -> list[tuple[Tap, Array]]:
    """Return for every tap in which windows it is the maximum: bool, shape of its windows."""
    wins = [(tap, np.equal(x[tap.pixels], out[tap.windows])) for tap in every_tap]
    if np.isnan(out).any():
        # NaN equals nothing; the last of several NaNs wins.
        later = np.zeros(out.shape, np.bool_)
        for tap, win in reversed(wins):
            is_nan = np.isnan(x[tap.pixels])
            win |= is_nan & ~later[tap.windows]
            later[tap.windows] |= is_nan
    return wins


def are_apart(rows: Axis, columns: Axis) -> bool:
    """Return whether no pixel lies in two windows."""
    return all(axis.reach <= axis.stride for axis in (rows, columns))


def store(values: Array, place: Array) -> None:
    """Put values where nothing is yet."""
    place[...] = values


def add(values: Array, place: Array) -> None:
    """Add values to what is there."""
    place += values
