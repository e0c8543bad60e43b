"""Results that are right to single precision: whether float32 arithmetic explains them.

Its rounding errors change with the last digits of the arguments, whereas the error of a wrong
formula stays what it is. So a layer whose error is larger than a few roundings is called again on
arguments that differ by less than any formula would notice.
"""

from collections.abc import Sequence

import numpy as np

from scratchcnn.oracle.cards.card import Convention
from scratchcnn.oracle.cases.bounds import unit_roundoff
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import Array
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.verdicts import expected_of, result_of

SINGLE_TYPE = np.dtype(np.float32)
UNIT = unit_roundoff(SINGLE_TYPE)
# An error of so many roundings is no formula's: the constants in it may be rounded themselves.
FEW = 4
# An error of so much of a rounding is none of single precision.
BARELY = 2.0**-10
# The share of an error that has to change with the last digits of the arguments.
ERRATIC = 1 / 8
# On how many results the arithmetic is tried that they are said to have; one is enough to say so.
TRIED = 3


def single_precision(check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether a float64 result is as near as float32 arithmetic comes at its worst."""
    name = result_of(check)
    if name != "out" and not name.startswith("grad_"):
        return False
    # Also where numbers are only copied, they may be rounded once.
    allowed = trial.limit(name, SINGLE_TYPE) + UNIT * np.abs(expected)
    return bool(np.all(np.abs(got - expected) <= allowed))


# Choices that any op may make; those of single ops are on their cards.
SINGLE = Convention(
    "it computes in single precision, and is right as far as that goes", single_precision
)
NEGLIGIBLE = Convention(
    "it differs by less than single precision resolves: by a tiny epsilon, a rounded constant, or "
    "further roundings",
    single_precision,
)
ROUNDED = (SINGLE, NEGLIGIBLE)


def rounded(check: str, wrong: Sequence[tuple[Observation, Verdict]]) -> Convention | None:
    """Return how much less than double precision explains all that is wrong; None if nothing does.

    All of `wrong` are arrays of the right shape.
    """
    if not all(
        SINGLE.explains(check, seen.trial, verdict.got, verdict.expected)
        and (few_roundings(check, seen.trial, verdict) or erratic(check, seen))
        for seen, verdict in wrong
    ):
        return None
    if all(few_roundings(check, seen.trial, verdict, BARELY) for seen, verdict in wrong):
        return NEGLIGIBLE
    most = sorted(wrong, key=lambda pair: -np.size(pair[1].got))[:TRIED]
    if any(is_single(pair[1].got) or erratic(check, pair[0]) for pair in most):
        return SINGLE
    return NEGLIGIBLE


def few_roundings(check: str, trial: Trial, verdict: Verdict, few: float = FEW) -> bool:
    """Return whether an error is at most a few roundings of the largest term everywhere."""
    bound = trial.bounds[result_of(check)]
    size = np.maximum(np.abs(bound.magnitude), np.abs(verdict.expected))
    return bool(np.all(np.abs(verdict.got - verdict.expected) <= few * UNIT * size))


def is_single(got: Array) -> bool:
    """Return whether all numbers are those of float32, and not all of them are short ones."""
    short = np.all(got * 2**10 == np.rint(got * 2**10))
    return bool(np.all(got == got.astype(SINGLE_TYPE)) and not short)


def erratic(check: str, seen: Observation) -> bool:
    """Return whether the error of a result changes with the last digits of the arguments.

    What cannot be asked again is believed.
    """
    name = result_of(check)
    error = error_of(name, seen.trial, seen.first.result(name))
    if error is None:
        return False
    others = [error_of(name, trial, call.result(name)) for trial, call in seen.nearby]
    changes = [np.abs(other - error).max() for other in others if other is not None]
    return not changes or bool(max(changes) >= ERRATIC * np.abs(error).max())


def error_of(name: str, trial: Trial, got: object) -> Array | None:
    """Return by how much a result is off, with its sign; None if it cannot be compared."""
    expected = expected_of(trial, name)
    if not isinstance(got, np.ndarray) or got.shape != expected.shape:
        return None
    error: Array = got - expected
    return error if np.isfinite(error).all() else None
