"""Max pooling to a size that is asked for, such as to a single number: global pooling."""

from collections.abc import Sequence
from functools import partial
from typing import Literal, overload

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, switch, upstream
from scratchcnn.ops.sliding.adaptive import (
    Sizes,
    along,
    is_global,
    one_after_the_other,
    parted,
    rows_of,
)
from scratchcnn.ops.sliding.pool import batch_of, maxima, places, pooled
from scratchcnn.ops.sliding.windows import Windows


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
    pool = maximum_of_all if is_global(sides) else partial(largest, sides=sides)
    out, pullback = pooled(pool, x, axes)
    if not switch("return_indices", return_indices):
        return out, pullback
    indices = place_in_all(images) if is_global(sides) else origins(images, sides)
    return (out, indices.reshape(out.shape)), pullback


def largest(x: Array, sides: Sequence[Windows]) -> tuple[Array, Pullback]:
    """Take maxima along the last axis, then of them along the one before, and so on.

    So the first of equal maxima is the first in row-major order: the first of the first row.
    """

    def pool(images: Array, axis: int, alone: Sequence[Windows]) -> tuple[Array, Pullback]:
        return maxima(images, alone)

    return one_after_the_other(pool, x, sides, range(len(sides))[::-1])


def origins(x: Array, sides: Sequence[Windows]) -> Array:
    """Return where in its image every maximum of `largest` is: (N, C, OH, OW), for one, int64."""
    sizes = x.shape[2:]
    found = np.broadcast_to(np.arange(np.prod(sizes)).reshape(sizes), x.shape)
    for axis in range(len(sides))[::-1]:
        alone = along(x.shape[2:], axis, sides[axis])
        out, _ = maxima(x, alone)
        winners = rows_of(places(x, out, alone))
        found = np.take_along_axis(rows_of(found), winners, -1).reshape(out.shape)
        x = out
    return found


def maximum_of_all(x: Array) -> tuple[Array, Pullback]:
    """Take the maximum of each of images (N, C, ...)."""
    place = place_in_all(x)
    # (N, C, 1) -> (N, C, 1, 1), for one
    out = np.take_along_axis(rows_of(x), place, -1).reshape(*x.shape[:2], *[1] * (x.ndim - 2))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad_x = np.zeros(x.shape, x.dtype)
        np.put_along_axis(rows_of(grad_x), place, rows_of(upstream(grad_out, out)), -1)
        return (grad_x,)

    return out, pullback


def place_in_all(x: Array) -> Array:
    """Return where the maximum of each of images (N, C, ...) is: (N, C, 1) int64."""
    rows = rows_of(x)
    place: Array = rows.argmax(-1, keepdims=True)
    # To NumPy the first of several NaNs is the largest number.
    is_nan = np.isnan(np.take_along_axis(rows, place, -1))
    if is_nan.any():
        last = rows.shape[2] - 1 - np.isnan(rows)[..., ::-1].argmax(-1, keepdims=True)
        place = np.where(is_nan, last, place)
    return place
