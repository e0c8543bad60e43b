"""What an edit must not do, however right the layer is with it."""

from typing import Any

import numpy as np
import pytest
from repaired import function_of, subject_of
from reported import conv, ok

from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.repair.function import parsed
from scratchcnn.oracle.repair.proof import (
    Beside,
    other_magnitudes,
    proven,
    scaled_by,
    worse,
    written_by,
)
from scratchcnn.oracle.understanding.calls.pairs import Subject

TEXT = "def f(x):\n    return x\n"
FUNCTION = function_of(TEXT)
RIGHT = [ok("relu", "forward", "basic"), ok("relu", "forward", "batch")]
WRONG = [conv("forward", "basic", lambda out: out + 1)]


def of_small_numbers_alone(x: Any) -> Any:
    out, pullback = twin_of("relu")(x=x)
    return (out, pullback) if np.abs(x).max() < 100 else (out + 1, pullback)


def test_what_is_right_in_other_cases_is_proven() -> None:
    subject, _ = subject_of("relu", twin_of("relu"))
    seeds = []

    def rejudge(subject: Subject, seed: int) -> Any:
        seeds.append(seed)
        return RIGHT

    scaled = len(list(other_magnitudes(subject, 0)))
    drawn = sum(result.examples for result in RIGHT)
    assert proven(subject, FUNCTION, TEXT, [], 5, rejudge) == drawn + scaled
    assert seeds == [5 + 7919]


@pytest.mark.parametrize("results", [[], [*RIGHT, *WRONG]])
def test_what_is_wrong_in_one_case_or_not_judged_is_not(results: Any) -> None:
    subject, _ = subject_of("relu", twin_of("relu"))
    assert proven(subject, FUNCTION, TEXT, [], 0, lambda *_: results) == 0


def test_what_is_wrong_for_large_numbers_is_not() -> None:
    subject, _ = subject_of("relu", of_small_numbers_alone)
    assert proven(subject, FUNCTION, TEXT, [], 0, lambda *_: RIGHT) == 0


def test_what_writes_elsewhere_is_not() -> None:
    subject, _ = subject_of("relu", twin_of("relu"))
    writes = "def f(x):\n    x[0] = 1\n    return x\n"
    assert proven(subject, FUNCTION, writes, [], 0, lambda *_: RIGHT) == 0
    assert proven(subject, function_of(writes), TEXT, [], 0, lambda *_: RIGHT) > 0


@pytest.mark.parametrize(("runs_it", "is_proven"), [(True, False), (False, True)])
def test_what_another_layer_suffers_from_is_not(runs_it: bool, is_proven: bool) -> None:
    subject, _ = subject_of("relu", twin_of("relu"))
    other, _ = subject_of("relu", twin_of("relu"))
    keys = frozenset([(FUNCTION.filename, FUNCTION.line)] if runs_it else [])
    before = {(result.check, result.regime): result.status for result in RIGHT}

    def rejudge(judged: Subject, seed: int) -> Any:
        return RIGHT if judged is subject else WRONG

    found = proven(subject, FUNCTION, TEXT, [Beside(other, keys, before)], 0, rejudge)
    assert bool(found) is is_proven


@pytest.mark.parametrize(
    ("before", "after", "is_worse"),
    [
        ("ok", "ok", False),
        ("ok", "wrong", True),
        ("ok", "convention", False),
        ("wrong", "ok", False),
        ("wrong", "wrong", False),
        ("convention", "crash", True),
    ],
)
def test_only_what_was_right_can_be_worse(before: str, after: str, is_worse: bool) -> None:
    check = ("forward", "basic")
    assert worse({check: before}, {check: after}) is is_worse


def test_what_is_not_judged_any_more_is_worse() -> None:
    assert worse({("forward", "basic"): "ok"}, {})


def test_all_numbers_are_scaled_but_the_upstream_gradients() -> None:
    (trial,) = draw("relu", Offer(), "basic", 1, 0)
    scaled = scaled_by(trial, 4.0)
    np.testing.assert_array_equal(scaled.arrays["x"], 4 * trial.arrays["x"])
    np.testing.assert_array_equal(scaled.grad_out, trial.grad_out)
    assert scaled.arrays["x"].dtype == trial.arrays["x"].dtype


def test_what_has_no_magnitude_of_its_own_is_not_scaled() -> None:
    subject, _ = subject_of("softmax_cross_entropy", twin_of("softmax_cross_entropy"))
    assert list(other_magnitudes(subject, 0)) == []


def test_what_is_written_into_goes_by_its_name() -> None:
    text = "def f(self, x):\n    self.a = x\n    x[0][1] += 1\n    self.b[0], y = 1, 2\n"
    assert written_by(parsed(text, 1)) == {"self.a", "x", "self.b"}
