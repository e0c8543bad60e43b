"""Average pooling to a size that is asked for, such as to a single number: global pooling."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, upstream
from scratchcnn.ops.sliding.adaptive import Sizes, in_front, is_global, parted, rows_of
from scratchcnn.ops.sliding.pool import batch_of, pooled


def adaptive_avg_pool1d(x: Array, output_size: Sizes) -> tuple[Array, Pullback]:
    """Take the mean of as many windows of a sequence as are asked for.

    Parameters
    ----------
    x : (N, C, L) or (C, L), float32 or float64
    output_size : int, or a tuple of one; None in it keeps the size

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
    Window i of OL begins at floor(i L / OL) and ends at ceil((i + 1) L / OL): where OL does not
    divide L, windows overlap and differ in size (documentation of `torch.nn.AdaptiveAvgPool1d`).

    Examples
    --------
    >>> out, pullback = adaptive_avg_pool1d(np.array([[1.0, 2.0, 4.0]]), 2)
    >>> out, pullback(np.array([[2.0, 6.0]]))
    (array([[1.5, 3. ]]), (array([[1., 4., 3.]]),))
    """
    return adaptive_avg_pool(x, 1, output_size)


def adaptive_avg_pool2d(x: Array, output_size: Sizes) -> tuple[Array, Pullback]:
    """Take the mean of as many windows of an image as are asked for.

    Parameters
    ----------
    x : (N, C, H, W) or (C, H, W), float32 or float64
    output_size : int, or an int or None for each axis: None keeps its size

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
    Along each axis windows lie as in adaptive_avg_pool1d. With output_size 1 the only window is the
    whole image: global average pooling (Lin, Chen and Yan, 2013, "Network In Network").

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0], [4.0, 3.0]]])
    >>> out, pullback = adaptive_avg_pool2d(x, 1)
    >>> out, pullback(np.array([[[8.0]]]))[0].tolist()
    (array([[[2.5]]]), [[[2.0, 2.0], [2.0, 2.0]]])
    >>> adaptive_avg_pool2d(x, (1, None))[0]
    array([[[2.5, 2.5]]])
    """
    return adaptive_avg_pool(x, 2, output_size)


def adaptive_avg_pool3d(x: Array, output_size: Sizes) -> tuple[Array, Pullback]:
    """Take the mean of as many windows of a volume as are asked for.

    Parameters
    ----------
    x : (N, C, D, H, W) or (C, D, H, W), float32 or float64
    output_size : int, or an int or None for each axis: None keeps its size

    Returns
    -------
    out : (N, C, OD, OH, OW), or (C, OD, OH, OW)
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Along each axis windows lie as in adaptive_avg_pool1d.

    Examples
    --------
    >>> x = np.arange(8.0).reshape(1, 2, 2, 2)
    >>> adaptive_avg_pool3d(x, (2, 1, 1))[0].ravel()
    array([1.5, 5.5])
    """
    return adaptive_avg_pool(x, 3, output_size)


def adaptive_avg_pool(x: Array, axes: int, output_size: Sizes) -> tuple[Array, Pullback]:
    """Take the mean of windows that part the last axes of x."""
    sides = parted(batch_of(x, axes), output_size)
    return pooled(mean_of_all if is_global(sides) else partial(means, sides=sides), x, axes)


def means(x: Array, sides: Sequence[Sequence[slice]]) -> tuple[Array, Pullback]:
    """Average images (N, C, ...) along one axis after the other: the mean of means."""
    out, pullbacks = x, []
    for axis, windows in enumerate(sides, start=2):
        out, pullback = means_along(out, axis, windows)
        pullbacks.append(pullback)

    def pullback_of_all(grad_out: Array) -> tuple[Array, ...]:
        grad = upstream(grad_out, out)
        for pullback in reversed(pullbacks):
            grad = pullback(grad)
        return (grad,)

    return out, pullback_of_all


def means_along(
    x: Array, axis: int, windows: Sequence[slice]
) -> tuple[Array, Callable[[Array], Array]]:
    """Return the mean of every window along an axis, and what spreads its gradient evenly."""
    # (N, C, H, W) -> (H, N, C, W), for one
    rows = in_front(x, axis, windows)
    sizes = [window.stop - window.start for window in windows]
    each = [rows[window].sum(0) / size for window, size in zip(windows, sizes, strict=True)]

    def spread(grad_out: Array) -> Array:
        grad = np.zeros_like(rows)
        # (N, C, OH, W) -> (OH, N, C, W)
        for window, size, share in zip(windows, sizes, np.moveaxis(grad_out, axis, 0), strict=True):
            grad[window] += share / size
        # (H, N, C, W) -> (N, C, H, W)
        return np.ascontiguousarray(np.moveaxis(grad, 0, axis))

    # OH times (N, C, W) -> (N, C, OH, W)
    return np.stack(each, axis), spread


def mean_of_all(x: Array) -> tuple[Array, Pullback]:
    """Take the mean of each of images (N, C, ...)."""
    rows = rows_of(x)
    pixels = rows.shape[2]
    # (N, C, pixels) -> (N, C, 1, 1), for one
    out = (rows.sum(-1) / pixels).reshape(*x.shape[:2], *[1] * (x.ndim - 2))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        return (np.full(x.shape, upstream(grad_out, out) / pixels),)

    return out, pullback
