"""One factor in all gradients of a network: a choice, or the mean over the batch gone wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scratchcnn.oracle.checks.results import NamedBug
from scratchcnn.oracle.networks.slopes import Compared, factor_of
from scratchcnn.oracle.networks.words import named

SAME = 1e-4
# Slopes this small are none: what a finite difference loses is as large.
FLAT = 1e-9


@dataclass(frozen=True)
class Common:
    """The factor by which all gradients differ from the slopes, and what that is."""

    factor: float
    words: str
    bug: NamedBug | None = None


def common_factor(seen: Compared, wrong: Sequence[str]) -> Common | None:
    """Return the factor that all gradients have in common; None if they have none."""
    if len(seen.grads) < 2 or len(wrong) < len(seen.grads):
        return None
    shapes = all(grad.shape == seen.slopes[name].shape for name, grad in seen.grads.items())
    factors = [
        factor_of(grad, seen.slopes[name]) if shapes else None
        for name, grad in seen.grads.items()
        if not shapes or np.any(np.abs(seen.slopes[name]) > FLAT)
    ]
    first = factors[0] if factors else None
    if first is None or first <= 0 or abs(first - 1) < SAME:
        return None
    if any(one is None or abs(one - first) > SAME * first for one in factors):
        return None
    words = f"all gradients are {first:.6g} times the slopes of the loss: a convention"
    return Common(first, words, bug_of(seen, first))


def bug_of(seen: Compared, factor: float) -> NamedBug | None:
    """Return the bug behind a factor: the number of samples, where the loss is a mean."""
    n = seen.samples
    chosen = seen.network.formula or any(s.updated for s in seen.network.gradients.values())
    if n < 2 or chosen or not is_mean(seen):
        return None
    if abs(factor / n - 1) < SAME:
        return named("batch-mean-missing", f"all are {n} times the slopes, with {n} samples")
    if abs(factor * n - 1) < SAME:
        return named("batch-mean-doubled", f"all are the slopes divided by {n}, with {n} samples")
    return None


def is_mean(seen: Compared) -> bool:
    """Return whether the loss is a mean: twice the same samples have the same loss."""
    axes = seen.network.axes
    if axes is None:
        return False
    twice = {
        key: np.concatenate([seen.network.values[key]] * 2, axis)
        for key, axis in zip(("X", "y"), axes, strict=True)
    }
    once, again = seen.loss_with(), seen.loss_with(**twice)
    return bool(abs(again - once) <= SAME * max(abs(once), 1e-6))
