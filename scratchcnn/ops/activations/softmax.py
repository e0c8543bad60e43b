"""Softmax and its logarithm."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, axis_of, floating, upstream


def softmax(x: Array, axis: int = -1) -> tuple[Array, Pullback]:
    """Turn logits into probabilities that add up to 1 along one axis.

    Parameters
    ----------
    x : any shape, float32 or float64; without axes it is a single logit
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
    axis = axis_of(floating("x", x), axis)
    powers = np.exp(x - largest(x, axis))
    out = np.asarray(powers / powers.sum(axis, keepdims=True))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # The Jacobian diag(out) - out out^T, applied without being built.
        weighted = upstream(grad_out, out) * out
        return (np.asarray(weighted - out * weighted.sum(axis, keepdims=True)),)

    return out, pullback


def log_softmax(x: Array, axis: int = -1) -> tuple[Array, Pullback]:
    """Turn logits into log-probabilities along one axis, finite where softmax underflows to 0.

    Parameters
    ----------
    x : any shape, float32 or float64; without axes it is a single logit
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
    axis = axis_of(floating("x", x), axis)
    shifted = x - largest(x, axis)
    out = np.asarray(shifted - np.log(np.exp(shifted).sum(axis, keepdims=True)))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad = upstream(grad_out, out)
        return (np.asarray(grad - np.exp(out) * grad.sum(axis, keepdims=True)),)

    return out, pullback


def largest(x: Array, axis: int) -> Array:
    """Return the maximum along one axis, kept as an axis of length 1; none for an empty axis."""
    maximum: Array = x.max(axis, keepdims=True, initial=-np.inf)
    return maximum
