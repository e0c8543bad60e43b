"""An epsilon inside a logarithm: a convention of losses, which shows nearly everywhere."""

import numpy as np

from scratchcnn.oracle.cards.card import Convention
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import Array

# The largest epsilon in a log that counts as a choice, and the smallest positive number.
EPSILON = 1e-6
SMALLEST = 5e-324


def epsilon(*, binary: bool) -> Convention:
    """Return the convention; a `binary` loss also takes the logarithm of 1 - p."""

    def explains(check: str, trial: Trial, got: Array, expected: Array) -> bool:
        if not np.isfinite(got).all():
            return False
        p, target = probabilities(trial, binary=binary)
        if check == "forward":
            low, high = loss_between(p, target, binary=binary)
            scale = reduction(trial, p, binary=binary)
            slack = np.asarray(trial.limit("out", got.dtype)) + 1e-12
            return bool(low * scale - slack <= got <= high * scale + slack)
        if check.startswith("grad_"):
            return gradient_between(trial, p, target, got, binary=binary)
        return False

    words = "there is an epsilon inside the logarithm: a convention"
    return Convention(words, explains, everywhere=True)


def probabilities(trial: Trial, *, binary: bool) -> tuple[Array, Array]:
    """Return the probabilities and the weights of a loss's target, (N, K) each."""
    arrays = trial.arrays
    if "p" in arrays:
        return arrays["p"], arrays["target"]
    logits, target = arrays["logits"], arrays["target"]
    if binary:
        with np.errstate(over="ignore"):
            return np.asarray(1 / (1 + np.exp(-logits))), target
    powers = np.exp(logits - logits.max(1, keepdims=True))
    weights = np.eye(logits.shape[1])[target] if target.ndim == 1 else target
    smoothing = trial.options.get("label_smoothing", 0.0)
    weights = (1 - smoothing) * weights + smoothing / logits.shape[1]
    return powers / powers.sum(1, keepdims=True), weights


def reduction(trial: Trial, p: Array, *, binary: bool) -> float:
    """Return the factor by which the loss scales its sum."""
    if trial.options.get("reduction") == "sum":
        return 1.0
    return 1 / (p.size if binary else len(p))


def loss_between(p: Array, target: Array, *, binary: bool) -> tuple[float, float]:
    """Return the smallest and the largest loss that an epsilon from 0 to 1e-6 gives."""
    low = (target * -np.log(p + EPSILON)).sum()
    high = (target * (-np.log(np.maximum(p, SMALLEST)) + 1.1 * EPSILON)).sum()
    if binary:
        low += ((1 - target) * -np.log(1 - p + EPSILON)).sum()
        high += ((1 - target) * (-np.log(np.maximum(1 - p, SMALLEST)) + 1.1 * EPSILON)).sum()
    return float(low), float(high)


def gradient_between(trial: Trial, p: Array, target: Array, got: Array, *, binary: bool) -> bool:
    """Return whether an epsilon in a denominator explains a gradient."""
    if "p" not in trial.arrays:
        through = through_sigmoid if binary else through_softmax
        return through(trial, p, target, got)
    (want,) = trial.grads
    with np.errstate(all="ignore"):
        near = EPSILON / p + (EPSILON / (1 - p) if binary else EPSILON)
    allowed = np.abs(want) * 1.1 * near + trial.limit("grad_p", got.dtype)
    # Beyond these PyTorch itself differs from the exact gradient: being finite is enough.
    edge = (p < EPSILON) | (p > 1 - EPSILON)
    return bool(np.all((np.abs(got - want) <= allowed) | edge))


def through_softmax(trial: Trial, p: Array, target: Array, got: Array) -> bool:
    """Return whether an epsilon in a denominator explains a gradient of logits.

    The term of every class has the factor p / (p + epsilon), which is 1 without an epsilon. In
    p - target, p may be the clipped one of the logarithm.
    """
    scale = float(trial.grad_out) * reduction(trial, p, binary=False)
    # (N, K, K): for every class k of a sample, its term of the gradient of every logit.
    terms = scale * target[:, :, None] * (p[:, None, :] - np.eye(p.shape[1]))
    least = terms * (p / (p + 1.1 * EPSILON))[:, :, None]
    low, high = np.minimum(terms, least).sum(1), np.maximum(terms, least).sum(1)
    slack = trial.limit("grad_logits", got.dtype) + 1.1 * EPSILON * abs(scale)
    return bool(np.all((low - slack <= got) & (got <= high + slack)))


def through_sigmoid(trial: Trial, p: Array, target: Array, got: Array) -> bool:
    """Return whether an epsilon in a denominator explains a gradient of the logits of yes or no.

    Its terms are those of p - target = (1 - target) p - target (1 - p), each with the factor
    q / (q + epsilon) of the logarithm of q that it comes from.
    """
    scale = float(trial.grad_out) * reduction(trial, p, binary=True)
    yes, no = -scale * target * (1 - p), scale * (1 - target) * p
    least_yes, least_no = yes * p / (p + 1.1 * EPSILON), no * (1 - p) / (1 - p + 1.1 * EPSILON)
    low = np.minimum(yes, least_yes) + np.minimum(no, least_no)
    high = np.maximum(yes, least_yes) + np.maximum(no, least_no)
    slack = trial.limit("grad_logits", got.dtype) + 1.1 * EPSILON * abs(scale)
    return bool(np.all((low - slack <= got) & (got <= high + slack)))
