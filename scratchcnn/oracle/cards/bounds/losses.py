"""Bounds of the rounding errors of losses."""

import numpy as np

from scratchcnn.oracle.cards.bounds.softmax import log_softmax_size, softmax_terms
from scratchcnn.oracle.cases.bounds import ELEMENTARY, Array, Bound, Call, absolute
from scratchcnn.oracle.cases.values import SMALLEST_PROBABILITY

# Up to here log(1 - sigmoid(z)) is judged as what it is, though 1 - p is rounded.
MODERATE_LOGIT = 4.0


def cross_entropy(call: Call) -> dict[str, Bound]:
    """Bound cross_entropy: a mean of log-softmaxes; its gradient is softmax - target."""
    x, target = call.arrays["logits"], call.arrays["target"]
    n, k = x.shape
    weights = np.eye(k)[target] if target.ndim == 1 else np.abs(target)
    scale = reduction_scale(call, n)
    terms = softmax_terms(x, 1)
    loss = Bound(n * k + 2 * ELEMENTARY, scale * (weights * log_softmax_size(x, 1)).sum())
    # The twin's own gradient at |target| = 0 would be p; adding |target| twice bounds p + |t|.
    size = np.abs(call.pullback(np.abs(call.grad_out))[0]) + 2 * scale * weights * np.abs(
        call.grad_out
    )
    return {"out": loss, "grad_logits": Bound(2 * terms, size)}


def reduction_scale(call: Call, count: int) -> float:
    """Return the factor by which a loss scales its sum."""
    return 1.0 if call.options.get("reduction") == "sum" else 1 / max(count, 1)


def categorical_cross_entropy(call: Call) -> dict[str, Bound]:
    """Bound -sum(t log p) / N: no term is negative, so S is the loss itself."""
    p = call.arrays["p"]
    (grad,) = call.pullback(np.abs(call.grad_out))
    loss = Bound(p.size + ELEMENTARY, np.abs(call.out))
    return {"out": loss, "grad_p": Bound(4, judged(p, np.abs(grad)))}


def binary_cross_entropy(call: Call) -> dict[str, Bound]:
    """Bound the binary loss: the rounding of 1 - p is an absolute error of u in log(1 - p)."""
    p, target = call.arrays["p"], call.arrays["target"]
    scale = reduction_scale(call, p.size)
    inner = np.clip(np.asarray(p, float), SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
    loss = Bound(p.size + ELEMENTARY, np.abs(call.out) + scale * (1 - target).sum())
    # p - t and p (1 - p), by absolute values.
    size = np.abs(call.grad_out) * scale * (inner + target) / (inner * (1 - inner))
    return {"out": loss, "grad_p": Bound(8, judged(p, size))}


def mse_loss(call: Call) -> dict[str, Bound]:
    """Bound mse_loss: the twin on |p| and -|target| squares |p| + |target|."""
    sizes = absolute(call.arrays)
    size, size_pullback = call.twin(sizes["p"], -sizes["target"], **call.options)
    return {
        "out": Bound(call.arrays["p"].size + 4, size),
        "grad_p": Bound(4, *size_pullback(np.abs(call.grad_out))),
    }


def nll_loss(call: Call) -> dict[str, Bound]:
    """Bound nll_loss, a sum of products: the twin on |target| and -|log_p| adds up their sizes."""
    sizes = absolute(call.arrays)
    size, _ = call.twin(-sizes["log_p"], sizes["target"], **call.options)
    (grad,) = call.pullback(call.grad_out)
    return {
        "out": Bound(call.arrays["log_p"].size + 4, size),
        "grad_log_p": Bound(4, np.abs(grad)),
    }


def binary_cross_entropy_with_logits(call: Call) -> dict[str, Bound]:
    """Bound the binary loss of logits, which need not be the stable formula where it does.

    log(1 - p) feels the rounding of 1 - p as an error of u / (1 - p), which is about u exp(|z|).
    """
    target = call.arrays["target"]
    logits = np.asarray(np.abs(call.arrays["logits"]), float)
    scale = reduction_scale(call, logits.size)
    rounded = 1 + np.exp(np.minimum(logits, MODERATE_LOGIT))
    loss = Bound(logits.size + 2 * ELEMENTARY, scale * ((1 + target) * logits + rounded).sum())
    # p - t, where p may be (1 + tanh(z / 2)) / 2: its error is that of 1, however small it is.
    size = np.abs(call.grad_out) * scale * (1 + target)
    return {"out": loss, "grad_logits": Bound(2 * ELEMENTARY, size)}


def judged(p: Array, size: Array) -> Array:
    """Return `size`, but infinity where p is so near 0 or 1 that gradients need only be finite."""
    near_edge = (p < SMALLEST_PROBABILITY) | (p > 1 - SMALLEST_PROBABILITY)
    return np.where(near_edge, np.inf, size)
