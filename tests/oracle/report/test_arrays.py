"""Arrays as a person reads them."""

from typing import Any

import numpy as np
import pytest
from reported import conv

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.report.arrays import Lines, call_lines, result_lines, value_lines


def plain(lines: Lines) -> str:
    return "\n".join("".join(span.text for span in line) for line in lines)


def compared(got: Any, expected: Any) -> tuple[str, str]:
    arrays = np.asarray(got), np.asarray(expected)
    lines = result_lines(Verdict(False, 1.0, 0.0, (0,), *arrays))
    return plain(lines[0]), plain(lines[1])


def test_wrong_elements_are_marked_and_aligned() -> None:
    got, expected = compared([[1.0, -20], [3, 4]], [[1.0, 2], [3, 100]])
    assert got == "[[  1  -20*]\n [  3    4*]]"
    assert expected == "[[  1    2*]\n [  3  100*]]"


def test_the_marks_stand_on_the_spans_that_are_wrong() -> None:
    lines, _ = result_lines(Verdict(False, 1.0, 0.0, (1,), np.array([1.0, 2]), np.array([1.0, 3])))
    assert [span.text for line in lines for span in line if span.wrong] == ["2*"]


def test_images_are_nested_in_brackets() -> None:
    text = plain(value_lines(np.arange(8).reshape(2, 2, 2)))
    assert text == "[[[0 1]\n  [2 3]]\n [[4 5]\n  [6 7]]]"


def test_numbers_that_would_read_alike_are_written_out() -> None:
    got, expected = compared([0.5, 1.00000001], [0.25, 1.0])
    assert got == "[       0.5* 1.00000001*]"
    assert expected == "[      0.25*        1.0*]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.float64(3), "3"),
        (np.array(2.5), "2.5"),
        (np.array([True, False]), "[ True False]"),
        (np.array([-0.0, np.nan, -np.inf]), "[  -0  nan -inf]"),
        (np.ones((0, 3)), "array of shape (0, 3)"),
        (np.ones((20, 20)), "array of shape (20, 20)"),
        (np.array(["a", "b"]), "<U1 array of shape (2,)"),
        (None, "None"),
        ((1, 2), "(1, 2)"),
        ("a\x1b[31m\nb", r"'a\x1b[31m\nb'"),
        pytest.param(10**5000, "of type int", id="huge"),
        pytest.param((10**5000,), "of type tuple", id="huge in a tuple"),
        ({1: 2}, "of type dict"),
        (object(), "of type object"),
        ((object(),), "of type tuple"),
    ],
)
def test_any_value_can_be_shown(value: Any, text: str) -> None:
    assert plain(value_lines(value)) == text


def test_a_large_array_shows_its_first_wrong_elements() -> None:
    expected = np.zeros((20, 20))
    got = expected.copy()
    got[3] = 7
    text, other = compared(got, expected)
    assert text.splitlines()[:2] == ["array of shape (20, 20), such as", "[3, 0]: 7*"]
    assert len(text.splitlines()) == 6
    assert other.splitlines()[1] == "[3, 0]: 0*"


def test_the_upstream_gradient_is_no_argument_of_the_forward_pass() -> None:
    trial = conv("forward", "basic", lambda out: -out).counterexample
    assert trial is not None
    assert list(call_lines(trial, "forward")) == ["x", "weight", "stride"]
    assert list(call_lines(trial, "grad_x")) == ["x", "weight", "stride", "grad_out"]
