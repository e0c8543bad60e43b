"""Activations made of straight lines and parabolas: clipped ones, hard ones, and PReLU."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, alike, finite, floating, upstream
from scratchcnn.ops.selection import keep


def hardtanh(x: Array, min_val: float = -1.0, max_val: float = 1.0) -> tuple[Array, Pullback]:
    """Clip to an interval; the derivative at both of its ends is taken as 0.

    Parameters
    ----------
    x : any shape, float32 or float64
    min_val, max_val : finite numbers, the first not greater than the second

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype or range; the message names it.

    Examples
    --------
    >>> out, pullback = hardtanh(np.array([-3.0, 0.5, 1.0]))
    >>> out
    array([-1. ,  0.5,  1. ])
    >>> pullback(np.array([5.0, 6.0, 7.0]))
    (array([0., 6., 0.]),)
    """
    dtype = floating("x", x).dtype
    low = dtype.type(finite("min_val", min_val, dtype))
    high = dtype.type(finite("max_val", max_val, dtype))
    if low > high:
        raise ValueError(f"min_val must not be greater than max_val {max_val}, got {min_val}")
    out = np.asarray(np.clip(x, low, high))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # NaN is at neither end: it lets the gradient through, as in PyTorch.
        return (keep(upstream(grad_out, out), (out != low) & (out != high)),)

    return out, pullback


def relu6(x: Array) -> tuple[Array, Pullback]:
    """ReLU that grows to 6 and no further: min(max(x, 0), 6); its derivative at both is 0.

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
    Howard et al. (2017), "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision
    Applications", compute with it where numbers have few bits.

    Examples
    --------
    >>> out, pullback = relu6(np.array([-1.0, 2.0, 8.0]))
    >>> out
    array([0., 2., 6.])
    >>> pullback(np.ones(3))
    (array([0., 1., 0.]),)
    """
    return hardtanh(x, 0.0, 6.0)


def hardsigmoid(x: Array) -> tuple[Array, Pullback]:
    """Squash to [0, 1] by a straight line from -3 to 3: min(max(x + 3, 0), 6) / 6.

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
    Howard et al. (2019), "Searching for MobileNetV3". The older one of Theano and Keras before
    version 3 has the slope 1/5 instead of 1/6.

    Examples
    --------
    >>> out, pullback = hardsigmoid(np.array([-3.0, 0.0, 9.0]))
    >>> out
    array([0. , 0.5, 1. ])
    >>> pullback(np.full(3, 12.0))
    (array([0., 2., 0.]),)
    """
    out = np.asarray(np.clip(floating("x", x) + 3, 0, 6) / 6)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        return (keep(upstream(grad_out, out) / 6, (x > -3) & (x < 3)),)

    return out, pullback


def hardswish(x: Array) -> tuple[Array, Pullback]:
    """Scale every number by its hard sigmoid: x * min(max(x + 3, 0), 6) / 6.

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
    Howard et al. (2019), "Searching for MobileNetV3". The derivative is taken as 0 at -3 and as 1
    at 3.

    Examples
    --------
    >>> out, pullback = hardswish(np.array([-4.0, 0.0, 1.5, 4.0]))
    >>> out
    array([-0.   ,  0.   ,  1.125,  4.   ])
    >>> pullback(np.ones(4))
    (array([0. , 0.5, 1. , 1. ]),)
    """
    out = np.asarray(floating("x", x) + 3)
    np.clip(out, 0, 6, out=out)
    # -inf * 0 is NaN, as in PyTorch.
    with np.errstate(invalid="ignore"):
        out *= x
    out /= 6

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        before = x < 3
        slope = np.asarray(x / 3)
        slope += x.dtype.type(0.5)
        slope = keep(slope, before & (x > -3))
        slope += ~before
        slope *= upstream(grad_out, out)
        return (slope,)

    return out, pullback


def prelu(x: Array, weight: Array) -> tuple[Array, Pullback]:
    """Leaky ReLU whose slope is learned: x where it is positive, weight * x elsewhere, at 0 too.

    Parameters
    ----------
    x : any shape, float32 or float64
    weight : (), (1,) or (C,), dtype of x
        One slope for all channels, or one for each; channels are the second axis of x. Without one,
        there is a single channel.

    Returns
    -------
    out : shape of x
    pullback : grad_out -> (grad_x, grad_weight)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype or shape; the message names it.

    Notes
    -----
    He, Zhang, Ren, Sun (2015), "Delving Deep into Rectifiers: Surpassing Human-Level Performance on
    ImageNet Classification".

    Examples
    --------
    >>> out, pullback = prelu(np.array([[-2.0, 3.0, -4.0]]), np.array([0.5]))
    >>> out
    array([[-1.,  3., -2.]])
    >>> pullback(np.array([[1.0, 1.0, 10.0]]))
    (array([[0.5, 1. , 5. ]]), array([-42.]))
    """
    shape = floating("x", x).shape
    channels = shape[1] if len(shape) > 1 else 1
    alike("weight", weight, x.dtype, (), (1,), (channels,))
    # (C,) -> (1, C, 1, 1) beside (N, C, H, W), for one
    slopes = weight.reshape([weight.size if axis == 1 else 1 for axis in range(x.ndim)])
    positive = x > 0
    out = np.asarray(keep(x, positive) + keep(slopes * x, ~positive))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        below = keep(upstream(grad_out, out) * x, ~positive)
        # (N, C, H, W) -> (C,), or to one number
        others = tuple(axis for axis in range(x.ndim) if axis != 1)
        grad_weight = below.sum(others) if weight.size > 1 else below.sum()
        grad_x = keep(grad_out, positive) + keep(slopes * grad_out, ~positive)
        return np.asarray(grad_x), np.asarray(grad_weight).reshape(weight.shape)

    return out, pullback
