"""Defensible choices that differ from PyTorch's: what is reported, not failed."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from scratchcnn.oracle.cards.card import Card, Convention
from scratchcnn.oracle.cards.families.sliding.lower_padding import WORDS_OF_SAME
from scratchcnn.oracle.cases.window_kinds import differs_from_base
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.naming.precision import SINGLE, rounded

Pair: TypeAlias = tuple[Observation, Verdict]


def convention(card: Card, check: str, wrong: Sequence[Pair]) -> Convention | None:
    """Return the convention that explains every verdict of a check; None for none."""
    for choice in card.conventions:
        if all(explains(choice, check, *pair) for pair in wrong):
            return choice
    comparable = all(explains(SINGLE, check, *pair) for pair in wrong)
    return rounded(check, wrong) if comparable else None


def explains(choice: Convention, check: str, seen: Observation, verdict: Verdict) -> bool:
    """Return whether a convention explains one verdict."""
    got, expected = verdict.got, verdict.expected
    if verdict.status != "wrong" or not isinstance(got, np.ndarray):
        return False
    return got.shape == np.shape(expected) and choice.explains(check, seen.trial, got, expected)


def meaning_of_same(seen: Sequence[Observation]) -> str | None:
    """Return what the report says about the meaning of `same` in homework, if that shows."""
    meant = (str(one.trial.options.get("padding")) for one in seen if differs_from_base(one.trial))
    return next((WORDS_OF_SAME[meaning] for meaning in meant), None)


NOT_REDUCED_WORDS = (
    "the loss is not reduced, as PyTorch's with reduction='none'; what is judged is the sum of its "
    "numbers, and the gradient of that"
)
SCALE_WORDS: Mapping[str, str] = {
    "sum": "the sum over the batch, where PyTorch takes the mean",
    "per_sample": "the sum over the entries of a sample, where PyTorch takes the mean",
    "half_mean": "half the mean, where PyTorch takes the mean",
    "half_sum": "half the sum, where PyTorch takes the mean",
    "twice": "the whole sum of squares, where PyTorch's weight decay is the gradient of half of it",
    "half_per_sample": "half the sum over the entries of a sample, where PyTorch takes the mean",
}
