"""Activations that scale a number by a gate, and softsign: GELU, Mish, GLU."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from scipy.special import ndtr

from scratchcnn.ops.activations.classic import sigmoid
from scratchcnn.ops.arguments import Array, Pullback, axis_of, choice, describe, floating, upstream

# sqrt(2 / pi) and the factor of the cube that fit the normal distribution best (Choudhury, 2014,
# "A simple approximation to the area under standard normal curve").
TANH_SCALE = 0.7978845608028653558798921198687637
TANH_CUBE = 0.044715
# Two polynomials, from the highest power down, whose quotient is Phi(-x) / exp(-x^2 / 2) for x from
# 0 to FAR, to 6.3e-9 of it. All numbers are positive, so that nothing cancels. The form is Hart's
# (1968, "Computer Approximations"), the numbers are least squares, weighted for the largest error.
NUMERATOR = (
    *(0.004153243608792398, 0.04088122246682977, 0.1839694212755508),
    *(0.43928381512053216, 0.5000000031495854),
)
DENOMINATOR = (
    *(0.010410526200371284, 0.10248014450301603, 0.47140944363295134),
    *(1.2055494600716847, 1.6764526372440318, 1.0),
)
# From here on exp(-x^2 / 2) is 0 in single precision.
FAR = 15.0


def gelu(x: Array, approximate: Literal["none", "tanh"] = "none") -> tuple[Array, Pullback]:
    """Scale every number by the share of the normal distribution below it: x * Phi(x).

    Parameters
    ----------
    x : any shape, float32 or float64
    approximate : "none", or "tanh": Phi(x) is about (1 + tanh(0.798 (x + 0.0447 x^3))) / 2

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError, ValueError
        x is not a float32 or float64 array, or approximate is neither of both.

    Notes
    -----
    Hendrycks, Gimpel (2016), "Gaussian Error Linear Units (GELUs)".

    Examples
    --------
    >>> out, pullback = gelu(np.array([-1000.0, 0.0, 1.0, 1000.0]))
    >>> print(out.round(4))
    [-0.000e+00  0.000e+00  8.413e-01  1.000e+03]
    >>> print(gelu(np.array([1.0]), "tanh")[0].round(4))
    [0.8412]
    """
    floating("x", x)
    choice("approximate", approximate, ("none", "tanh"))
    return gelu_by_tanh(x) if approximate == "tanh" else gelu_exact(x)


def gelu_exact(x: Array) -> tuple[Array, Pullback]:
    """Compute x * Phi(x)."""
    share, power = (normal if x.dtype == np.float64 else normal_of_single)(x)
    # -inf * 0 is NaN, as in PyTorch.
    with np.errstate(invalid="ignore"):
        out = np.asarray(x * share)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        with np.errstate(invalid="ignore"):
            # Phi(x) + x * density(x)
            slope = np.asarray(power * x.dtype.type(0.5 * TANH_SCALE))
            slope *= x
            slope += share
            slope *= upstream(grad_out, out)
        return (slope,)

    return out, pullback


def normal(x: Array) -> tuple[Array, Array]:
    """Return Phi(x), the share of the normal distribution below x, and exp(-x^2 / 2)."""
    with np.errstate(over="ignore"):
        return np.asarray(ndtr(x)), np.asarray(np.exp(x * x * -0.5))


def normal_of_single(x: Array) -> tuple[Array, Array]:
    """Compute the same in single precision, all numbers at once: `ndtr` takes them one by one."""
    size = np.asarray(np.abs(np.clip(x, -FAR, FAR)))
    power = np.asarray(np.square(size))
    power *= -0.5
    np.exp(power, out=power)
    share = polynomial(size, NUMERATOR)
    share /= polynomial(size, DENOMINATOR)
    share *= power
    # What lies beyond |x| is the share of x or, if x is positive, what is left of 1.
    np.subtract(~np.signbit(x), share, out=share)
    np.abs(share, out=share)
    return share, power


def polynomial(x: Array, coefficients: Sequence[float]) -> Array:
    """Return a polynomial of x: Horner's rule, from the highest power down."""
    highest, *others, last = coefficients
    value = np.asarray(x * highest)
    for one in others:
        value += one
        value *= x
    value += last
    return value


def gelu_by_tanh(x: Array) -> tuple[Array, Pullback]:
    """Compute x * (1 + tanh(u)) / 2, u = 0.798 (x + 0.0447 x^3)."""
    scale, cube = x.dtype.type(TANH_SCALE), x.dtype.type(TANH_CUBE)
    # As in PyTorch infinity times 0 is NaN.
    with np.errstate(invalid="ignore", over="ignore"):
        share = (np.tanh(scale * (x + cube * x * x * x)) + 1) / 2
        out = np.asarray(x * share)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        with np.errstate(invalid="ignore", over="ignore"):
            # The slope of tanh is 1 - tanh^2, that of (1 + tanh) / 2 therefore 2 share (1 - share).
            slope = 2 * share * (1 - share) * scale * (1 + 3 * cube * x * x)
            return (np.asarray(upstream(grad_out, out) * (share + x * slope)),)

    return out, pullback


def mish(x: Array) -> tuple[Array, Pullback]:
    """Scale every number by the tanh of its softplus: x * tanh(log(1 + exp(x))).

    Parameters
    ----------
    x : any shape, float32 or float64

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError
        x is not a float32 or float64 array.

    Notes
    -----
    Misra (2019), "Mish: A Self Regularized Non-Monotonic Activation Function".

    Examples
    --------
    >>> out, pullback = mish(np.array([-1000.0, 0.0, 1000.0]))
    >>> out
    array([  -0.,    0., 1000.])
    >>> pullback(np.ones(3))
    (array([0. , 0.6, 1. ]),)
    """
    # Where exp overflows, log and tanh make 1 of infinity; and -inf * 0 is NaN, as in PyTorch.
    with np.errstate(over="ignore", invalid="ignore"):
        gate = np.tanh(np.log1p(np.exp(floating("x", x))))
        out = np.asarray(x * gate)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        with np.errstate(invalid="ignore"):
            slope = (1 - gate * gate) * sigmoid(x)[0]
            return (np.asarray(upstream(grad_out, out) * (gate + x * slope)),)

    return out, pullback


def softsign(x: Array) -> tuple[Array, Pullback]:
    """Squash to (-1, 1) by a quotient: ``x / (1 + |x|)``.

    Parameters
    ----------
    x : any shape, float32 or float64

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError
        x is not a float32 or float64 array.

    Notes
    -----
    Glorot, Bengio (2010), "Understanding the difficulty of training deep feedforward neural
    networks". Of infinity it is NaN, as is its slope there: PyTorch's convention.

    Examples
    --------
    >>> out, pullback = softsign(np.array([-1.0, 0.0, 3.0]))
    >>> out
    array([-0.5 ,  0.  ,  0.75])
    >>> pullback(np.full(3, 16.0))
    (array([ 4., 16.,  1.]),)
    """
    share = np.asarray(1 / (1 + np.abs(floating("x", x))))
    # inf * 0
    with np.errstate(invalid="ignore"):
        out = np.asarray(x * share)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        slope = np.where(np.isinf(x), np.nan, share * share)
        return (np.asarray(upstream(grad_out, out) * slope),)

    return out, pullback


def glu(x: Array, axis: int = -1) -> tuple[Array, Pullback]:
    """Scale the first half along an axis by the sigmoid of the second half.

    Parameters
    ----------
    x : at least one axis, float32 or float64
    axis : which axis to halve; its size must be even

    Returns
    -------
    out : shape of x, but half as long along `axis`
    pullback : grad_out, shape of out -> (grad_x,), shape of x

    Raises
    ------
    TypeError, ValueError
        x is not a float32 or float64 array, or has no such axis of even size.

    Notes
    -----
    Dauphin, Fan, Auli, Grangier (2016), "Language Modeling with Gated Convolutional Networks".

    Examples
    --------
    >>> out, pullback = glu(np.array([[2.0, 4.0, 0.0, 1000.0]]))
    >>> out
    array([[1., 4.]])
    >>> pullback(np.ones((1, 2)))
    (array([[0.5, 1. , 0.5, 0. ]]),)
    """
    if floating("x", x).ndim == 0:
        raise ValueError(f"x must have at least one axis, got {describe(x)}")
    axis = axis_of(x, axis)
    if x.shape[axis] % 2:
        raise ValueError(f"x must have an even size along axis {axis}, got {describe(x)}")
    value, condition = np.split(x, 2, axis)
    gate, _ = sigmoid(condition)
    # inf * 0 is NaN, as in PyTorch.
    with np.errstate(invalid="ignore"):
        out = value * gate

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        with np.errstate(invalid="ignore"):
            share = upstream(grad_out, out) * gate
            slope = (1 - gate) * share * value
        return (np.concatenate([share, slope], axis),)

    return out, pullback
