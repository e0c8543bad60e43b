"""What a loss adds to keep weights small: a share of their squares, or of their absolute values."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, finite, floating, upstream
from scratchcnn.ops.losses.loss_of_numbers import sign


def l2_regularization(weight: Array, weight_decay: float) -> tuple[Array, Pullback]:
    """Compute weight_decay / 2 * sum(weight^2), whose gradient is weight_decay * weight.

    Parameters
    ----------
    weight : any shape, float32 or float64
    weight_decay : any finite number

    Returns
    -------
    out : (), what a loss adds
    pullback : grad_out () -> (grad_weight,) of the shape of weight

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Its gradient is what `torch.optim.SGD(..., weight_decay=...)` adds. A loss without the 1/2 has
    twice this gradient.

    Examples
    --------
    >>> out, pullback = l2_regularization(np.array([3.0, -1.0]), 0.5)
    >>> out
    array(2.5)
    >>> pullback(1.0)
    (array([ 1.5, -0.5]),)
    """
    decay = floating("weight", weight).dtype.type(
        finite("weight_decay", weight_decay, weight.dtype)
    )
    out = np.asarray(decay / 2 * np.square(weight).sum())
    return out, lambda grad_out: (np.asarray(upstream(grad_out, out) * decay * weight),)


def l1_regularization(weight: Array, weight_decay: float) -> tuple[Array, Pullback]:
    """Compute weight_decay * sum(abs(weight)), whose gradient is weight_decay * sign(weight).

    Parameters
    ----------
    weight : any shape, float32 or float64
    weight_decay : any finite number

    Returns
    -------
    out : (), what a loss adds
    pullback : grad_out () -> (grad_weight,) of the shape of weight; 0 where weight is 0

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Tibshirani (1996), "Regression Shrinkage and Selection via the Lasso".

    Examples
    --------
    >>> out, pullback = l1_regularization(np.array([3.0, -1.0, 0.0]), 0.5)
    >>> out
    array(2.)
    >>> pullback(1.0)
    (array([ 0.5, -0.5,  0. ]),)
    """
    decay = floating("weight", weight).dtype.type(
        finite("weight_decay", weight_decay, weight.dtype)
    )
    out = np.asarray(decay * np.abs(weight).sum())

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        return (np.asarray(upstream(grad_out, out) * decay * sign(weight)),)

    return out, pullback
