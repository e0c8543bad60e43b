"""Max and average pooling over sliding windows."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pair, Pullback, floating, pair, upstream
from scratchcnn.ops.windows import Axis, image_axes, output_sizes, taps


def max_pool2d(
    x: Array, kernel_size: int | Pair, *, stride: int | Pair | None = None, padding: int | Pair = 0
) -> tuple[Array, Pullback]:
    """Take the maximum of every window; its gradient goes to the element that won.

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
    n, c, h, w = x.shape
    oh, ow = output_sizes(rows, columns)
    out = np.zeros((n, c, oh, ow), x.dtype)
    # Which pixel won, as h * W + w; before its first tap on the image a window has no winner.
    winners = np.zeros(out.shape, np.intp)
    claimed = np.zeros(out.shape, np.bool_)
    positions = np.arange(h * w).reshape(h, w)
    for tap in taps(rows, columns):
        candidates = x[tap.pixels]
        larger = (candidates > out[tap.windows]) | np.isnan(candidates)
        wins = larger | ~claimed[tap.windows]
        np.copyto(out[tap.windows], candidates, where=wins)
        np.copyto(winners[tap.windows], positions[tap.pixels], where=wins)
        claimed[tap.windows] = True

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # (N, C, OH, OW) -> (N*C, OH*OW): every image by itself
        grad = upstream(grad_out, out).reshape(n * c, oh * ow)
        images = np.arange(n * c)[:, None]
        grad_x = np.zeros((n * c, h * w), x.dtype)
        np.add.at(grad_x, (images, winners.reshape(grad.shape)), grad)
        # (N*C, H*W) -> (N, C, H, W)
        return (grad_x.reshape(x.shape),)

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
    out = np.zeros((*x.shape[:2], *output_sizes(rows, columns)), x.dtype)
    for tap in taps(rows, columns):
        out[tap.windows] += x[tap.pixels]
    out /= area

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        upstream(grad_out, out)
        share = grad_out / area
        grad_x = np.zeros(x.shape, x.dtype)
        for tap in taps(rows, columns):
            grad_x[tap.pixels] += share[tap.windows]
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
