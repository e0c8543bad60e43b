"""Power-average pooling: the p-norm of every window."""

from functools import partial
from math import copysign

import numpy as np

from scratchcnn.ops.arguments import Array, Pair, Pullback, Single, describe, upstream
from scratchcnn.ops.sliding.avg_pool import areas
from scratchcnn.ops.sliding.pool import averages, batch_of, maxima, pooled, window_axes
from scratchcnn.ops.sliding.windows import Axis, sliding


def lp_pool1d(
    x: Array,
    norm_type: float,
    kernel_size: int | Single,
    *,
    stride: int | Single | None = None,
    ceil_mode: bool = False,
) -> tuple[Array, Pullback]:
    """Take the p-norm of every window of a sequence, without absolute values.

    Parameters
    ----------
    x : (N, C, L) or (C, L), float32 or float64
    norm_type : p, as for lp_pool2d
    kernel_size, stride, ceil_mode : as for avg_pool1d

    Returns
    -------
    out : (N, C, OL), or (C, OL)
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    What lp_pool2d says of 0, of negative numbers and of windows that are cut off holds here, too
    (documentation of `torch.nn.LPPool1d`).

    Examples
    --------
    >>> out, pullback = lp_pool1d(np.array([[3.0, 4.0]]), 2, 2)
    >>> out, pullback(np.array([[10.0]]))
    (array([[5.]]), (array([[6., 8.]]),))
    """
    return lp_pool(x, 1, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(
    x: Array,
    norm_type: float,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    ceil_mode: bool = False,
) -> tuple[Array, Pullback]:
    """Take the p-norm of every window, the p-th root of the sum of powers, without absolute values.

    Parameters
    ----------
    x : (N, C, H, W) or (C, H, W), float32 or float64
    norm_type : p, a number but 0 and NaN; infinite: the largest absolute value, or the smallest
    kernel_size, stride, ceil_mode : as for avg_pool2d

    Returns
    -------
    out : (N, C, OH, OW), or (C, OH, OW)
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    As in PyTorch the gradient of a window is 0 where its sum is 0. The p-th power is that of the
    number itself: with an odd p what is negative is subtracted, and the root of a negative sum is
    NaN. A window that `ceil_mode` cuts off counts as one of full size with the same mean.

    Examples
    --------
    >>> x = np.array([[[3.0, 4.0], [0.0, 0.0]]])
    >>> out, pullback = lp_pool2d(x, 2, (1, 2))
    >>> out.tolist(), pullback(np.array([[[10.0], [1.0]]]))[0].tolist()
    ([[[5.0], [0.0]]], [[[6.0, 8.0], [0.0, 0.0]]])
    """
    return lp_pool(x, 2, norm_type, kernel_size, stride, ceil_mode)


def lp_pool(
    x: Array, axes: int, norm_type: object, kernel_size: object, stride: object, ceil_mode: object
) -> tuple[Array, Pullback]:
    """Take the p-norm of every window that slides along the last axes of x."""
    along = window_axes(batch_of(x, axes), kernel_size, stride, 0, 1, ceil_mode)
    p = exponent(norm_type)
    pool = extremes if np.isinf(p) else norms
    return pooled(partial(pool, p=p, along=along), x, axes)


def extremes(x: Array, p: float, along: tuple[Axis, ...]) -> tuple[Array, Pullback]:
    """Take the largest absolute value of every window of images, or the smallest for p < 0."""
    sign = copysign(1.0, p)
    largest, pullback = maxima(sign * np.abs(x), [sliding(axis) for axis in along])

    def pullback_of_x(grad_out: Array) -> tuple[Array, ...]:
        (grad,) = pullback(grad_out)
        # The slope at NaN is 0, as in PyTorch.
        return (grad * np.sign(np.nan_to_num(x)),)

    return sign * largest, pullback_of_x


def norms(x: Array, p: float, along: tuple[Axis, ...]) -> tuple[Array, Pullback]:
    """Take the p-th root of the sum of p-th powers of every window of images."""
    kernel = np.prod([axis.kernel_size for axis in along])
    # The mean of a window that is cut off stands for a whole one.
    share = areas(along) / kernel
    with np.errstate(all="ignore"):
        total, pullback = averages(x**p, share, [sliding(axis) for axis in along])
        out = total ** (1 / p)

    def pullback_of_x(grad_out: Array) -> tuple[Array, ...]:
        with np.errstate(all="ignore"):
            # What is NaN has no sign, by which PyTorch multiplies: only for p = 1 that shows.
            slope = np.where(total == 0, 0, total ** (1 / p - 1) * ~np.isnan(total))
            (grad,) = pullback(upstream(grad_out, out) * slope)
            return (grad * x ** (p - 1),)

    return out, pullback_of_x


def exponent(norm_type: object) -> float:
    """Return p, if it is a number but 0 and NaN.

    Raises
    ------
    TypeError
        It is not a number (nor is True).
    ValueError
        It is 0 or NaN.
    """
    kinds = (int, float, np.integer, np.floating)
    if isinstance(norm_type, bool) or not isinstance(norm_type, kinds):
        raise TypeError(f"norm_type must be a number, got {describe(norm_type)}")
    if norm_type == 0 or np.isnan(norm_type):
        raise ValueError(f"norm_type must be a number but 0 and NaN, got {norm_type}")
    return float(norm_type)
