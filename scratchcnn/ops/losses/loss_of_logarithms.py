"""Losses that no exponential overflows: of log-probabilities, and of the logits of yes or no."""

import numpy as np

from scratchcnn.ops.activations.classic import sigmoid
from scratchcnn.ops.arguments import Array, Pullback, alike, floating
from scratchcnn.ops.losses.class_weights import class_weights, rows_of
from scratchcnn.ops.losses.loss import probability, repeated
from scratchcnn.ops.losses.reduction import Reduction, reduced


def nll_loss(
    log_p: Array,
    target: Array,
    *,
    weight: Array | None = None,
    ignore_index: int = -100,
    reduction: Reduction = "mean",
) -> tuple[Array, Pullback]:
    """Compare log-probabilities with the true classes: -sum(target * log_p) / N.

    Parameters
    ----------
    log_p : (N, K), (N, K, ...) or (K,), float32 or float64: the output of `log_softmax`, for one
    target : integers of this shape without K, or an array of this shape, dtype of log_p
        The class of every sample, or its probability for every class (one-hot, for example).
    weight : (K,), dtype of log_p: how much every class counts; None: all alike
    ignore_index : the label of samples that do not count
    reduction : "mean", "sum", or "none" for the loss of every sample

    Returns
    -------
    out : (), the loss, or (N, ...), those of all samples; the mean of nothing is NaN
    pullback : grad_out, shape of out -> (grad_log_p,), shape of log_p

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    The negative log-likelihood. Nothing is asked of log_p: its rows need not be normalised.

    Examples
    --------
    >>> out, pullback = nll_loss(np.array([[-0.5, -2.0], [-3.0, -0.25]]), np.array([1, 1]))
    >>> out
    array(1.125)
    >>> pullback(1.0)[0] + 0.0  # no -0.0
    array([[ 0. , -0.5],
           [ 0. , -0.5]])
    """
    rows, target = rows_of("log_p", log_p, target)
    counted = class_weights(target, rows, weight, ignore_index)
    losses = -counted.sum_of(rows)
    out, spread = reduced(losses if log_p.ndim > 1 else losses[0], reduction, counted.count)

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        slope = np.zeros(rows.shape, rows.dtype)
        return (counted.gradient(spread(grad_out), slope).reshape(log_p.shape),)

    return out, pullback


def binary_cross_entropy_with_logits(
    logits: Array,
    target: Array,
    *,
    weight: Array | None = None,
    reduction: Reduction = "mean",
    pos_weight: Array | None = None,
) -> tuple[Array, Pullback]:
    """Compare logits of "yes" with the truth: sigmoid and binary cross-entropy, fused.

    Parameters
    ----------
    logits : any shape, float32 or float64
    target : shape and dtype of logits, in [0, 1]
    weight, pos_weight : dtype of logits, of shapes that are repeated to that of logits
        How much every entry counts, and how much its "yes" counts beside its "no"; None: 1.
    reduction : "mean" over all entries, "sum", or "none" for the loss of every entry

    Returns
    -------
    out : (), the loss, or the shape of logits; the mean of nothing is NaN
    pullback : grad_out, shape of out -> (grad_logits,) of the shape of logits

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    ``-log(sigmoid(z))`` is ``max(-z, 0) + log(1 + exp(-|z|))``: what is exponentiated is never
    positive. The gradient is (sigmoid(logits) - target) / n: the quotients of the two steps cancel.

    Examples
    --------
    >>> logits = np.array([1000.0, -1000.0])
    >>> out, pullback = binary_cross_entropy_with_logits(logits, np.array([0.0, 0.0]))
    >>> out
    array(500.)
    >>> pullback(1.0)
    (array([0.5, 0. ]),)
    """
    floating("logits", logits)
    probability("target", alike("target", target, logits.dtype, logits.shape))
    importance = repeated("weight", weight, logits)
    yes = repeated("pos_weight", pos_weight, logits) * target
    # "Yes" and "no" together.
    both = yes + (1 - target)
    straight = (1 - target) * np.maximum(logits, 0) + yes * np.maximum(-logits, 0)
    losses = importance * (straight + both * np.log1p(np.exp(-np.abs(logits))))
    out, spread = reduced(losses, reduction, logits.size)

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        p, _ = sigmoid(logits)
        return (np.asarray(spread(grad_out) * importance * (both * p - yes)),)

    return out, pullback
