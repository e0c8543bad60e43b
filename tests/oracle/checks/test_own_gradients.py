"""A gradient beside a wrong output is right if it follows from that output."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.cards.card import Convention
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.own_gradients import FOLLOWS, FOLLOWS_NOT, follows, own_gradient
from scratchcnn.oracle.understanding.plans.adapted import Gradients
from tests.helpers.observed import observed, relu

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
        lambda x, g: np.full_like(x, np.inf),
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


@pytest.mark.parametrize("unit", [1.0, 1e-6])
def test_what_jumps_within_the_step_proves_nothing(unit) -> None:
    rounded = with_gradient(lambda x: np.round(x * 1e6) * unit, lambda x, g: 1e6 * unit * g)
    assert not follows(of(rounded), "x")


def at_most(count: int, function: Any = cubed) -> Any:
    """Return an implementation that can be called so many times."""
    calls = []

    def implementation(x, **options):
        calls.append(1)
        if len(calls) > count:
            raise ValueError("no more")
        return function(x)

    return implementation


@pytest.mark.parametrize("count", range(1, 7))
def test_an_output_that_cannot_be_computed_again_proves_nothing(count) -> None:
    assert not follows(of(at_most(count)), "x")


@pytest.mark.parametrize(
    "function", [lambda x: np.full_like(x, np.inf), lambda x: np.where(x > X, np.inf, x)]
)
def test_an_output_that_becomes_infinite_proves_nothing(function) -> None:
    assert not follows(of(with_gradient(function, lambda x, g: g)), "x")


def test_no_two_mistakes_cancel_out() -> None:
    x = np.ones((3, 3))
    for first, second in combinations(range(x.size), 2):
        for sign in (-1, 1):
            wrong = np.full(x.size, 3.0)
            wrong[first] += 0.1
            wrong[second] += 0.1 * sign
            gradient = wrong.reshape(x.shape)
            one = with_gradient(lambda x: x**3, lambda x, g, gradient=gradient: gradient)
            seen = observed("relu", one, {"x": x}, upstream=np.ones_like(x))
            assert not follows(seen, "x")


def asked(x: Any) -> Any:
    """Return by how many steps the numbers are moved to see whether a gradient follows."""
    inputs = []

    def recording(x, **options):
        inputs.append(x)
        return cubed(x)

    assert follows(of(recording, x=x), "x")
    return np.array([(one - x) / smooth_step(x) for one in inputs[1:]])


def test_every_number_moves_either_way_by_a_step_or_two_alike_each_time() -> None:
    x = np.linspace(0.5, 3, 12).reshape(3, 4)
    moved = asked(x)
    assert np.array_equal(moved, asked(x))
    for behind, middle, ahead, further_behind, middle_again, further_ahead in np.split(moved, 2):
        assert (np.abs(ahead) > 0.499).all()
        assert (np.abs(ahead) < 1.001).all()
        assert (ahead > 0).any()
        assert (ahead < 0).any()
        assert not middle.any()
        assert not middle_again.any()
        assert behind == pytest.approx(-ahead)
        assert further_ahead == pytest.approx(2 * ahead)
        assert further_behind == pytest.approx(-2 * ahead)


def test_a_gradient_of_0_follows_from_an_output_of_0() -> None:
    assert follows(of(with_gradient(np.zeros_like, lambda x, g: 0 * g)), "x")


def test_a_gradient_may_be_off_by_as_much_as_the_slope_depends_on_the_step() -> None:
    x = np.zeros((1, 1))
    steep = 2e-6 / smooth_step(x[0, 0]) ** 2
    for factor, expected in ((0.0, False), (steep, True)):
        one = with_gradient(
            lambda x, factor=factor: x + factor * x**3, lambda x, g: (1 - 1.1e-5) * g
        )
        assert follows(of(one, x=x), "x") is expected


@pytest.mark.parametrize(("error", "expected"), [(5e-3, True), (0.1, False)])
def test_a_gradient_read_off_an_update_may_have_lost_digits(error, expected) -> None:
    def updating(x, **options):
        allowances = {"x": np.full(x.shape, 1e-2)}
        return x, lambda grad_out: Gradients.of({"x": grad_out + error}, allowances)

    assert follows(of(updating, x=np.array([[2.0]])), "x") is expected


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
    upstream = np.full((2, 2), 1e6)
    assert follows(observed("relu", saturated(-1, 1), {"x": x}, upstream=upstream), "x")
    assert not follows(of(saturated(-1, 1e9), x=x), "x")


HALF = Convention(
    "half of what PyTorch gives",
    lambda check, trial, got, expected: (
        check == "forward" and bool(np.array_equal(2 * got, expected)) and trial.out is expected
    ),
    binding=True,
)


def half_of_relu(slope: float) -> Any:
    return with_gradient(lambda x: np.maximum(x, 0) / 2, lambda x, g: slope * g * (x > 0))


def test_a_gradient_of_another_output_is_wrong_where_a_convention_binds_it() -> None:
    right = Verdict(True, got=np.ones(3))
    found = own_gradient(of(half_of_relu(1.0)), "grad_x", right, [HALF])
    assert (found.ok, found.status, found.message) == (False, "wrong", FOLLOWS_NOT)
    assert found.got is right.got


@pytest.mark.parametrize(
    ("implementation", "bound"),
    [
        (half_of_relu(1.0), []),
        (half_of_relu(0.5), [HALF]),
        (with_gradient(np.abs, lambda x, g: g * (x > 0)), [HALF]),
        (at_most(0), [HALF]),
    ],
    ids=["no convention", "follows", "another output", "no output"],
)
def test_a_right_gradient_stays_right_where_no_convention_binds_it(implementation, bound) -> None:
    right = Verdict(True)
    assert own_gradient(of(implementation), "grad_x", right, bound) is right


def test_a_case_that_does_not_show_a_convention_is_not_bound_by_it() -> None:
    # Half of 0 is 0; and the output cannot be computed again.
    seen, right = of(at_most(1, relu), x=-np.abs(X)), Verdict(True)
    assert own_gradient(seen, "grad_x", right, [HALF]) is right
