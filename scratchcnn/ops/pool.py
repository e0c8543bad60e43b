"""Max and average pooling over sliding windows."""

from collections.abc import Sequence

import numpy as np

from scratchcnn.ops.arguments import Array, Pair, Pullback, floating, pair, upstream
from scratchcnn.ops.selection import bits, keep
from scratchcnn.ops.windows import Axis, Tap, image_axes, output_sizes, taps


def max_pool2d(
    x: Array, kernel_size: int | Pair, *, stride: int | Pair | None = None, padding: int | Pair = 0
) -> tuple[Array, Pullback]:
    """Take the maximum of every window; the gradient goes to that element alone.

    Parameters
    ----------
    x : (N, C, H, W) float32 or float64
    kernel_size : int or (height, width), at least 1
    stride : int or (height, width), at least 1; None: the kernel size
    padding : int or (height, width) of -inf on both sides, at most half the kernel size

    Returns
    -------
    out : (N, C, OH, OW); rows and columns that fill no window are dropped
    pullback : grad_out (N, C, OH, OW) -> (grad_x,)

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
    >>> x = np.array([[1.0, 2.0], [4.0, 3.0]]).reshape(1, 1, 2, 2)
    >>> out, pullback = max_pool2d(x, 2)
    >>> out
    array([[[[4.]]]])
    >>> pullback(np.array([[[[5.0]]]]))
    (array([[[[0., 0.],
             [5., 0.]]]]),)
    """
    rows, columns = window_axes(x, kernel_size, stride, padding)
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


def avg_pool2d(
    x: Array, kernel_size: int | Pair, *, stride: int | Pair | None = None, padding: int | Pair = 0
) -> tuple[Array, Pullback]:
    """Take the mean of every window; padded zeros count, as in PyTorch.

    Parameters
    ----------
    x : (N, C, H, W) float32 or float64
    kernel_size : int or (height, width), at least 1
    stride : int or (height, width), at least 1; None: the kernel size
    padding : int or (height, width) of zeros on both sides, at most half the kernel size

    Returns
    -------
    out : (N, C, OH, OW); rows and columns that fill no window are dropped
    pullback : grad_out (N, C, OH, OW) -> (grad_x,)

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
    rows, columns = window_axes(x, kernel_size, stride, padding)
    area = rows.kernel_size * columns.kernel_size
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


def window_axes(
    x: Array, kernel_size: int | Pair, stride: int | Pair | None, padding: int | Pair
) -> tuple[Axis, Axis]:
    """Return the two axes along which the window slides."""
    floating("x", x, "N C H W")
    kernels = pair("kernel_size", kernel_size, 1)
    strides = kernels if stride is None else pair("stride", stride, 1)
    ph, pw = pair("padding", padding, 0)
    axes = image_axes(x, kernels, strides, ((ph, ph), (pw, pw)))
    for axis in axes:
        if sum(axis.padding) > axis.kernel_size:
            raise ValueError(
                f"padding must be at most half of kernel_size {axis.kernel_size}, got {padding}"
            )
    return axes


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
    return all(axis.kernel_size <= axis.stride for axis in (rows, columns))


def store(values: Array, place: Array) -> None:
    """Put values where nothing is yet."""
    place[...] = values


def add(values: Array, place: Array) -> None:
    """Add values to what is there."""
    place += values
