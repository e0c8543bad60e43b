"""Steps, coordinates and slopes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from pointwise import a_trial, cube, errs_by, pointwise, square

from scratchcnn.oracle.cases import steps
from scratchcnn.oracle.cases.bounds import Bound
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import Values
from scratchcnn.oracle.checks import finite_differences as fd


def test_a_whole_step_is_as_long_as_the_number_and_at_least_1() -> None:
    assert_array_equal(steps.whole_step(np.array([-3, 2.5, 1, 0.5, 0])), [3, 2.5, 1, 1, 1])


def test_a_smooth_step_is_a_small_part_of_that() -> None:
    found = steps.smooth_step(np.array([-3, 2.5, 1, 0.5, 0]))
    assert_array_equal(found * 131072, [3, 2.5, 1, 1, 1])


def test_a_kinked_step_is_a_thousandth_of_the_number_but_not_of_0() -> None:
    assert_array_equal(steps.kinked_step(np.array([-3, 2, 0.5, 0])) * 1024, [3, 2, 0.5, 1])


def test_a_probability_step_ends_before_the_nearer_of_0_and_1() -> None:
    found = steps.probability_step(np.array([0.125, 0.5, 0.75]))
    assert_array_equal(found * 131072, [0.125, 0.5, 0.25])


@pytest.mark.parametrize(
    ("shape", "count", "indices"),
    [
        ((8,), 2, [(2,), (6,)]),
        ((8,), 4, [(1,), (3,), (5,), (7,)]),
        ((5,), 1, [(2,)]),
        ((2, 3), 2, [(0, 1), (1, 1)]),
        ((1,), 3, [(0,)]),
        ((2,), 3, [(0,), (1,)]),
        ((), 2, [()]),
        ((0,), 2, []),
        ((3, 0), 2, []),
    ],
)
def test_coordinates_are_spread_evenly_and_none_comes_twice(
    shape: tuple[int, ...], count: int, indices: list[tuple[int, ...]]
) -> None:
    assert fd.spread(shape, count) == indices


@given(st.lists(st.integers(1, 6), max_size=3), st.integers(1, 5))
def test_as_many_coordinates_as_asked_for_lie_in_the_array(sizes: list[int], count: int) -> None:
    indices = fd.spread(tuple(sizes), count)
    assert len(set(indices)) == len(indices) == min(count, int(np.prod(sizes)))
    assert all(index in np.ndindex(*sizes) for index in indices)


def test_one_coordinate_of_one_argument_is_moved() -> None:
    one = a_trial(square, [[1, 2], [3, 4]], np.ones((2, 2)), weight=[5, 6])
    moved = fd.moved(one, "x", (1, 0), -0.5)
    assert list(moved.arrays) == ["x", "weight"]
    assert_array_equal(moved.arrays["x"], [[1, 2], [2.5, 4]])
    assert_array_equal(moved.arrays["weight"], [5, 6])
    assert_array_equal(one.arrays["x"], [[1, 2], [3, 4]])


def test_the_upstream_gradient_does_not_move() -> None:
    one = a_trial(square, [1, 2], Values("normal"))
    assert fd.moved(one, "x", (0,), 1).grad_out is one.grad_out


def test_the_slope_of_a_square_is_found_with_any_step() -> None:
    # Of 3 (x**2)' = 6 x at 5, whatever the neighbour does.
    one = a_trial(square, [5, 1000], [3, 7])
    for h in (0.5, 1, 4):
        slope, _ = fd.slope(square, one, "x", (0,), h)
        assert slope == 30


def test_the_slope_of_a_cube_is_off_by_the_square_of_the_step() -> None:
    # ((2 + h)**3 - (2 - h)**3) / 2 h = 12 + h**2
    one = a_trial(cube, [2], [-1])
    assert fd.slope(cube, one, "x", (0,), 1)[0] == -13
    assert fd.slope(cube, one, "x", (0,), 2)[0] == -16


def test_a_slope_adds_up_all_outputs_weighted_by_the_upstream_gradient() -> None:
    def fan_out(x: Any) -> tuple[Any, Any]:
        return x * np.array([1.0, 10, 100]), lambda grad_out: ()

    one = a_trial(fan_out, [1], [2, -3, 5])
    assert fd.slope(fan_out, one, "x", (0,), 1)[0] == 2 - 30 + 500


def test_a_step_is_as_long_as_the_rounded_numbers_are_apart() -> None:
    # 2**53 + 1 is no number: 1 ahead rounds back to 2**53, 1 behind does not.
    one = a_trial(pointwise(lambda x: x * 1.0, np.ones_like), [2.0**53], [1])
    assert fd.slope(one.twin, one, "x", (0,), 1)[0] == 1


def test_rounding_costs_a_slope_what_its_outputs_may_err_at_both_ends() -> None:
    zero = pointwise(np.zeros_like, np.zeros_like)
    one = a_trial(zero, [5, 6], [-3, 1], {"out": errs_by(0.5)})
    _, rounding = fd.slope(zero, one, "x", (0,), 0.25)
    # (0.5 + 0.5) * (3 + 1), over a distance of a half
    assert rounding() == 8


def test_rounding_is_told_of_the_outputs_of_each_end() -> None:
    # Ahead 2**51 (4 + 1), behind 2**51 (4 - 1): four roundings are 2**-51 of that.
    large = pointwise(lambda x: x * 2.0**51, lambda x: 2.0**51)
    one = a_trial(large, [4], [-1])
    _, rounding = fd.slope(large, one, "x", (0,), 1)
    assert rounding() == pytest.approx((5 + 3) / 2, rel=1e-12)


def test_the_bound_at_each_end_is_that_of_its_own_arguments() -> None:
    def bound(trial: Trial) -> Mapping[str, Bound]:
        return {"out": errs_by(float(trial.arrays["x"][0]))}

    zero = pointwise(np.zeros_like, np.zeros_like)
    one = Trial(zero, bound, {"x": np.array([5.0])}, {}, np.ones(1))
    _, rounding = fd.slope(zero, one, "x", (0,), 2)
    assert rounding() == ((5 + 2) + (5 - 2)) / 4


def test_an_output_errs_by_its_limit_and_by_four_roundings_of_itself() -> None:
    one = a_trial(square, [1], [1], {"out": errs_by(0.5)})
    error = fd.rounding_error(one, np.array([0, -(2.0**51), 2.0**52]))
    np.testing.assert_allclose(error, [0.5, 1.5, 2.5], rtol=1e-15)


def test_the_roundings_of_a_slope_are_those_of_the_trials_dtype() -> None:
    one = a_trial(square, [1], [1], dtype=np.float32)
    error = fd.rounding_error(one, np.array([2.0**22]))
    np.testing.assert_allclose(error, [1], rtol=1e-6)


def test_an_output_is_limited_in_its_own_dtype() -> None:
    one = a_trial(square, [1], [1], {"out": Bound(0, 2.0**24)})
    error = fd.rounding_error(one, np.zeros(1, np.float32))
    np.testing.assert_allclose(error, [4], rtol=1e-6)
