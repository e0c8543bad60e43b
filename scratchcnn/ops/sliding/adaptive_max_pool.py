"""Max pooling to a size that is asked for, such as to a single number: global pooling."""

from collections.abc import Sequence
from typing import Literal, overload

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, switch, upstream
from scratchcnn.ops.sliding.adaptive import Sizes, in_front, is_global, parted, rows_of
from scratchcnn.ops.sliding.pool import batch_of, in_all_images


@overload
def adaptive_max_pool1d(
    x: Array, output_size: Sizes, *, return_indices: Literal[False] = False
) -> tuple[Array, Pullback]: ...


@overload
def adaptive_max_pool1d(
    x: Array, output_size: Sizes, *, return_indices: Literal[True]
) -> tuple[tuple[Array, Array], Pullback]: ...


def adaptive_max_pool1d(
    x: Array,
    output_size: Sizes,
    *,
    return_indices: bool = False,
) -> tuple[Array | tuple[Array, Array], Pullback]:
    """Take the maximum of as many windows of a sequence as are asked for.

    Parameters
    ----------
    x : (N, C, L) or (C, L), float32 or float64
    output_size : int, or a tuple of one; None in it keeps the size
    return_indices : whether `out` is a pair: the maxima, and where they are

    Returns
    -------
    out : (N, C, OL), or (C, OL)
        With indices (out, indices), both of this shape: the position of every maximum.
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Window i of OL begins at floor(i L / OL) and ends at ceil((i + 1) L / OL): where OL does not
    divide L, windows overlap and differ in size (documentation of `torch.nn.AdaptiveMaxPool1d`).
    Equal maxima and NaN are treated as in max_pool2d.

    Examples
    --------
    >>> out, pullback = adaptive_max_pool1d(np.array([[1.0, 4.0, 2.0]]), 2)
    >>> out, pullback(np.array([[2.0, 6.0]]))
    (array([[4., 4.]]), (array([[0., 8., 0.]]),))
    """
    return adaptive_max_pool(x, 1, output_size, return_indices)


@overload
def adaptive_max_pool2d(
    x: Array, output_size: Sizes, *, return_indices: Literal[False] = False
) -> tuple[Array, Pullback]: ...


@overload
def adaptive_max_pool2d(
    x: Array, output_size: Sizes, *, return_indices: Literal[True]
) -> tuple[tuple[Array, Array], Pullback]: ...


def adaptive_max_pool2d(
    x: Array,
    output_size: Sizes,
    *,
    return_indices: bool = False,
) -> tuple[Array | tuple[Array, Array], Pullback]:
    """Take the maximum of as many windows of an image as are asked for.

    Parameters
    ----------
    x : (N, C, H, W) or (C, H, W), float32 or float64
    output_size : int, or an int or None for each axis: None keeps its size
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
    Along each axis windows lie as in adaptive_max_pool1d. With output_size 1 the only window is the
    whole image: global maximum pooling.
    Equal maxima and NaN are treated as in max_pool2d.

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0], [4.0, 3.0]]])
    >>> (out, indices), pullback = adaptive_max_pool2d(x, 1, return_indices=True)
    >>> out, indices, pullback(np.array([[[8.0]]]))[0].tolist()
    (array([[[4.]]]), array([[[2]]]), [[[0.0, 0.0], [8.0, 0.0]]])
    >>> adaptive_max_pool2d(x, (1, None))[0]
    array([[[4., 3.]]])
    """
    return adaptive_max_pool(x, 2, output_size, return_indices)


@overload
def adaptive_max_pool3d(
    x: Array, output_size: Sizes, *, return_indices: Literal[False] = False
) -> tuple[Array, Pullback]: ...


@overload
def adaptive_max_pool3d(
    x: Array, output_size: Sizes, *, return_indices: Literal[True]
) -> tuple[tuple[Array, Array], Pullback]: ...


def adaptive_max_pool3d(
    x: Array,
    output_size: Sizes,
    *,
    return_indices: bool = False,
) -> tuple[Array | tuple[Array, Array], Pullback]:
    """Take the maximum of as many windows of a volume as are asked for.

    Parameters
    ----------
    x : (N, C, D, H, W) or (C, D, H, W), float32 or float64
    output_size : int, or an int or None for each axis: None keeps its size
    return_indices : whether `out` is a pair: the maxima, and where they are

    Returns
    -------
    out : (N, C, OD, OH, OW), or (C, OD, OH, OW)
        With indices (out, indices), both of this shape: `(slice * H + row) * W + column` of every
        maximum.
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Along each axis windows lie as in adaptive_max_pool1d.
    Equal maxima and NaN are treated as in max_pool2d.

    Examples
    --------
    >>> x = np.arange(8.0).reshape(1, 2, 2, 2)
    >>> adaptive_max_pool3d(x, (2, 1, 1))[0].ravel()
    array([3., 7.])
    """
    return adaptive_max_pool(x, 3, output_size, return_indices)


def adaptive_max_pool(
    x: Array, axes: int, output_size: Sizes, return_indices: object
) -> tuple[Array | tuple[Array, Array], Pullback]:
    """Take the maximum of windows that part the last axes of x."""
    images = batch_of(x, axes)
    sides = parted(images, output_size)
    maxima, places = maximum_of_all(images) if is_global(sides) else largest(images, sides)
    # (N, C, OH, OW), for one, or (C, OH, OW) if x has no batch
    shape = (*x.shape[:-axes], *map(len, sides))
    out, indices = maxima.reshape(shape), places.reshape(shape)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad_x = np.zeros(x.shape, x.dtype)
        where = in_all_images(indices, x.shape, axes)
        # A pixel of several windows may be the maximum of each.
        np.add.at(grad_x.ravel(), where.ravel(), upstream(grad_out, out).ravel())
        return (grad_x,)

    return ((out, indices) if switch("return_indices", return_indices) else out), pullback


def largest(x: Array, sides: Sequence[Sequence[slice]]) -> tuple[Array, Array]:
    """Take maxima along the last axis, then of them along the one before, and so on.

    So the first of equal maxima is the first in row-major order: the first of the first row.

    Returns
    -------
    maxima, places : (N, C, OH, OW), for one; where in its image every maximum is, int64
    """
    maxima, places = largest_along(x, x.ndim - 1, sides[-1])
    step = x.shape[-1]
    for axis in range(x.ndim - 2, 1, -1):
        # A row of the maxima of rows, whose places in their rows are known.
        maxima, rows = largest_along(maxima, axis, sides[axis - 2])
        places = np.take_along_axis(places, rows, axis) + step * rows
        step *= x.shape[axis]
    return maxima, places


def largest_along(x: Array, axis: int, windows: Sequence[slice]) -> tuple[Array, Array]:
    """Return the maximum of every window along an axis, and where along it that is: int64."""
    # (N, C, H, W) -> (H, N, C, W), for one
    rows = in_front(x, axis, windows)
    found = [first_maximum(rows[window]) for window in windows]
    places = [window.start + place for window, (_, place) in zip(windows, found, strict=True)]
    # OH times (N, C, W) -> (N, C, OH, W)
    return np.stack([maximum for maximum, _ in found], axis), np.stack(places, axis)


def first_maximum(window: Array) -> tuple[Array, Array]:
    """Return the maxima along the first axis, and where the first of each is: (K, ...) -> (...)."""
    maximum = window.max(0)
    place = first(window == maximum)
    is_nan = np.isnan(maximum)
    if is_nan.any():
        # NaN equals nothing; the last of several NaNs wins.
        last = len(window) - 1 - first(np.isnan(window)[::-1])
        place = np.where(is_nan, last, place)
    return maximum, place


def first(found: Array) -> Array:
    """Return where the first True is along the first axis: (K, ...) -> (...), int64.

    The largest of K, K - 1, ..., 1 where there is a True: `argmax` would go through every column.
    """
    k = len(found)
    # In as few bytes as will do: (K,) -> (K, 1, ...)
    left = np.arange(k, 0, -1).astype(np.min_scalar_type(k)).reshape(k, *[1] * (found.ndim - 1))
    most = (found.view(np.uint8) * left).max(0)
    return np.asarray(k - most.astype(np.int64))


def maximum_of_all(x: Array) -> tuple[Array, Array]:
    """Return the maximum of each of images (N, C, ...), and where it is: (N, C, 1)."""
    rows = rows_of(x)
    place = rows.argmax(-1, keepdims=True)
    # To NumPy the first of several NaNs is the largest number.
    is_nan = np.isnan(np.take_along_axis(rows, place, -1))
    if is_nan.any():
        last = rows.shape[2] - 1 - np.isnan(rows)[..., ::-1].argmax(-1, keepdims=True)
        place = np.where(is_nan, last, place)
    return np.take_along_axis(rows, place, -1), place
