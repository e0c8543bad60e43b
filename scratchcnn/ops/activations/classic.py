"""Activations: ReLU and its leaky kin, sigmoid, tanh and SiLU."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, finite, floating, upstream
from scratchcnn.ops.selection import ABOVE_0, either, keep


def relu(x: Array) -> tuple[Array, Pullback]:
    """Rectified linear unit, max(x, 0); its derivative at 0 is taken as 0.

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
    >>> out, pullback = relu(np.array([-1.0, 0.0, 2.0]))
    >>> out
    array([0., 0., 2.])
    >>> pullback(np.array([5.0, 6.0, 7.0]))
    (array([0., 0., 7.]),)
    """
    out = np.asarray(np.clip(floating("x", x), *ABOVE_0))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # NaN is not 0: it lets the gradient through, as in PyTorch.
        return (keep(upstream(grad_out, out), out != 0),)

    return out, pullback


def leaky_relu(x: Array, negative_slope: float = 0.01) -> tuple[Array, Pullback]:
    """Leaky ReLU: x where it is positive, negative_slope * x elsewhere, at 0 too.

    Parameters
    ----------
    x : any shape, float32 or float64
    negative_slope : a finite number

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError, ValueError
        x is not a float32 or float64 array, or negative_slope is not a finite number.

    Notes
    -----
    Maas, Hannun, Ng (2013), "Rectifier Nonlinearities Improve Neural Network Acoustic Models".

    Examples
    --------
    >>> out, pullback = leaky_relu(np.array([-1.0, 2.0]), 0.5)
    >>> out
    array([-0.5,  2. ])
    >>> pullback(np.array([1.0, 1.0]))
    (array([0.5, 1. ]),)
    """
    slope = finite("negative_slope", negative_slope, floating("x", x).dtype)
    slopes = either(x > 0, x.dtype.type(1), x.dtype.type(slope))
    out = np.asarray(x * slopes)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        return (np.asarray(upstream(grad_out, out) * slopes),)

    return out, pullback


def sigmoid(x: Array) -> tuple[Array, Pullback]:
    """Squash to (0, 1): 1 / (1 + exp(-x)).

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
    >>> out, pullback = sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    >>> out
    array([0. , 0.5, 1. ])
    >>> pullback(np.ones(3))
    (array([0.  , 0.25, 0.  ]),)
    """
    out = np.asarray(np.negative(floating("x", x)))
    # Where exp overflows, the sigmoid is less than the smallest normal number, and 1 / inf is 0.
    with np.errstate(over="ignore"):
        np.exp(out, out=out)
    out += 1
    np.reciprocal(out, out=out)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad_x = np.asarray(1 - out)
        grad_x *= out
        grad_x *= upstream(grad_out, out)
        return (grad_x,)

    return out, pullback


def tanh(x: Array) -> tuple[Array, Pullback]:
    """Squash to (-1, 1) by the hyperbolic tangent.

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
    >>> out, pullback = tanh(np.array([0.0, 1000.0]))
    >>> out
    array([0., 1.])
    >>> pullback(np.ones(2))
    (array([1., 0.]),)
    """
    out = np.asarray(np.tanh(floating("x", x)))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        return (np.asarray(upstream(grad_out, out) * (1 - out * out)),)

    return out, pullback


def silu(x: Array) -> tuple[Array, Pullback]:
    """Scale every number by its own sigmoid: x * sigmoid(x).

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
    Elfwing, Uchibe, Doya (2018), "Sigmoid-Weighted Linear Units for Neural Network Function
    Approximation in Reinforcement Learning". Ramachandran, Zoph, Le (2017), "Searching for
    Activation Functions", call it Swish.

    Examples
    --------
    >>> out, pullback = silu(np.array([-1000.0, 0.0, 1000.0]))
    >>> out
    array([  -0.,    0., 1000.])
    >>> pullback(np.ones(3))
    (array([-0. ,  0.5,  1. ]),)
    """
    gate, _ = sigmoid(x)
    # -inf * 0 is NaN, as in PyTorch.
    with np.errstate(invalid="ignore"):
        out = np.asarray(x * gate)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        with np.errstate(invalid="ignore"):
            # gate * (1 + x * (1 - gate))
            slope = np.asarray(1 - gate)
            slope *= x
            slope += 1
            slope *= gate
            slope *= upstream(grad_out, out)
        return (slope,)

    return out, pullback
