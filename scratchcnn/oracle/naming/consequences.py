"""Gradients that are right for what forward computed, and wrong because that is wrong."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.homework import Finding
from scratchcnn.oracle.checks.observation import Observation

Array: TypeAlias = NDArray[Any]
# The gradient that a formula makes of the homework's own output.
Formula: TypeAlias = Callable[[Array, Trial], Array]
RELATIVE = 1e-6


def of_softmax(out: Array, trial: Trial) -> Array:
    """Return the gradient of a softmax in terms of its output."""
    gradient: Array = out * (trial.grad_out - (out * trial.grad_out).sum(-1, keepdims=True))
    return gradient


def of_sigmoid(out: Array, trial: Trial) -> Array:
    """Return the gradient of a sigmoid in terms of its output."""
    gradient: Array = trial.grad_out * out * (1 - out)
    return gradient


def of_tanh(out: Array, trial: Trial) -> Array:
    """Return the gradient of a tanh in terms of its output."""
    gradient: Array = trial.grad_out * (1 - out**2)
    return gradient


def normalised(out: Array, trial: Trial) -> Array:
    """Return what a batch normalisation has before scale and shift: (N, C, H, W)."""
    weight, bias = (trial.arrays[name][:, None, None] for name in ("weight", "bias"))
    x_hat: Array = (out - bias) / weight
    return x_hat


def scale_of_batch_norm(out: Array, trial: Trial) -> Array:
    """Return the gradient of the scale: (N, C, H, W) -> (C,)."""
    gradient: Array = (trial.grad_out * normalised(out, trial)).sum((0, 2, 3))
    return gradient


def input_of_batch_norm(out: Array, trial: Trial) -> Array:
    """Return the gradient of the input, with the divisor that forward used."""
    x_hat, x = normalised(out, trial), trial.arrays["x"]
    divisor = np.sqrt(mean((x - mean(x)) ** 2) / mean(x_hat**2))
    grad_hat = trial.grad_out * trial.arrays["weight"][:, None, None]
    gradient: Array = (grad_hat - mean(grad_hat) - x_hat * mean(grad_hat * x_hat)) / divisor
    return gradient


def mean(x: Array) -> Array:
    """Return the mean of every channel: (N, C, H, W) -> (1, C, 1, 1)."""
    means: Array = x.mean((0, 2, 3), keepdims=True)
    return means


def of_winners(out: Array, trial: Trial) -> Array:
    """Return the gradient of a max pooling that goes to where the outputs were taken from.

    Where a value occurs more than once nothing can be told, and the result is NaN.
    """
    x, gradient = trial.arrays["x"], np.zeros_like(trial.arrays["x"])
    for n, c, i, j in np.ndindex(*trial.grad_out.shape):
        places = np.argwhere(x[n, c] == out[n, c, i, j])
        if len(places) != 1:
            return np.full_like(gradient, np.nan)
        row, column = places[0]
        gradient[n, c, row, column] += trial.grad_out[n, c, i, j]
    return gradient


FORMULAS: Mapping[tuple[str, str], Formula] = {
    ("max_pool2d", "grad_x"): of_winners,
    ("softmax", "grad_x"): of_softmax,
    ("sigmoid", "grad_x"): of_sigmoid,
    ("tanh", "grad_x"): of_tanh,
    ("batch_norm2d", "grad_weight"): scale_of_batch_norm,
    ("batch_norm2d", "grad_x"): input_of_batch_norm,
}


def follows_from_output(op: str, finding: Finding) -> bool:
    """Return whether a gradient is what its formula makes of the homework's own output, always."""
    formula = FORMULAS.get((op, finding.check))
    if formula is None:
        return False
    return all(is_own(formula, finding.check, seen) for seen, _ in finding.verdicts)


def is_own(formula: Formula, check: str, seen: Observation) -> bool:
    """Return whether one gradient is what a formula makes of the output that came out."""
    out, got = seen.first.out, seen.first.result(check)
    if not isinstance(out, np.ndarray) or not isinstance(got, np.ndarray):
        return False
    with np.errstate(all="ignore"):
        own = formula(out, seen.trial)
        if np.shape(own) != got.shape:
            return False
        near = np.abs(got - own) <= RELATIVE * (1 + np.abs(own))
        return bool(np.all(near | (got == own) | (np.isnan(got) & np.isnan(own))))
