"""Losses that no exponential overflows: of log-probabilities, and of the logits of yes or no."""

import numpy as np

from scratchcnn.ops.activation import sigmoid
from scratchcnn.ops.arguments import Array, Pullback, alike, floating, upstream
from scratchcnn.ops.loss import Reduction, class_probabilities, probability, reduction_scale


def nll_loss(
    log_p: Array, target: Array, *, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Compare log-probabilities with the true classes: -sum(target * log_p) / N.

    Parameters
    ----------
    log_p : (N, K) float32 or float64, the output of `log_softmax` for one
    target : (N,) integers, or (N, K), dtype of log_p
        The class of every sample, or its probability for every class (one-hot, for example).
    reduction : "mean" over the batch, or "sum"

    Returns
    -------
    out : (), the loss; the mean of an empty batch is NaN
    pullback : grad_out () -> (grad_log_p,), (N, K)

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
    floating("log_p", log_p, "N K")
    weights = class_probabilities(target, log_p)
    scale = reduction_scale(reduction, log_p.shape[0])
    # By labels only what is chosen counts, whatever the rest is: 0 * inf is NaN.
    chosen = log_p[np.arange(len(target)), target] if target.ndim == 1 else target * log_p
    out = np.asarray(-scale * chosen.sum())

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        return (upstream(grad_out, out) * -scale * weights,)

    return out, pullback


def binary_cross_entropy_with_logits(
    logits: Array, target: Array, *, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Compare logits of "yes" with the truth: sigmoid and binary cross-entropy, fused.

    Parameters
    ----------
    logits : any shape, float32 or float64
    target : shape and dtype of logits, in [0, 1]
    reduction : "mean" over all entries, or "sum"

    Returns
    -------
    out : (), the loss; the mean of nothing is NaN
    pullback : grad_out () -> (grad_logits,) of the shape of logits

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
    scale = reduction_scale(reduction, logits.size)
    p, _ = sigmoid(logits)
    losses = np.maximum(logits, 0) - target * logits + np.log1p(np.exp(-np.abs(logits)))
    out = np.asarray(scale * losses.sum())

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        return (upstream(grad_out, out) * scale * (p - target),)

    return out, pullback
