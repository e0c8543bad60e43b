"""Activations: ReLU and its leaky kin, sigmoid, tanh, SiLU, softmax and its logarithm."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, describe, floating, upstream
from scratchcnn.ops.selection import keep


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
    out = np.asarray(np.maximum(floating("x", x), 0))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # NaN is not 0: it lets the gradient through, as in PyTorch.
        return (keep(upstream(grad_out, out), np.asarray(out != 0)),)

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
    floating("x", x)
    if isinstance(negative_slope, bool) or not isinstance(
        negative_slope, int | float | np.floating | np.integer
    ):
        raise TypeError(f"negative_slope must be a number, got {describe(negative_slope)}")
    slope = float(negative_slope)
    if not abs(slope) <= float(np.finfo(x.dtype).max):
        raise ValueError(f"negative_slope must be finite in {x.dtype}, got {negative_slope}")
    slopes = np.where(x > 0, 1, x.dtype.type(slope))
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
            slope = gate * (1 + x * (1 - gate))
            return (np.asarray(upstream(grad_out, out) * slope),)

    return out, pullback


def softmax(x: Array, axis: int = -1) -> tuple[Array, Pullback]:
    """Turn logits into probabilities that add up to 1 along one axis.

    Parameters
    ----------
    x : any shape with at least one axis, float32 or float64
    axis : which axis to normalise

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError, ValueError
        x is not a float32 or float64 array, or axis is not one of its axes.

    Notes
    -----
    The maximum is subtracted first: the result is the same, and exp cannot overflow
    (Goodfellow, Bengio, Courville, "Deep Learning", section 4.1).

    Examples
    --------
    >>> out, pullback = softmax(np.array([1000.0, 1000.0]))
    >>> out
    array([0.5, 0.5])
    >>> pullback(np.array([1.0, 0.0]))
    (array([ 0.25, -0.25]),)
    """
    check_axis(floating("x", x), axis)
    powers = np.exp(x - largest(x, axis))
    out = powers / powers.sum(axis, keepdims=True)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # The Jacobian diag(out) - out out^T, applied without being built.
        weighted = upstream(grad_out, out) * out
        return (weighted - out * weighted.sum(axis, keepdims=True),)

    return out, pullback


def log_softmax(x: Array, axis: int = -1) -> tuple[Array, Pullback]:
    """Turn logits into log-probabilities along one axis, finite where softmax underflows to 0.

    Parameters
    ----------
    x : any shape with at least one axis, float32 or float64
    axis : which axis to normalise

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError, ValueError
        x is not a float32 or float64 array, or axis is not one of its axes.

    Examples
    --------
    >>> out, pullback = log_softmax(np.array([1000.0, 0.0]))
    >>> out
    array([    0., -1000.])
    >>> pullback(np.array([1.0, 1.0]))
    (array([-1.,  1.]),)
    """
    check_axis(floating("x", x), axis)
    shifted = x - largest(x, axis)
    out = shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad = upstream(grad_out, out)
        return (grad - np.exp(out) * grad.sum(axis, keepdims=True),)

    return out, pullback


def check_axis(x: Array, axis: int) -> None:
    """Raise unless `axis` is an axis of x, counted from the front or, if negative, from the end."""
    if isinstance(axis, bool) or not isinstance(axis, int | np.integer):
        raise TypeError(f"axis must be an integer, got {describe(axis)}")
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"axis must be one of the {x.ndim} axes of x, got {axis}")


def largest(x: Array, axis: int) -> Array:
    """Return the maximum along one axis, kept as an axis of length 1; none for an empty axis."""
    maximum: Array = x.max(axis, keepdims=True, initial=-np.inf)
    return maximum
