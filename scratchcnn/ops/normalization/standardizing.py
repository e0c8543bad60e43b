"""What all normalisations share: slices of x become slices of mean 0 and variance 1.

x is seen as an array of three axes twice: as (A, B, M), where every b has its mean and variance,
and as (N, C, S), where every c has its weight and bias. Which axes these are is all in which the
normalisations differ.
"""

import math
from typing import TypeAlias

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, alike, describe, floating, upstream

Shape: TypeAlias = tuple[int, int, int]


def by_own_statistics(
    x: Array,
    slices: Shape,
    parameters: Shape,
    weight: Array | None,
    bias: Array | None,
    eps: float,
    *,
    about_zero: bool = False,
) -> tuple[Array, Pullback]:
    """Normalise every slice of x by its own mean and variance, then scale and shift it.

    Parameters
    ----------
    x : any shape
    slices, parameters : the shapes (A, B, M) and (N, C, S) of x, as above
    weight, bias : C values each, of any shape, or None
    eps : added to the variance
    about_zero : whether the mean is not subtracted, so that the mean square is the variance
    """
    centred = not about_zero
    # (...) -> (A, B, M)
    z, inverse = standardized(x.reshape(slices), eps, centred)
    # (A, B, M) -> (N, C, S) -> (...)
    out = scaled(z.reshape(parameters), weight, bias).reshape(x.shape)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # (...) -> (N, C, S)
        grad = upstream(grad_out, out).reshape(parameters)
        # (N, C, S) -> (A, B, M) -> (...)
        grad_z = scaled(grad, weight, None).reshape(slices)
        grad_x = gradient_of_x(grad_z, z, inverse, centred).reshape(x.shape)
        return grad_x, *gradients_of_parameters(grad, z.reshape(parameters), weight, bias)

    return out, pullback


def by_running_statistics(
    x: Array,
    parameters: Shape,
    running_mean: Array,
    running_var: Array,
    weight: Array | None,
    bias: Array | None,
    eps: float,
) -> tuple[Array, Pullback]:
    """Normalise every channel of x, `parameters` its shape (N, C, S), by given statistics (C,)."""
    inverse = 1 / np.sqrt(along(running_var) + eps)
    # (N, C, ...) -> (N, C, S) -> (N, C, ...)
    z = x.reshape(parameters) - along(running_mean)
    z *= inverse
    out = scaled(z, weight, bias).reshape(x.shape)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # (N, C, ...) -> (N, C, S) -> (N, C, ...)
        grad = upstream(grad_out, out).reshape(parameters)
        grad_x = (grad * scaled(inverse, weight, None)).reshape(x.shape)
        return grad_x, *gradients_of_parameters(grad, z, weight, bias)

    return out, pullback


def standardized(x: Array, eps: float, centred: bool) -> tuple[Array, Array]:
    """Return z and 1 / deviation, (A, B, M) and (1, B, 1); NaN where variance + eps is negative."""
    # Nothing to take the mean of, a variance of 0 without eps, a negative eps: NaN, as in PyTorch.
    with np.errstate(invalid="ignore", divide="ignore"):
        # A difference of squares would cancel where the mean is large, this sum does not.
        differences = x - means(x) if centred else x
        inverse = 1 / np.sqrt(means_of_products(differences, differences) + eps)
        # Large arrays are dear to make: what is no argument is overwritten, here and below.
        z = np.multiply(differences, inverse, out=differences if centred else None)
    return z, inverse


def gradient_of_x(grad: Array, z: Array, inverse: Array, centred: bool) -> Array:
    """Return the gradient of x from that of z: mean and variance depend on x, too.

    (g - mean(g) - z mean(g z)) / deviation: Ioffe, Szegedy (2015), section 3.
    """
    with np.errstate(invalid="ignore"):
        grad_x = z * means_of_products(grad, z)
        np.subtract(grad, grad_x, out=grad_x)
        if centred:
            grad_x -= along(sums(grad)) / values_per_slice(grad)
        grad_x *= inverse
    return grad_x


def gradients_of_parameters(
    grad: Array, z: Array, weight: Array | None, bias: Array | None
) -> list[Array]:
    """Return the gradients of weight and bias from that of the output, of those that there are."""
    grads = []
    # (N, C, S) -> (C,) -> the shape of weight or bias
    if weight is not None:
        grads.append(sums_of_products(grad, z).reshape(weight.shape))
    if bias is not None:
        grads.append(sums(grad).reshape(bias.shape))
    return grads


def scaled(z: Array, weight: Array | None, bias: Array | None) -> Array:
    """Return z * weight + bias, as far as these are given: (N, C, S), with C values each."""
    out = z if weight is None else z * along(weight)
    if bias is None:
        return out
    shifted: Array = np.add(out, along(bias), out=None if weight is None else out)
    return shifted


def along(values: Array) -> Array:
    """Reshape C values to (C, 1), which broadcasts along the channels of (N, C, S)."""
    return values.reshape(values.size, 1)


def means(x: Array) -> Array:
    """Return the mean for every b, (A, B, M) -> (1, B, 1), by sums that round little."""
    total: Array = x.sum((0, 2), keepdims=True)
    return total / values_per_slice(x)


def means_of_products(x: Array, y: Array) -> Array:
    """Return the mean of x * y for every b, (A, B, M) -> (1, B, 1)."""
    # (A, B, M) -> (B,) -> (1, B, 1)
    return along(sums_of_products(x, y))[None] / values_per_slice(x)


def sums_of_products(x: Array, y: Array) -> Array:
    """Return the sum of x * y for every b, (A, B, M) -> (B,)."""
    if x.shape[2] == 1:
        total: Array = np.einsum("abm,abm->b", x, y)
        return total
    # BLAS adds up long rows faster: (A, B, M) -> (A, B) -> (B,)
    return np.asarray(np.vecdot(x, y).sum(0))


def sums(x: Array) -> Array:
    """Return the sum for every b, (A, B, M) -> (B,)."""
    if x.shape[2] == 1:
        return np.asarray(x.sum((0, 2)))
    # A product with ones, for the same reason: (A, B, M) @ (M,) -> (A, B) -> (B,)
    return np.asarray((x @ np.ones(x.shape[2], x.dtype)).sum(0))


def values_per_slice(x: Array) -> Array:
    """Return how many values there are for every b of (A, B, M), in the dtype of x."""
    return np.array([len(x) * x.shape[2]], x.dtype)


def by_channels(x: object, least: str = "N C") -> Shape:
    """Return the shape (N, C, S) of x, whose second axis are the channels.

    Raises
    ------
    TypeError
        It is not an array, or not of float32 or float64.
    ValueError
        It has fewer axes than `least`, the names of axes as in "N C".
    """
    array = floating("x", x)
    if array.ndim < len(least.split()):
        raise ValueError(f"x must have the axes ({least}), or more, got {describe(x)}")
    return len(array), array.shape[1], math.prod(array.shape[2:])


def check_parameters(dtype: np.dtype[np.floating], shape: tuple[int, ...], **given: object) -> None:
    """Raise TypeError or ValueError unless all arrays that are given have this shape and dtype."""
    for name, values in given.items():
        if values is not None:
            alike(name, values, dtype, shape)
