"""Defensible choices that differ from PyTorch's: what is reported, not failed."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from scratchcnn.oracle.cards.card import Card, Convention
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import Array
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.observation import Observation

Pair: TypeAlias = tuple[Observation, Verdict]


def single_precision(check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether rounding to float32 on the way explains a float64 result."""
    name = "out" if check == "forward" else check
    if name != "out" and not name.startswith("grad_"):
        return False
    allowed = trial.limit(name, np.dtype(np.float32))
    return bool(np.all(np.abs(got - expected) <= allowed))


# A choice that any op may make; those of single ops are on their cards.
SINGLE = Convention(
    "it computes in single precision, and is right as far as that goes", single_precision
)


def convention(card: Card, check: str, wrong: Sequence[Pair]) -> Convention | None:
    """Return the convention that explains every verdict of a check; None for none."""
    for choice in (*card.conventions, SINGLE):
        if all(explains(choice, check, *pair) for pair in wrong):
            return choice
    return None


def explains(choice: Convention, check: str, seen: Observation, verdict: Verdict) -> bool:
    """Return whether a convention explains one verdict."""
    got, expected = verdict.got, verdict.expected
    if verdict.status != "wrong" or not isinstance(got, np.ndarray):
        return False
    return got.shape == np.shape(expected) and choice.explains(check, seen.trial, got, expected)


SCALE_WORDS: Mapping[str, str] = {
    "sum": "the sum over the batch, where PyTorch takes the mean",
    "per_sample": "the sum over the entries of a sample, where PyTorch takes the mean",
    "half_mean": "half the mean, where PyTorch takes the mean",
    "half_sum": "half the sum, where PyTorch takes the mean",
    "half_per_sample": "half the sum over the entries of a sample, where PyTorch takes the mean",
}
