"""Defensible choices that differ from PyTorch's: what is said, and not failed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.bounds import unit_roundoff
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.checks import Verdict
from scratchcnn.oracle.checks.observation import Observation

Array: TypeAlias = NDArray[Any]
Pair: TypeAlias = tuple[Observation, Verdict]

# The largest epsilon in a log that is taken for a choice, and the smallest number there is.
EPSILON = 1e-6
SMALLEST = 5e-324
# An FFT of n numbers errs by at most a small multiple of u log2(n) ||x|| ||w|| (Higham, ch. 24).
FFT_FACTOR = 64

EPSILON_WORDS = "there is an epsilon inside the logarithm: a convention"
SINGLE_WORDS = "it computes in single precision, and is right as far as that goes"
FFT_WORDS = "it computes by FFT: right within the norm-wise bound of one, not elementwise"


def convention(op: str, check: str, wrong: Sequence[Pair]) -> str | None:
    """Return the words for a convention that explains every verdict of a check; None for none."""
    for words, explains in CHOICES:
        if all(
            verdict.status == "wrong" and explains(op, check, seen, verdict)
            for seen, verdict in wrong
        ):
            return words
    return None


def epsilon(op: str, check: str, seen: Observation, verdict: Verdict) -> bool:
    """Return whether an epsilon of at most 1e-6 in a log explains a loss or its gradient."""
    got = verdict.got
    if op not in LOSSES_OF_P or not isinstance(got, np.ndarray):
        return False
    if not np.isfinite(got).all() or got.shape != np.shape(verdict.expected):
        return False
    p, target = probabilities(seen.trial)
    if check == "forward":
        low, high = loss_between(op, p, target)
        scale = reduction(seen.trial, p)
        slack = np.asarray(seen.trial.limit("out", got.dtype)) + 1e-12
        return bool(low * scale - slack <= got <= high * scale + slack)
    if check.startswith("grad_"):
        return gradient_between(op, seen.trial, p, target, got)
    return False


LOSSES_OF_P = (
    *("categorical_cross_entropy", "binary_cross_entropy"),
    *("softmax_cross_entropy", "cross_entropy"),
)


def probabilities(trial: Trial) -> tuple[Array, Array]:
    """Return the probabilities and the weights of a loss's target, (N, K) each."""
    arrays = trial.arrays
    if "p" in arrays:
        return arrays["p"], arrays["target"]
    logits, target = arrays["logits"], arrays["target"]
    powers = np.exp(logits - logits.max(1, keepdims=True))
    weights = np.eye(logits.shape[1])[target] if target.ndim == 1 else target
    return powers / powers.sum(1, keepdims=True), weights


def reduction(trial: Trial, p: Array) -> float:
    """Return what the sum is multiplied by."""
    if trial.options.get("reduction") == "sum":
        return 1.0
    return 1 / (p.size if trial.twin.__name__ == "binary_cross_entropy" else len(p))


def loss_between(op: str, p: Array, target: Array) -> tuple[float, float]:
    """Return the smallest and the largest loss that an epsilon from 0 to 1e-6 gives."""
    low = (target * -np.log(p + EPSILON)).sum()
    high = (target * (-np.log(np.maximum(p, SMALLEST)) + 1.1 * EPSILON)).sum()
    if op == "binary_cross_entropy":
        low += ((1 - target) * -np.log(1 - p + EPSILON)).sum()
        high += ((1 - target) * (-np.log(np.maximum(1 - p, SMALLEST)) + 1.1 * EPSILON)).sum()
    return float(low), float(high)


def gradient_between(op: str, trial: Trial, p: Array, target: Array, got: Array) -> bool:
    """Return whether an epsilon in a denominator explains a gradient of probabilities."""
    if "p" not in trial.arrays:
        return False
    (want,) = trial.grads
    with np.errstate(all="ignore"):
        near = EPSILON / p + (EPSILON / (1 - p) if op == "binary_cross_entropy" else EPSILON)
    allowed = np.abs(want) * 1.1 * near + trial.limit("grad_p", got.dtype)
    # Beyond these PyTorch itself departs from the mathematics: being finite is enough.
    edge = (p < EPSILON) | (p > 1 - EPSILON)
    return bool(np.all((np.abs(got - want) <= allowed) | edge))


def single_precision(op: str, check: str, seen: Observation, verdict: Verdict) -> bool:
    """Return whether rounding to float32 on the way explains a result in float64."""
    name = "out" if check == "forward" else check
    if name != "out" and not name.startswith("grad_"):
        return False
    got, expected = verdict.got, verdict.expected
    if not isinstance(got, np.ndarray) or got.shape != np.shape(expected):
        return False
    allowed = seen.trial.limit(name, np.dtype(np.float32))
    return bool(np.all(np.abs(got - expected) <= allowed))


def by_fft(op: str, check: str, seen: Observation, verdict: Verdict) -> bool:
    """Return whether the rounding of an FFT explains the result of a convolution."""
    got, expected = verdict.got, verdict.expected
    if op not in ("conv2d", "conv2d_relu") or not isinstance(got, np.ndarray):
        return False
    if got.shape != np.shape(expected):
        return False
    operands = [seen.trial.arrays["x"], seen.trial.arrays["weight"], seen.trial.grad_out]
    norms = sorted(float(np.linalg.norm(array)) for array in operands)
    size = sum(array.size for array in operands) + 2
    bound = FFT_FACTOR * unit_roundoff(np.dtype(float)) * np.log2(size) * norms[-1] * norms[-2]
    return bool(np.abs(got - expected).max(initial=0) <= bound)


CHOICES: tuple[tuple[str, Callable[[str, str, Observation, Verdict], bool]], ...] = (
    (EPSILON_WORDS, epsilon),
    (FFT_WORDS, by_fft),
    (SINGLE_WORDS, single_precision),
)

SCALE_WORDS: Mapping[str, str] = {
    "sum": "the sum over the batch, where PyTorch takes the mean",
    "per_sample": "the sum over the entries of a sample, where PyTorch takes the mean",
    "half_mean": "half the mean, where PyTorch takes the mean",
    "half_sum": "half the sum, where PyTorch takes the mean",
    "half_per_sample": "half the sum over the entries of a sample, where PyTorch takes the mean",
}
