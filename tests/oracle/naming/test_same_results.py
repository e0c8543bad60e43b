"""When two results are the same: a bug's, and the homework's."""

import numpy as np
import pytest

from scratchcnn.oracle.cases.outcome import Raised
from scratchcnn.oracle.checks.observation import Call
from scratchcnn.oracle.naming.matching import same_result, tolerance
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Failure
from tests.helpers.observed import trial_of

INFINITE = np.array([np.inf, 1.0, np.nan])


@pytest.mark.parametrize(
    ("got", "known", "allowed", "expected"),
    [
        (None, None, 0, True),
        (np.ones(2), None, 0, False),
        (None, np.ones(2), 0, False),
        ("text", None, 0, False),
        (np.ones(2), np.ones((1, 2)), 0, False),
        (np.ones(2), Raised(ValueError()), 0, False),
        (Raised(ValueError()), np.ones(2), 0, False),
        (INFINITE, INFINITE, 0, True),
        (INFINITE, -INFINITE, 0, False),
        (INFINITE[:1], INFINITE[:1], 0, True),
        (INFINITE[2:], np.ones(1), 0, False),
        (np.ones(1), INFINITE[2:], 0, False),
        (np.array([True, False]), np.array([True, False]), 0, True),
        (np.array([True, False]), np.array([True, True]), 0, False),
        (np.array([1.0]), np.array([1.0 + 1e-11]), 0, True),
        (np.array([1.0]), np.array([1.0 + 1e-9]), 0, False),
        # The largest number decides how much is lost.
        (np.array([1e-11, 1.0]), np.array([0.0, 1.0]), 0, True),
        (np.array([1e-11, 0.0]), np.array([0.0, 0.0]), 0, False),
        (np.array([1.0 + 5e-5], np.float32), np.array([1.0]), 0, True),
        (np.array([1.0 + 5e-4], np.float32), np.array([1.0]), 0, False),
        (np.array([1.0 + 5e-5]), np.array([1.0]), 0, False),
        # Elementwise, or the largest where the shape is another.
        (np.array([0.5, 0.0]), np.zeros(2), np.array([0.5, 0.0]), True),
        (np.array([0.5, 0.0]), np.zeros(2), np.array([0.0, 0.5]), False),
        (np.array([0.5, 0.0]), np.zeros(2), np.array([0.0, 0.0, 0.5]), True),
        (np.array([0.5, 0.0]), np.zeros(2), np.zeros(3), False),
        (np.array([0.5, 0.0]), np.zeros(2), np.zeros(0), False),
    ],
)
def test_two_results_are_the_same_up_to_rounding(got, known, allowed, expected):
    assert same_result(got, known, allowed) is expected


def homework_raised(type_, **others):
    return Raised(HomeworkFailure(Failure("exception", type_, "no", **others), "forward"))


@pytest.mark.parametrize(
    ("got", "known", "expected"),
    [
        (Raised(ZeroDivisionError()), Raised(ZeroDivisionError()), True),
        (Raised(ZeroDivisionError()), Raised(ValueError()), False),
        (Raised(ValueError()), Raised(ZeroDivisionError()), False),
        (Raised(ValueError()), Raised(IndexError()), True),
        (homework_raised("ZeroDivisionError"), Raised(ZeroDivisionError()), True),
        (homework_raised("RuntimeError"), Raised(ValueError()), True),
        (homework_raised("AttributeError"), Raised(AttributeError()), False),
        (homework_raised("ValueError", explicit=True), Raised(ValueError()), False),
    ],
)
def test_two_exceptions_are_the_same_if_both_come_from_the_mathematics(got, known, expected):
    assert same_result(got, known, 0) is expected


def test_a_result_may_differ_by_four_times_what_is_allowed():
    trial = trial_of("linear", {"x": [[1.0, 2.0]], "weight": [[3.0, 4.0]]})
    limit = trial.limit("grad_weight", np.dtype(float))
    call = Call(None, {})
    assert np.array_equal(tolerance(trial, call, "grad_weight"), 4 * limit)


def test_a_gradient_read_off_an_update_may_differ_by_what_that_lost():
    trial = trial_of("linear", {"x": [[1.0, 2.0]], "weight": [[3.0, 4.0]]})
    lost = np.array([[1e-3, 1e-2]])
    call = Call(None, {}, {"weight": lost})
    limit = trial.limit("grad_weight", np.dtype(float))
    assert np.array_equal(tolerance(trial, call, "grad_weight"), 4 * (limit + lost))
