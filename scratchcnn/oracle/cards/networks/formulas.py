"""Losses for homework that has none: its gradients show which of them it means."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

# What stands before the name of a loss that is a mean over the samples.
MEAN = "mean_"
# The losses that homework may mean: sums over the samples, or means.
SUMS = ("half_square", "binary_cross_entropy", "cross_entropy")
FORMULAS = (*SUMS, *(f"{MEAN}{name}" for name in SUMS))


def loss_from(formula: str, out: Array, target: Any, samples: int = 1) -> float:
    """Return the loss of an output for so many samples; NaN if it cannot have this loss.

    Examples
    --------
    >>> loss_from("half_square", np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    2.0
    """
    if formula.startswith(MEAN):
        return loss_from(formula.removeprefix(MEAN), out, target) / samples
    wanted = np.asarray(target, float)
    if np.asarray(target).dtype.kind in "iu" and out.ndim and wanted.shape != out.shape:
        columns = out.ndim == 2 and out.shape[1] == wanted.size and out.shape[0] != wanted.size
        classes = np.eye(out.shape[0] if columns else out.shape[-1])[np.asarray(target)]
        wanted = classes.T if columns else classes
    if wanted.shape != out.shape:
        return float("nan")
    if formula == "half_square":
        return float(np.sum((out - wanted) ** 2) / 2)
    if (out <= 0).any() or (out >= 1).any():
        return float("nan")
    if formula == "binary_cross_entropy":
        return -float(np.sum(wanted * np.log(out) + (1 - wanted) * np.log(1 - out)))
    return -float(np.sum(wanted * np.log(out)))
