"""Which elements are wrong, and what they share."""

from typing import Any

import numpy as np
import pytest
from reported import conv, failing, ok, zero_at_the_edge

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.report.errors import (
    compared,
    errors_in_words,
    how_wrong,
    quantity,
    wrong_elements,
)


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        ([np.nan, np.nan], [1, 2], "NaN"),
        ([np.inf, -np.inf], [1, 2], "infinite"),
        ([np.inf, np.nan], [1, 2], "NaN or infinite"),
        ([np.nan, 1], [1, 2], None),
        ([1.0], [np.nan], None),
        ([0, 0], [1, 2], "0"),
        ([-1, -2], [1, 2], "of the wrong sign"),
        ([2, 4], [1, 2], "2 times too large"),
        ([-6, 3], [-2, 1], "3 times too large"),
        ([1, 2], [4, 8], "4 times too small"),
        ([1.5, 3], [1, 2], "1.5 times what it should be"),
        ([-2, -4], [1, 2], "-2 times what it should be"),
        ([3], [2], None),
        ([6], [2], "3 times too large"),
        ([3, 4], [1, 2], "too large by 2"),
        ([-0.5, 0.5], [0, 1], "too small by 0.5"),
        ([3, 5], [1, 2], None),
        ([0.1 + 0.2], [0.1], "3 times too large"),
        ([1e308, 1.0], [1e-308, 2], None),
        ([1e308, 1e308], [-1e308, -1.5e308], None),
    ],
)
def test_what_wrong_elements_share_is_told(got: Any, expected: Any, words: str | None) -> None:
    assert how_wrong(np.array(got, float), np.array(expected, float)) == words


def verdict(got: Any, expected: Any, allowed: float = 0.0) -> Verdict:
    return Verdict(False, 1.0, allowed, (0,), np.asarray(got), np.asarray(expected))


def test_elements_beyond_what_is_allowed_are_wrong() -> None:
    wrong = wrong_elements(verdict([1.0, 2.25, 3.5], [1.0, 2, 3], 0.25))
    assert wrong is not None
    assert wrong.tolist() == [False, False, True]


def test_roundings_beside_an_error_are_not_wrong() -> None:
    wrong = wrong_elements(verdict([1e-13, 1 + 1e-13, 3.5], [0.0, 1, 3]))
    assert wrong is not None
    assert wrong.tolist() == [False, False, True]


def test_an_error_as_small_as_a_rounding_is_told_if_there_is_no_other() -> None:
    wrong = wrong_elements(verdict([1.0, 1 + 1e-13], [1.0, 1]))
    assert wrong is not None
    assert wrong.tolist() == [False, True]


def test_nan_for_a_number_is_wrong() -> None:
    wrong = wrong_elements(verdict([np.nan, 1, np.inf], [np.nan, np.nan, -np.inf], np.nan))
    assert wrong is not None
    assert wrong.tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (None, np.ones(2)),
        ("nothing", np.ones(2)),
        (np.array([object()]), np.ones(1)),
        (np.array(["a"]), np.ones(1)),
        (np.ones(3), np.ones(2)),
        (np.ones(0), np.ones(0)),
        (np.array([1j]), np.ones(1)),
        ([np.ones(2)], 3),
    ],
)
def test_what_cannot_be_compared_has_no_wrong_elements(got: Any, expected: Any) -> None:
    assert wrong_elements(Verdict(False, got=got, expected=expected)) is None


def test_of_several_results_the_first_that_differ_are_compared() -> None:
    got, expected = [np.ones(2), np.ones(3)], [np.ones(2), np.zeros(3)]
    pair = compared(Verdict(False, got=got, expected=expected))
    assert pair[0] is got[1]
    assert pair[1] is expected[1]


def test_place_and_kind_make_a_sentence() -> None:
    edge = conv("grad_x", "stride", zero_at_the_edge)
    assert errors_in_words(edge) == "only in the last row and column: 0 there"
    double = conv("grad_weight", "stride", lambda grad: 2 * grad)
    assert errors_in_words(double) == "everywhere 2 times too large"


def test_nan_is_told_with_its_place() -> None:
    x = np.array([[1.0, 0, 3]])
    nan = np.array([[0, np.nan, 0]])
    result = failing("tanh", "forward", "basic", lambda out: out + nan, {"x": x})
    assert errors_in_words(result) == "only where x is 0: NaN there"


def test_what_is_right_has_no_errors() -> None:
    assert errors_in_words(ok("relu", "forward", "basic")) is None


@pytest.mark.parametrize(
    ("check", "shape", "name"),
    [
        ("grad_bias", (1,), "grad_bias"),
        ("forward", (1, 1, 3, 3), "out"),
        ("repeatable", (1, 1, 2, 2), "out"),
        ("repeatable", (1, 1, 3, 3), "grad_x"),
        ("repeatable", (7,), "out"),
    ],
)
def test_other_checks_are_told_by_the_shape(check: str, shape: tuple[int, ...], name: str) -> None:
    trial = conv("forward", "basic", lambda out: -out).counterexample
    said = Verdict(False, got=np.ones(shape), expected=np.zeros(shape))
    assert quantity(Result("conv2d", check, "basic", 1, said, trial)) == name
