"""Activations that bend below 0 by an exponential: ELU and its kin, softplus, log-sigmoid."""

import numpy as np

from scratchcnn.ops.activations.classic import sigmoid
from scratchcnn.ops.arguments import Array, Pullback, finite, floating, upstream
from scratchcnn.ops.selection import ABOVE_0, BELOW_0, either, keep

# The pair that keeps mean 0 and variance 1 from layer to layer (Klambauer et al., 2017).
SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946


def elu(x: Array, alpha: float = 1.0) -> tuple[Array, Pullback]:
    """Exponential linear unit: x where it is positive, alpha * (exp(x) - 1) elsewhere.

    Parameters
    ----------
    x : any shape, float32 or float64
    alpha : a finite number

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError, ValueError
        x is not a float32 or float64 array, or alpha is not a finite number.

    Notes
    -----
    Clevert, Unterthiner, Hochreiter (2015), "Fast and Accurate Deep Network Learning by Exponential
    Linear Units (ELUs)". At 0 the derivative is alpha, that of the left side.

    Examples
    --------
    >>> out, pullback = elu(np.array([-1000.0, 0.0, 2.0]), 0.5)
    >>> out
    array([-0.5,  0. ,  2. ])
    >>> pullback(np.ones(3))
    (array([0. , 0.5, 1. ]),)
    """
    return bent(x, finite("alpha", alpha, floating("x", x).dtype), 1.0, 1.0)


def selu(x: Array) -> tuple[Array, Pullback]:
    """Scaled exponential linear unit: ELU with alpha 1.6733, times 1.0507.

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
    Klambauer, Unterthiner, Mayr, Hochreiter (2017), "Self-Normalizing Neural Networks".

    Examples
    --------
    >>> out, pullback = selu(np.array([-1000.0, 1.0]))
    >>> print(out.round(4))
    [-1.7581  1.0507]
    """
    return bent(floating("x", x), SELU_ALPHA, SELU_SCALE, 1.0)


def celu(x: Array, alpha: float = 1.0) -> tuple[Array, Pullback]:
    """ELU without a kink for any alpha: x where positive, alpha * (exp(x / alpha) - 1) elsewhere.

    Parameters
    ----------
    x : any shape, float32 or float64
    alpha : a finite number, not 0

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError, ValueError
        x is not a float32 or float64 array, or alpha is not a finite number, or 0.

    Notes
    -----
    Barron (2017), "Continuously Differentiable Exponential Linear Units".

    Examples
    --------
    >>> out, pullback = celu(np.array([-1000.0, 0.0, 2.0]), 0.5)
    >>> out
    array([-0.5,  0. ,  2. ])
    >>> pullback(np.ones(3))
    (array([0., 1., 1.]),)
    """
    return bent(x, scale := not_zero("alpha", alpha, floating("x", x)), 1.0, 1 / scale)


def bent(x: Array, alpha: float, scale: float, steepness: float) -> tuple[Array, Pullback]:
    """Compute scale * x where positive, scale * alpha * (exp(steepness * x) - 1) elsewhere."""
    low = np.asarray(np.clip(x, *BELOW_0))
    low *= x.dtype.type(steepness)
    above, below = x.dtype.type(scale), x.dtype.type(scale * alpha)
    # A negative steepness may overflow.
    with np.errstate(over="ignore"):
        power = np.asarray(np.exp(low))
    # exp(low) - 1 loses its digits near 0, and NumPy computes expm1 number by number: this is both.
    minus_1 = np.asarray(power + 1)
    minus_1 *= np.tanh(low / 2)
    minus_1 *= below
    out = np.asarray(np.clip(x, *ABOVE_0))
    out *= above
    out += minus_1

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        is_low = x <= 0
        slope = keep(power, is_low)
        slope *= x.dtype.type(scale * alpha * steepness)
        slope += either(is_low, x.dtype.type(0), above)
        slope *= upstream(grad_out, out)
        return (slope,)

    return out, pullback


def softplus(x: Array, beta: float = 1.0, threshold: float = 20.0) -> tuple[Array, Pullback]:
    """Smooth version of ReLU: log(1 + exp(beta * x)) / beta.

    Parameters
    ----------
    x : any shape, float32 or float64
    beta : a finite number, not 0
    threshold : a finite number; where beta * x is greater, the output is x itself

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError, ValueError
        x is not a float32 or float64 array, beta or threshold not a finite number, or beta 0.

    Notes
    -----
    Dugas et al. (2000), "Incorporating Second-Order Functional Knowledge for Better Option
    Pricing". The threshold is PyTorch's: with 20, what it leaves out is less than 2.1e-9.

    Examples
    --------
    >>> out, pullback = softplus(np.array([-1000.0, 0.0, 1000.0]))
    >>> print(out.round(4))
    [0.000e+00 6.931e-01 1.000e+03]
    >>> pullback(np.ones(3))
    (array([0. , 0.5, 1. ]),)
    """
    floating("x", x)
    rate = x.dtype.type(not_zero("beta", beta, x))
    most = x.dtype.type(finite("threshold", threshold, x.dtype))
    power = np.asarray(x * rate)
    linear = power > most
    # What is not used might overflow.
    limits = -np.inf, most
    np.clip(power, *limits, out=power)
    np.exp(power, out=power)
    out = np.where(linear, x, np.log1p(power) / rate)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad, slope = upstream(grad_out, out), np.asarray(power + 1)
        np.divide(power, slope, out=slope)
        slope *= grad
        return (np.where(linear, grad, slope),)

    return out, pullback


def logsigmoid(x: Array) -> tuple[Array, Pullback]:
    """Logarithm of the sigmoid, finite where the sigmoid underflows: -log(1 + exp(-x)).

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

    Examples
    --------
    >>> out, pullback = logsigmoid(np.array([-1000.0, 1000.0]))
    >>> out
    array([-1000.,     0.])
    >>> pullback(np.ones(2))
    (array([1., 0.]),)
    """
    # What is exponentiated is never positive.
    power = np.asarray(np.abs(floating("x", x)))
    np.negative(power, out=power)
    np.exp(power, out=power)
    out = np.asarray(np.clip(x, *BELOW_0))
    out -= np.log1p(power)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # 1 - sigmoid(x) is sigmoid(-x)
        slope, _ = sigmoid(np.asarray(-x))
        return (np.asarray(upstream(grad_out, out) * slope),)

    return out, pullback


def not_zero(name: str, value: object, x: Array) -> float:
    """Return `value` as a float if it is a finite number, and not 0, in the dtype of x."""
    number = finite(name, value, x.dtype)
    if x.dtype.type(number) == 0:
        raise ValueError(f"{name} must not be 0, got {value}")
    return number
