"""What is wrong with a wrong array: which elements, where they lie, and what they share."""

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.checks.comparing import Verdict, elementwise_errors
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.report.places import Mask, where_wrong

Array: TypeAlias = NDArray[Any]

# Errors this much smaller than the numbers beside them are rounding errors.
ROUNDING = 1e-9
# Ratios are recognized in spite of rounding errors.
ALIKE = 1e-6


def compared(verdict: Verdict) -> tuple[Any, Any]:
    """Return what came out and what should have; of several results the first that differ."""
    got, expected = verdict.got, verdict.expected
    if not isinstance(got, list | tuple) or not isinstance(expected, list | tuple):
        return got, expected
    for one, other in zip(got, expected, strict=False):
        if np.asarray(one).tobytes() != np.asarray(other).tobytes():
            return one, other
    return got, expected


def is_numeric(value: Any) -> bool:
    """Return whether a value is an array of real numbers, or one such number of NumPy's."""
    return isinstance(value, np.ndarray | np.number | np.bool_) and value.dtype.kind in "biuf"


def wrong_elements(verdict: Verdict) -> Mask | None:
    """Return which elements are wrong; None where nothing was compared element by element."""
    got, expected = compared(verdict)
    if verdict.ok or not (is_numeric(got) and is_numeric(expected)):
        return None
    if np.shape(got) != np.shape(expected) or not np.size(got):
        return None
    with np.errstate(all="ignore"):
        got, expected = np.asarray(got, np.float64), np.asarray(expected, np.float64)
        errors = np.asarray(elementwise_errors(got, expected))
    finite = np.isfinite(errors)
    largest = float(errors.max(where=finite, initial=0))
    allowed = verdict.allowed if math.isfinite(verdict.allowed) else 0.0
    known = np.where(np.isfinite(expected), np.abs(expected), 0)
    wrong = ~finite | (errors > np.maximum(ROUNDING * np.maximum(largest, known), allowed))
    if not wrong.any():
        wrong = errors == errors.max()
    return wrong if errors.any() else None


def errors_in_words(result: Result) -> str | None:
    """Say where the errors of a result lie and what they share; None if nothing was compared.

    Such as "everywhere 2 times too large", or "only in the last row and column: 0 there".
    """
    wrong = wrong_elements(result.verdict)
    if wrong is None:
        return None
    with np.errstate(all="ignore"):
        got, expected = (np.asarray(value, np.float64) for value in compared(result.verdict))
    trial = result.counterexample
    arrays = {} if trial is None else {**trial.arrays, "grad_out": trial.grad_out}
    where = where_wrong(result.op, quantity(result), wrong, arrays)
    how = how_wrong(got[wrong], expected[wrong])
    if how is None:
        return where
    return f"{where} {how}" if where == "everywhere" else f"{where}: {how} there"


def quantity(result: Result) -> str:
    """Return the name of what was compared: "out", or "grad_" + an argument."""
    if result.check.startswith("grad_"):
        return result.check
    trial, (got, _) = result.counterexample, compared(result.verdict)
    if result.check == "forward" or trial is None or np.shape(got) == trial.grad_out.shape:
        return "out"
    named = [name for name, array in trial.arrays.items() if array.shape == np.shape(got)]
    return f"grad_{named[0]}" if named else "out"


def how_wrong(got: Array, expected: Array) -> str | None:
    """Say what all wrong elements share; None if there is nothing simple.

    Examples
    --------
    >>> how_wrong(np.array([2.0, 4.0]), np.array([1.0, 2.0]))
    '2 times too large'
    >>> how_wrong(np.array([-1.0, 4.0]), np.array([1.0, -4.0]))
    'of the wrong sign'
    """
    if np.isnan(got).all():
        return "NaN"
    if not np.isfinite(got).any():
        return "infinite" if np.isinf(got).all() else "NaN or infinite"
    if not (np.isfinite(got).all() and np.isfinite(expected).all()):
        return None
    if not got.any():
        return "0"
    return by_a_factor(got, expected) or by_a_difference(got, expected)


def by_a_factor(got: Array, expected: Array) -> str | None:
    """Describe the result as a multiple of what was expected."""
    if not expected.all():
        return None
    with np.errstate(all="ignore"):
        ratios = got / expected
        inverse = float(1 / ratios[0])
    ratio = float(ratios[0])
    if not math.isfinite(ratio) or not np.allclose(ratios, ratio, rtol=ALIKE, atol=0):
        return None
    if math.isclose(ratio, -1, rel_tol=ALIKE):
        return "of the wrong sign"
    for factor, words in ((ratio, "large"), (inverse, "small")):
        whole = math.isclose(factor, round(factor), rel_tol=ALIKE) if abs(factor) < 1e6 else False
        if whole and factor > 1.5:
            return f"{round(factor)} times too {words}"
    # One element is always some multiple.
    return f"{ratio:.4g} times what it should be" if got.size > 1 else None


def by_a_difference(got: Array, expected: Array) -> str | None:
    """Describe the result as too large or too small by the same amount everywhere."""
    with np.errstate(all="ignore"):
        differences = got - expected
    first = float(differences[0])
    if got.size == 1 or not math.isfinite(first):
        return None
    if not np.allclose(differences, first, rtol=ALIKE, atol=0):
        return None
    return f"too {'large' if first > 0 else 'small'} by {abs(first):.4g}"
