"""Gradients that are right for what forward computed, and wrong because that is wrong."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import Array
from scratchcnn.oracle.checks.homework import Finding
from scratchcnn.oracle.checks.observation import Observation

# Computes a gradient from the homework's own output.
Formula: TypeAlias = Callable[[Array, Trial], Array]
RELATIVE = 1e-6


def follows_from_output(card: Card, finding: Finding) -> bool:
    """Return whether a gradient always follows from the homework's own output."""
    formula = card.from_output.get(finding.check)
    if formula is None:
        return False
    return all(is_own(formula, finding.check, seen) for seen, _ in finding.verdicts)


def is_own(formula: Formula, check: str, seen: Observation) -> bool:
    """Return whether one gradient is what its formula gives for the homework's output."""
    out, got = seen.first.out, seen.first.result(check)
    if not isinstance(out, np.ndarray) or not isinstance(got, np.ndarray):
        return False
    with np.errstate(all="ignore"):
        own = formula(out, seen.trial)
        if np.shape(own) != got.shape:
            return False
        near = np.abs(got - own) <= RELATIVE * (1 + np.abs(own))
        return bool(np.all(near | (got == own) | (np.isnan(got) & np.isnan(own))))
