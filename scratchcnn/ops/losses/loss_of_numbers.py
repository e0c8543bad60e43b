"""Losses of numbers: mean square, mean absolute difference, and what lies between them."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, alike, finite, floating
from scratchcnn.ops.losses.reduction import Reduction, reduced


def mse_loss(p: Array, target: Array, *, reduction: Reduction = "mean") -> tuple[Array, Pullback]:
    """Compare predictions with targets: the mean of the squared differences.

    Parameters
    ----------
    p : any shape, float32 or float64
    target : shape and dtype of p
    reduction : "mean" over all entries, "sum", or "none" for the loss of every entry

    Returns
    -------
    out : (), the loss, or the shape of p; the mean of nothing is NaN
    pullback : grad_out, shape of out -> (grad_p,) of the shape of p

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Examples
    --------
    >>> out, pullback = mse_loss(np.array([1.0, 4.0]), np.array([1.0, 2.0]))
    >>> out
    array(2.)
    >>> pullback(1.0)
    (array([0., 2.]),)
    """
    difference = floating("p", p) - alike("target", target, p.dtype, p.shape)
    out, spread = reduced(difference * difference, reduction, p.size)

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        return (np.asarray(spread(grad_out) * 2 * difference),)

    return out, pullback


def l1_loss(p: Array, target: Array, *, reduction: Reduction = "mean") -> tuple[Array, Pullback]:
    """Compare predictions with targets: the mean of the absolute differences.

    Parameters
    ----------
    p : any shape, float32 or float64
    target : shape and dtype of p
    reduction : "mean" over all entries, "sum", or "none" for the loss of every entry

    Returns
    -------
    out : (), the loss, or the shape of p; the mean of nothing is NaN
    pullback : grad_out, shape of out -> (grad_p,) of the shape of p

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Where both are equal the slope is taken as 0, as in PyTorch.

    Examples
    --------
    >>> out, pullback = l1_loss(np.array([1.0, 4.0]), np.array([1.0, 2.0]))
    >>> out
    array(1.)
    >>> pullback(1.0)
    (array([0. , 0.5]),)
    """
    difference = floating("p", p) - alike("target", target, p.dtype, p.shape)
    out, spread = reduced(np.abs(difference), reduction, p.size)

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        return (np.asarray(spread(grad_out) * sign(difference)),)

    return out, pullback


def smooth_l1_loss(
    p: Array, target: Array, *, beta: float = 1.0, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Square small differences, and take the absolute values of large ones.

    Parameters
    ----------
    p : any shape, float32 or float64
    target : shape and dtype of p
    beta : a finite number, at least 0: differences up to here are squared, and divided by 2 beta
    reduction : "mean" over all entries, "sum", or "none" for the loss of every entry

    Returns
    -------
    out : (), the loss, or the shape of p; the mean of nothing is NaN
    pullback : grad_out, shape of out -> (grad_p,) of the shape of p

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Girshick (2015), "Fast R-CNN". It is `huber_loss` divided by its delta; with beta 0 it is
    `l1_loss`.

    Examples
    --------
    >>> out, pullback = smooth_l1_loss(np.array([0.5, 3.0]), np.zeros(2), reduction="none")
    >>> out
    array([0.125, 2.5  ])
    >>> pullback(np.ones(2))
    (array([0.5, 1. ]),)
    """
    limit = finite("beta", beta, floating("p", p).dtype)
    if limit < 0:
        raise ValueError(f"beta must be at least 0, got {beta}")
    if limit == 0:
        return l1_loss(p, target, reduction=reduction)
    return rounded_corner(p, target, limit, 1 / limit, reduction)


def huber_loss(
    p: Array, target: Array, *, delta: float = 1.0, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Square small differences, and go on in a straight line for large ones.

    Parameters
    ----------
    p : any shape, float32 or float64
    target : shape and dtype of p
    delta : a finite number above 0: differences up to here are squared, and divided by 2
    reduction : "mean" over all entries, "sum", or "none" for the loss of every entry

    Returns
    -------
    out : (), the loss, or the shape of p; the mean of nothing is NaN
    pullback : grad_out, shape of out -> (grad_p,) of the shape of p

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Huber (1964), "Robust Estimation of a Location Parameter".

    Examples
    --------
    >>> out, pullback = huber_loss(np.array([1.0, 3.0]), np.zeros(2), delta=2.0, reduction="none")
    >>> out
    array([0.5, 4. ])
    >>> pullback(np.ones(2))
    (array([1., 2.]),)
    """
    limit = finite("delta", delta, floating("p", p).dtype)
    if limit <= 0:
        raise ValueError(f"delta must be greater than 0, got {delta}")
    return rounded_corner(p, target, limit, 1.0, reduction)


def rounded_corner(
    p: Array, target: Array, limit: float, scale: float, reduction: Reduction
) -> tuple[Array, Pullback]:
    """Compute scale * d^2 / 2 of differences d up to a limit, and a straight line beyond it."""
    difference = p - alike("target", target, p.dtype, p.shape)
    size, most, factor = np.abs(difference), p.dtype.type(limit), p.dtype.type(scale)
    # Beyond the limit a square may overflow.
    near = np.minimum(size, most)
    losses = factor * near * (size - near / 2)
    out, spread = reduced(losses, reduction, p.size)

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        return (np.asarray(spread(grad_out) * factor * np.clip(difference, -most, most)),)

    return out, pullback


def sign(x: Array) -> Array:
    """Return -1, 0 or 1; of NaN the sign is 0, as in PyTorch."""
    return np.asarray((x > 0).astype(x.dtype) - (x < 0))
