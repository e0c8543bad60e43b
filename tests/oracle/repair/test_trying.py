"""Cases in which edits are tried: which there are, and whether a layer passes them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from repaired import subject_of
from reported import conv, ok, without_verdict

from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.repair.trying import Tried, failing_cases, further_cases


def wrong_gradient(x: Any) -> Any:
    out, pullback = twin_of("relu")(x=x)
    return out, lambda grad_out: tuple(2 * grad for grad in pullback(grad_out))


@pytest.mark.parametrize(
    ("function", "checks", "passed"),
    [
        (twin_of("relu"), ("forward", "grad_x"), True),
        (wrong_gradient, ("forward",), True),
        (wrong_gradient, ("forward", "grad_x"), False),
    ],
)
def test_a_layer_passes_if_every_check_says_so(
    function: Callable[..., Any], checks: tuple[str, ...], passed: bool
) -> None:
    subject, layer = subject_of("relu", function)
    (trial,) = draw("relu", Offer(), "basic", 1, 0)
    assert Tried(trial, checks).passes(subject) is passed
    assert layer.closed == 1


def test_a_check_that_says_nothing_is_not_passed() -> None:
    def raises(x: Any) -> Any:
        raise ValueError("no output, and so no gradient")

    subject, _ = subject_of("relu", raises)
    (trial,) = draw("relu", Offer(), "basic", 1, 0)
    assert not Tried(trial, ("grad_x",)).passes(subject)
    assert Tried(trial, ("forward",)).demanding(subject).checks == ("forward",)


def test_what_is_right_now_has_to_stay_so() -> None:
    subject, _ = subject_of("relu", wrong_gradient)
    (trial,) = draw("relu", Offer(), "basic", 1, 0)
    assert Tried(trial, ("grad_x",)).demanding(subject).checks == ("forward", "grad_x")
    assert Tried(trial, ("inputs_unchanged",)).demanding(subject).checks == (
        "forward",
        "inputs_unchanged",
    )


def test_the_smallest_case_that_fails_comes_first() -> None:
    wrong = [
        conv("grad_x", "basic", lambda grad: grad + 1),
        conv("grad_weight", "basic", lambda grad: grad + 1),
    ]
    found = failing_cases([ok("conv2d", "forward", "basic"), *wrong])
    assert {case.checks for case in found} == {("grad_x",), ("grad_weight",)}
    assert [case.size for case in found] == sorted(case.size for case in found)


def test_where_right_layers_differ_is_tried_if_nothing_else_fails() -> None:
    wrong = [
        conv("grad_x", "kink", lambda grad: grad + 1),
        conv("grad_weight", "basic", lambda grad: grad + 1),
    ]
    assert [case.checks for case in failing_cases(wrong)] == [("grad_weight",)]
    assert [case.checks for case in failing_cases(wrong[:1])] == [("grad_x",)]


def test_what_has_no_case_is_not_tried() -> None:
    assert failing_cases([without_verdict("wrong", "raised ValueError", "relu")]) == []


def test_larger_cases_are_of_the_regimes_that_fail() -> None:
    subject, _ = subject_of("relu", wrong_gradient)
    wrong = conv("grad_x", "batch", lambda grad: grad + 1)
    cases = further_cases(subject, [wrong, ok("relu", "forward", "kink")], 3)
    drawn = draw("relu", Offer(), "batch", 3, 3)
    assert len(cases) == 3
    assert all(case.checks == ("forward", "grad_x") for case in cases)
    for case, trial in zip(cases, drawn, strict=True):
        np.testing.assert_array_equal(case.trial.arrays["x"], trial.arrays["x"])
