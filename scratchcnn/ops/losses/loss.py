"""Losses: cross-entropy from logits and from probabilities, binary cross-entropy."""

from contextlib import suppress

import numpy as np

from scratchcnn.ops.activations.softmax import log_softmax
from scratchcnn.ops.arguments import Array, Pullback, alike, describe, floating
from scratchcnn.ops.losses.class_weights import class_weights, rows_of
from scratchcnn.ops.losses.reduction import Reduction, reduced


def cross_entropy(
    logits: Array,
    target: Array,
    *,
    weight: Array | None = None,
    ignore_index: int = -100,
    reduction: Reduction = "mean",
    label_smoothing: float = 0.0,
) -> tuple[Array, Pullback]:
    """Compare logits with the true classes: softmax and its cross-entropy, fused.

    Parameters
    ----------
    logits : (N, K), (N, K, ...) or (K,), float32 or float64
    target : integers of this shape without K, or an array of this shape, dtype of logits
        The class of every sample, or its probability for every class (one-hot, for example).
    weight : (K,), dtype of logits: how much every class counts; None: all alike
    ignore_index : the label of samples that do not count
    reduction : "mean", "sum", or "none" for the loss of every sample
    label_smoothing : from 0 to 1, which part of every target goes to all classes alike

    Returns
    -------
    out : (), the loss, or (N, ...), those of all samples; the mean of nothing is NaN
    pullback : grad_out, shape of out -> (grad_logits,), shape of logits

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    The gradient is (softmax(logits) - target) / N: the quotients of the two steps cancel
    (Bishop, "Pattern Recognition and Machine Learning", section 4.3.4). The mean of labels divides
    by the sum of their weights, that of probabilities by the number of samples; smoothing changes
    neither (documentation of `torch.nn.CrossEntropyLoss`; Szegedy et al., 2015, "Rethinking the
    Inception Architecture for Computer Vision", section 7).

    Examples
    --------
    >>> out, pullback = cross_entropy(np.array([[0.0, 1000.0]]), np.array([0]))
    >>> out
    array(1000.)
    >>> pullback(1.0)
    (array([[-1.,  1.]]),)
    """
    rows, target = rows_of("logits", logits, target)
    log_p, _ = log_softmax(rows, 1)
    counted = class_weights(target, log_p, weight, ignore_index, label_smoothing)
    losses = -counted.sum_of(log_p)
    out, spread = reduced(losses if logits.ndim > 1 else losses[0], reduction, counted.count)

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        slope = np.exp(log_p.ravel()).reshape(log_p.shape)
        slope *= counted.totals()
        return (counted.gradient(spread(grad_out), slope).reshape(logits.shape),)

    return out, pullback


def categorical_cross_entropy(
    p: Array, target: Array, *, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Compare predicted probabilities with the true ones: -sum(target * log(p)) / N.

    Parameters
    ----------
    p : (N, K) float32 or float64 in [0, 1]
    target : (N, K), dtype of p
    reduction : "mean" over the batch, "sum", or "none" for the loss of every sample

    Returns
    -------
    out : (), the loss, or (N,); the mean of an empty batch is NaN
    pullback : grad_out, shape of out -> (grad_p,), (N, K)

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
    losses = -(target * clamped_log(p)).sum(1)
    out, spread = reduced(losses, reduction, p.shape[0])

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        # (N,) -> (N, 1)
        each = np.broadcast_to(spread(grad_out), losses.shape)[:, None]
        return (-each * target / np.maximum(p, 1e-12),)

    return out, pullback


def binary_cross_entropy(
    p: Array, target: Array, *, weight: Array | None = None, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Compare probabilities of "yes" with the truth: -(target log p + (1 - target) log(1 - p)).

    Parameters
    ----------
    p : any shape, float32 or float64 in [0, 1]
    target : shape and dtype of p, in [0, 1]
    weight : dtype of p, of a shape that is repeated to that of p; None: all entries count alike
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
    importance = repeated("weight", weight, p)
    losses = -importance * (target * clamped_log(p) + (1 - target) * clamped_log1m(p))
    out, spread = reduced(losses, reduction, p.size)

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        each = spread(grad_out) * importance
        return (np.asarray(each * (p - target) / np.maximum(p * (1 - p), 1e-12)),)

    return out, pullback


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


def repeated(name: str, weight: Array | None, p: Array) -> Array:
    """Return weights whose shape can be repeated to that of p; without any, 1.

    Raises
    ------
    TypeError, ValueError
        They are not an array of the dtype of p, or of another shape.
    """
    if weight is None:
        return np.ones((), p.dtype)
    alike(name, weight, p.dtype, np.shape(weight))
    with suppress(ValueError):
        if np.broadcast_shapes(weight.shape, p.shape) == p.shape:
            return weight
    raise ValueError(
        f"{name} must have a shape that can be repeated to {p.shape}, got {describe(weight)}"
    )
