"""Bounds of the rounding errors of losses."""

import numpy as np

from scratchcnn.oracle.cards.bounds.softmax import log_softmax_size, softmax_terms
from scratchcnn.oracle.cases.bounds import ELEMENTARY, Array, Bound, Call, absolute
from scratchcnn.oracle.cases.values import SMALLEST_PROBABILITY


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


def judged(p: Array, size: Array) -> Array:
    """Return `size`, but infinity where p is so near 0 or 1 that gradients need only be finite."""
    near_edge = (p < SMALLEST_PROBABILITY) | (p > 1 - SMALLEST_PROBABILITY)
    return np.where(near_edge, np.inf, size)
