"""Which coordinates have a slope, and whether the gradient is it."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from pointwise import a_trial, absolute, cube, errs_by, pointwise, square

from scratchcnn.oracle.cases import steps
from scratchcnn.oracle.cases.bounds import Bound
from scratchcnn.oracle.cases.case import Implementation
from scratchcnn.oracle.checks import finite_differences as fd
from scratchcnn.oracle.checks.checks import NotJudged
from scratchcnn.oracle.checks.comparing import Verdict


def test_a_gradient_that_is_the_slope_is_right() -> None:
    one = a_trial(square, [[5, 7]], [[3, 2]])
    verdict = fd.hold(square, one, "x", (0, 1), 0.5, np.array([[30.0, 28]]))
    assert (verdict.ok, verdict.error, verdict.message) == (True, 0, "")
    assert (verdict.index, verdict.expected) == ((0, 1), 28)
    assert_array_equal(verdict.got, [[30, 28]])


def test_a_gradient_that_is_not_the_slope_is_told_with_its_place() -> None:
    one = a_trial(square, [[5, 7]], [[3, 2]])
    verdict = fd.hold(square, one, "x", (0, 1), 0.5, np.array([[30.0, 14]]))
    assert (verdict.ok, verdict.error, verdict.index) == (False, 14, (0, 1))
    assert verdict.message == "grad_x[0, 1] is 14.0, but the slope there is 28.0"
    assert (verdict.allowed, verdict.expected) == (pytest.approx(0, abs=1e-12), 28)
    assert_array_equal(verdict.got, [[30, 14]])


@pytest.mark.parametrize("side", [1, -1])
def test_a_gradient_may_be_off_by_rounding_truncation_and_its_own_limit(side: int) -> None:
    # The slope of 2 x**3 at 2 is 24.5 with a step of 1/2 and 26 with 1: truncation costs 1.5.
    # Rounding costs (1 + 1) * 2 over a distance of 1, and the gradient has 2 of its own.
    one = a_trial(cube, [2], [2], {"out": errs_by(1), "grad_x": errs_by(2)})
    verdict = fd.hold(cube, one, "x", (0,), 0.5, np.array([24.5 + side * 7.5]))
    assert (verdict.ok, verdict.error, verdict.expected) == (True, 7.5, 24.5)
    assert verdict.allowed == pytest.approx(1.5 + 4 + 2, rel=1e-12)
    assert not fd.hold(cube, one, "x", (0,), 0.5, np.array([24.5 + side * 7.75])).ok


def test_an_error_of_exactly_what_is_allowed_is_right() -> None:
    zero = pointwise(np.zeros_like, np.zeros_like)
    one = a_trial(zero, [2], [2], {"grad_x": errs_by(2)})
    verdict = fd.hold(zero, one, "x", (0,), 1, np.array([2.0]))
    assert (verdict.ok, verdict.error, verdict.allowed, verdict.message) == (True, 2, 2, "")


def test_every_element_of_a_gradient_has_its_own_limit() -> None:
    limits = Bound(2**52 - 4, np.array([0, 1.0]))
    zero = pointwise(np.zeros_like, np.zeros_like)
    one = a_trial(zero, [1, 1], [1, 1], {"grad_x": limits})
    assert not fd.hold(zero, one, "x", (0,), 1, np.array([2.0, 2])).ok
    assert fd.hold(zero, one, "x", (1,), 1, np.array([2.0, 2])).ok


def test_a_single_precision_gradient_has_the_limit_of_single_precision() -> None:
    zero = pointwise(np.zeros_like, np.zeros_like)
    one = a_trial(zero, [1], [1], {"grad_x": Bound(0, 2.0**24)})
    assert fd.hold(zero, one, "x", (0,), 1, np.array([3], np.float32)).ok
    assert not fd.hold(zero, one, "x", (0,), 1, np.array([3.0])).ok


def test_a_gradient_of_nan_is_wrong() -> None:
    verdict = fd.hold(square, a_trial(square, [5], [1]), "x", (0,), 1, np.array([np.nan]))
    assert verdict.ok is False
    assert verdict.message == "grad_x[0] is nan, but the slope there is 10.0"


def bent(by: float) -> Implementation:
    """Return the op whose slope is 1 below 0 and 1 + by above."""
    return pointwise(lambda x: np.where(x > 0, (1 + by) * x, x), lambda x: np.ones_like(x))


@pytest.mark.parametrize("by", [1.0, -1.0, 2.0**-18])
def test_a_kink_within_reach_bends(by: float) -> None:
    one = a_trial(bent(by), [5, 0.125], [1, 1])
    assert fd.bends(one.twin, one, "x", (1,), 0.25) is True


@pytest.mark.parametrize(("x", "h"), [(0.25, 0.25), (-0.25, 0.25), (0.5, 0.25), (-3, 1)])
def test_a_kink_out_of_reach_does_not_bend(x: float, h: float) -> None:
    one = a_trial(bent(1), [5, x], [1, 1])
    assert fd.bends(one.twin, one, "x", (1,), h) is False


@pytest.mark.parametrize("by", [2.0**-20, -(2.0**-20), 2.0**-43])
def test_slopes_that_differ_by_a_rounding_do_not_bend(by: float) -> None:
    one = a_trial(bent(by), [0], [1])
    assert fd.bends(one.twin, one, "x", (0,), 1) is False


def test_slopes_bend_by_more_than_a_millionth_per_unit() -> None:
    # 4 units to either side: the difference of the outputs is four times as large.
    for by, expected in ((1.5 * 2.0**-20, True), (0.75 * 2.0**-20, False)):
        one = a_trial(bent(by), [0], [1])
        assert fd.bends(one.twin, one, "x", (0,), 4) is expected


def test_a_bend_of_any_output_is_a_bend() -> None:
    def maximum(x: Any) -> tuple[Any, Any]:
        return np.array([x[0] + x[1], max(x)]), lambda grad_out: ()

    one = a_trial(maximum, [1, 1], [1, 1])
    assert fd.bends(maximum, one, "x", (0,), 0.5) is True
    one = a_trial(maximum, [1, 2], [1, 1])
    assert fd.bends(maximum, one, "x", (0,), 0.5) is False


def test_slopes_are_taken_over_the_rounded_distances() -> None:
    # Ahead of 2**53 the numbers are 2 apart: a step of 1 does not get there.
    identity = pointwise(lambda x: x * 1.0, np.ones_like)
    one = a_trial(identity, [2.0**53], [1])
    assert fd.bends(identity, one, "x", (0,), 3) is False


def test_the_right_gradient_passes_and_the_nearest_to_its_limit_is_reported() -> None:
    check = fd.finite_difference(steps.whole_step)
    assert check.__name__ == "finite_difference"
    near = pointwise(lambda x: x**2, lambda x: 2 * x + np.array([0, 0.5]))
    one = a_trial(square, [5, 7], [1, 1], {"grad_x": errs_by(1)})
    verdict = check(near, one)
    assert verdict is not None
    assert (verdict.ok, verdict.index, verdict.error) == (True, (1,), 0.5)


def test_a_derivative_that_is_a_thousandth_too_steep_is_seen() -> None:
    steep = pointwise(lambda x: x**2, lambda x: 2 * (1 + 2.0**-10) * x)
    verdict = fd.finite_difference(steps.whole_step)(steep, a_trial(square, [5], [3]))
    assert verdict is not None
    assert verdict.ok is False
    assert verdict.message == "grad_x[0] is 30.029296875, but the slope there is 30.0"


def test_the_slope_is_that_of_the_implementation_whatever_the_twin_says() -> None:
    check = fd.finite_difference(steps.whole_step)
    assert told(check(square, a_trial(cube, [5], [3]))).ok


def told(verdict: Verdict | None) -> Verdict:
    """See that a check had something to say."""
    assert verdict is not None
    return verdict


def test_the_step_is_that_of_its_coordinate() -> None:
    taken: list[float] = []

    def noted(x: Any) -> Any:
        taken.append(float(x))
        return steps.whole_step(x)

    fd.finite_difference(noted)(square, a_trial(square, np.arange(8), np.ones(8)))
    assert taken == [2, 6]


def test_as_many_coordinates_as_asked_for_are_looked_at() -> None:
    # Wrong only at the first of four.
    wrong = pointwise(lambda x: x**2, lambda x: 2 * x + np.array([1, 0, 0, 0]))
    one = a_trial(square, [1, 2, 3, 4], np.ones(4))
    assert told(fd.finite_difference(steps.whole_step)(wrong, one)).ok
    assert not told(fd.finite_difference(steps.whole_step, coordinates=4)(wrong, one)).ok


def product(x: Any, weight: Any, running_mean: Any = None) -> tuple[Any, Any]:
    return x * weight, lambda grad_out: (grad_out * weight, grad_out * x)


def test_every_argument_with_a_gradient_has_a_slope() -> None:
    def wrong(x: Any, weight: Any, running_mean: Any) -> tuple[Any, Any]:
        return x * weight, lambda grad_out: (grad_out * weight, -grad_out * x)

    one = a_trial(product, [5], [2], weight=[3], running_mean=[0])
    check = fd.finite_difference(steps.whole_step)
    assert told(check(product, one)).ok
    assert told(check(wrong, one)).message == "grad_weight[0] is -10.0, but the slope there is 10.0"


def test_slopes_of_too_few_gradients_are_not_taken() -> None:
    def forgetful(x: Any, weight: Any) -> tuple[Any, Any]:
        return x * weight, lambda grad_out: (grad_out * weight,)

    with pytest.raises(ValueError, match="zip"):
        fd.finite_difference(steps.whole_step)(forgetful, a_trial(product, [5], [2], weight=[3]))


def test_slopes_are_taken_in_double_precision_only() -> None:
    one = a_trial(square, [5], [3], dtype=np.float32)
    assert fd.finite_difference(steps.whole_step)(square, one) is None


def test_slopes_are_not_taken_without_an_output() -> None:
    flat = pointwise(lambda x: x.reshape(-1), lambda x: x)
    with pytest.raises(NotJudged):
        fd.finite_difference(steps.whole_step)(flat, a_trial(square, [[5]], [[3]]))


def test_an_empty_array_has_no_slopes() -> None:
    assert fd.finite_difference(steps.whole_step)(square, a_trial(square, [], [])) is None


def test_a_kinked_function_is_judged_where_it_is_straight() -> None:
    check = fd.finite_difference(steps.kinked_step, kinked=True)
    assert told(check(absolute, a_trial(absolute, [5, -3], [1, 1]))).ok
    flipped = pointwise(np.abs, lambda x: -np.sign(x))
    assert not told(check(flipped, a_trial(absolute, [5, -3], [1, 1]))).ok


def test_a_coordinate_on_a_kink_is_left_out() -> None:
    anything = pointwise(np.abs, lambda x: np.full_like(x, 0.75))
    one = a_trial(absolute, [0], [1])
    assert fd.finite_difference(steps.kinked_step, kinked=True)(anything, one) is None
    assert not told(fd.finite_difference(steps.kinked_step)(anything, one)).ok


def test_only_the_coordinates_on_a_kink_are_left_out() -> None:
    one = a_trial(absolute, [0, 5], [1, 1])
    verdict = told(fd.finite_difference(steps.kinked_step, kinked=True)(absolute, one))
    assert (verdict.ok, verdict.index) == (True, (1,))


@pytest.mark.parametrize(("x", "judged"), [(1.75, False), (2.0, True)])
def test_a_kink_within_two_steps_is_too_near(x: float, judged: bool) -> None:
    # Steps of 1, and the far slope that tells the truncation reaches 2 to either side.
    check = fd.finite_difference(np.ones_like, kinked=True)
    assert (check(absolute, a_trial(absolute, [x], [1])) is not None) is judged
