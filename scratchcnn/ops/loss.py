"""Losses: cross-entropy from logits and from probabilities, binary cross-entropy, mean square."""

from typing import Literal

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, alike, choice, describe, floating, upstream
from scratchcnn.ops.softmax import log_softmax

Reduction = Literal["mean", "sum"]


def cross_entropy(
    logits: Array, target: Array, *, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Compare logits with the true classes: softmax and its cross-entropy, fused.

    Parameters
    ----------
    logits : (N, K) float32 or float64
    target : (N,) integers, or (N, K), dtype of logits
        The class of every sample, or its probability for every class (one-hot, for example).
    reduction : "mean" over the batch, or "sum"

    Returns
    -------
    out : (), the loss; the mean of an empty batch is NaN
    pullback : grad_out () -> (grad_logits,), (N, K)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    The gradient is (softmax(logits) - target) / N: the quotients of the two steps cancel
    (Bishop, "Pattern Recognition and Machine Learning", section 4.3.4).

    Examples
    --------
    >>> out, pullback = cross_entropy(np.array([[0.0, 1000.0]]), np.array([0]))
    >>> out
    array(1000.)
    >>> pullback(1.0)
    (array([[-1.,  1.]]),)
    """
    floating("logits", logits, "N K")
    probabilities = class_probabilities(target, logits)
    log_p, _ = log_softmax(logits)
    scale = reduction_scale(reduction, logits.shape[0])
    # (N, K) -> (N,) by labels; a probability for every class weighs all of (N, K)
    chosen = log_p[np.arange(len(target)), target] if target.ndim == 1 else target * log_p
    out = np.asarray(-scale * chosen.sum())

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        # A target that does not add up to 1 weighs its sample by its sum.
        weight = probabilities.sum(1, keepdims=True)
        return (upstream(grad_out, out) * scale * (np.exp(log_p) * weight - probabilities),)

    return out, pullback


def categorical_cross_entropy(
    p: Array, target: Array, *, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Compare predicted probabilities with the true ones: -sum(target * log(p)) / N.

    Parameters
    ----------
    p : (N, K) float32 or float64 in [0, 1]
    target : (N, K), dtype of p
    reduction : "mean" over the batch, or "sum"

    Returns
    -------
    out : (), the loss; the mean of an empty batch is NaN
    pullback : grad_out () -> (grad_p,), (N, K)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    log(p) is clamped at -100 and 1 / p at 1e12, so that p = 0 gives finite numbers, as in PyTorch's
    `binary_cross_entropy`.

    Examples
    --------
    >>> out, pullback = categorical_cross_entropy(np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]]))
    >>> out
    array(100.)
    >>> pullback(1.0)
    (array([[-1.e+12, -0.e+00]]),)
    """
    probability("p", floating("p", p, "N K"))
    alike("target", target, p.dtype, p.shape)
    scale = reduction_scale(reduction, p.shape[0])
    out = np.asarray(-scale * (target * clamped_log(p)).sum())

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        return (upstream(grad_out, out) * -scale * target / np.maximum(p, 1e-12),)

    return out, pullback


def binary_cross_entropy(
    p: Array, target: Array, *, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Compare probabilities of "yes" with the truth: -(target log p + (1 - target) log(1 - p)).

    Parameters
    ----------
    p : any shape, float32 or float64 in [0, 1]
    target : shape and dtype of p, in [0, 1]
    reduction : "mean" over all entries, or "sum"

    Returns
    -------
    out : (), the loss; the mean of nothing is NaN
    pullback : grad_out () -> (grad_p,) of the shape of p

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Both logarithms are clamped at -100 and p (1 - p) at 1e-12, as in PyTorch
    (documentation of `torch.nn.BCELoss`).

    Examples
    --------
    >>> out, pullback = binary_cross_entropy(np.array([0.0, 0.5]), np.array([1.0, 0.5]))
    >>> print(f"{out:.4f}")
    50.3466
    >>> pullback(1.0)
    (array([-5.e+11,  0.e+00]),)
    """
    probability("p", floating("p", p))
    probability("target", alike("target", target, p.dtype, p.shape))
    scale = reduction_scale(reduction, p.size)
    losses = target * clamped_log(p) + (1 - target) * clamped_log1m(p)
    out = np.asarray(-scale * losses.sum())

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        return (upstream(grad_out, out) * scale * (p - target) / np.maximum(p * (1 - p), 1e-12),)

    return out, pullback


def mse_loss(p: Array, target: Array, *, reduction: Reduction = "mean") -> tuple[Array, Pullback]:
    """Compare predictions with targets: the mean of the squared differences.

    Parameters
    ----------
    p : any shape, float32 or float64
    target : shape and dtype of p
    reduction : "mean" over all entries, or "sum"

    Returns
    -------
    out : (), the loss; the mean of nothing is NaN
    pullback : grad_out () -> (grad_p,) of the shape of p

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
    scale = reduction_scale(reduction, p.size)
    out = np.asarray(scale * (difference * difference).sum())

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        return (upstream(grad_out, out) * scale * 2 * difference,)

    return out, pullback


def reduction_scale(reduction: Reduction, count: int) -> float:
    """Return the factor that the sum of `count` losses is multiplied by."""
    choice("reduction", reduction, ("mean", "sum"))
    if reduction == "sum":
        return 1.0
    return 1 / count if count else np.nan


def class_probabilities(target: Array, logits: Array) -> Array:
    """Return the target as probabilities (N, K): labels become one-hot rows."""
    n, k = logits.shape
    if not isinstance(target, np.ndarray) or not np.issubdtype(target.dtype, np.integer):
        return alike("target", target, logits.dtype, (n, k))
    if target.shape != (n,):
        raise ValueError(f"target must hold {n} labels, got {describe(target)}")
    if not ((target >= 0) & (target < k)).all():
        raise ValueError(f"target must hold labels from 0 to {k - 1}, got {target}")
    # (N, 1) == (K,) -> (N, K)
    one_hot: Array = (target[:, None] == np.arange(k)).astype(logits.dtype)
    return one_hot


def probability(name: str, value: Array) -> None:
    """Raise ValueError unless every entry lies in [0, 1]."""
    if not ((value >= 0) & (value <= 1)).all():
        raise ValueError(f"{name} must lie in [0, 1], got values outside, or NaN")


def clamped_log(p: Array) -> Array:
    """Return log(p), at least -100."""
    with np.errstate(divide="ignore"):
        logarithm: Array = np.maximum(np.log(p), -100)
    return logarithm


def clamped_log1m(p: Array) -> Array:
    """Return log(1 - p), at least -100, exact even where 1 - p would round to 1."""
    with np.errstate(divide="ignore"):
        logarithm: Array = np.maximum(np.log1p(-p), -100)
    return logarithm
