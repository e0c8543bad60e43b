"""Normalisation of the last axes: layer normalisation, and by the root mean square alone."""

import math
from collections.abc import Sequence

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, describe, finite, floating, integer
from scratchcnn.ops.normalization.standardizing import Shape, by_own_statistics, check_parameters


def layer_norm(
    x: Array,
    normalized_shape: int | Sequence[int],
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Pullback]:
    """Normalise the last axes to mean 0 and variance 1, then scale and shift every place in them.

    Parameters
    ----------
    x : any axes and then those of normalized_shape, float32 or float64
    normalized_shape : the sizes of the last axes of x, at least one
    weight, bias : normalized_shape, dtype of x; None: 1 and 0
    eps : added to the variance

    Returns
    -------
    out : the shape of x
    pullback : grad_out, the shape of x -> (grad_x,), and grad_weight and grad_bias where given

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Ba, Kiros, Hinton (2016), "Layer Normalization". The variance is the biased one, a sum of
    squares of differences: 100000, 100001, 100002, 100003 in single precision keep theirs. A single
    value becomes its bias, and has a gradient of 0.

    Examples
    --------
    >>> out, pullback = layer_norm(np.array([[1.0, 3.0], [5.0, 25.0]]), 2, eps=0.0)
    >>> out
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    shape = last_axes(x, normalized_shape)
    check_parameters(x.dtype, shape, weight=weight, bias=bias)
    rows, row = views(x, shape)
    return by_own_statistics(x, rows, row, weight, bias, finite("eps", eps, x.dtype))


def rms_norm(
    x: Array,
    normalized_shape: int | Sequence[int],
    weight: Array | None = None,
    *,
    eps: float | None = None,
) -> tuple[Array, Pullback]:
    """Divide by the root mean square of the last axes, then scale every place in them.

    Parameters
    ----------
    x : any axes and then those of normalized_shape, float32 or float64
    normalized_shape : the sizes of the last axes of x, at least one
    weight : normalized_shape, dtype of x; None: 1
    eps : added to the mean square; None: the distance from 1 to the next larger number of the dtype

    Returns
    -------
    out : the shape of x
    pullback : grad_out, the shape of x -> (grad_x,), and grad_weight where given

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Zhang, Sennrich (2019), "Root Mean Square Layer Normalization". No mean is subtracted.

    Examples
    --------
    >>> out, pullback = rms_norm(np.array([[1.0, 7.0]]), 2)
    >>> out
    array([[0.2, 1.4]])
    """
    shape = last_axes(x, normalized_shape)
    check_parameters(x.dtype, shape, weight=weight)
    added = float(np.finfo(x.dtype).eps) if eps is None else finite("eps", eps, x.dtype)
    rows, row = views(x, shape)
    return by_own_statistics(x, rows, row, weight, None, added, about_zero=True)


def last_axes(x: object, normalized_shape: int | Sequence[int]) -> tuple[int, ...]:
    """Return normalized_shape as a tuple.

    Raises
    ------
    TypeError
        x is not an array of float32 or float64, or a size is not an integer.
    ValueError
        These are not the sizes of the last axes of x.
    """
    array = floating("x", x)
    sizes = normalized_shape if isinstance(normalized_shape, Sequence) else [normalized_shape]
    shape = tuple(integer("normalized_shape", size) for size in sizes)
    if not shape or array.shape[-len(shape) :] != shape:
        raise ValueError(
            f"normalized_shape must be the sizes of the last axes of x, got {normalized_shape!r} "
            f"for {describe(x)}"
        )
    return shape


def views(x: Array, shape: tuple[int, ...]) -> tuple[Shape, Shape]:
    """Return the shapes (1, rows, values) and (rows, values, 1) of x (rows..., *shape)."""
    rows, values = math.prod(x.shape[: -len(shape)]), math.prod(shape)
    return (1, rows, values), (rows, values, 1)
