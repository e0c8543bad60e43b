"""A gradient beside a wrong output is right if it follows from that output."""

from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.own_gradients import FOLLOWS, follows, own_gradient
from tests.helpers.observed import observed

WRONG = Verdict(False, message="grad_x differs")


def cubed(x, **options):
    return x**3, lambda grad_out: (3 * x**2 * grad_out,)


def with_gradient(function, gradient):
    """Return an implementation of one array in which the two are as given."""

    def implementation(x, **options):
        return function(x), lambda grad_out: (gradient(x, grad_out),)

    return implementation


X = np.array([[0.5, -1.5], [2.0, 0.25]])


def of(implementation: Any, x: Any = X) -> Observation:
    return observed("relu", implementation, {"x": x})


def test_a_derivative_of_another_formula_follows_from_it() -> None:
    seen = of(cubed)
    assert follows(seen, "x")
    assert own_gradient(seen, "grad_x", WRONG) == Verdict(True, message=FOLLOWS)


@pytest.mark.parametrize(
    "gradient",
    [
        lambda x, g: 2 * x * g,
        lambda x, g: 3 * x**2 * g + 1e-3,
        lambda x, g: 3 * x**2,
        lambda x, g: -3 * x**2 * g,
        lambda x, g: np.full_like(x, np.nan),
        lambda x, g: (3 * x**2 * g)[..., :0],
        lambda x, g: None,
    ],
)
def test_another_gradient_does_not(gradient) -> None:
    seen = of(with_gradient(lambda x: x**3, gradient))
    assert not follows(seen, "x")
    assert own_gradient(seen, "grad_x", WRONG) is WRONG


def test_at_a_kink_the_gradient_may_be_that_of_either_side_or_between() -> None:
    x = np.zeros((2, 2))
    for slope in (-2.0, -0.5, 2.0):
        one = with_gradient(lambda x: 2 * np.abs(x), lambda x, g, slope=slope: slope * g)
        assert follows(of(one, x=x), "x")
    assert not follows(of(with_gradient(lambda x: 2 * np.abs(x), lambda x, g: 3 * g), x=x), "x")


def test_what_jumps_within_the_step_proves_nothing() -> None:
    rounded = with_gradient(lambda x: np.round(x * 1e6), lambda x, g: 1e6 * g)
    assert not follows(of(rounded), "x")


def test_an_output_that_cannot_be_computed_again_proves_nothing() -> None:
    calls = []

    def once(x, **options):
        calls.append(1)
        if len(calls) > 1:
            raise ValueError("only once")
        return cubed(x)

    assert not follows(of(once), "x")


def test_what_is_not_there_or_right_stays_as_it_was() -> None:
    seen = of(cubed)
    absent = Verdict(False, status="unimplemented")
    assert own_gradient(seen, "grad_x", absent) is absent
    right = Verdict(True)
    assert own_gradient(seen, "grad_x", right) is right


def test_of_a_saturated_output_no_more_is_asked_than_can_be_seen() -> None:
    def saturated(sign: float, scale: float) -> Any:
        return with_gradient(
            lambda x: 1 / (1 + np.exp(x)),
            lambda x, g: sign * scale * g * np.exp(x) / (1 + np.exp(x)) ** 2,
        )

    x = np.full((2, 2), -30.0)
    assert follows(of(saturated(-1, 1), x=x), "x")
    assert not follows(of(saturated(-1, 1e9), x=x), "x")
