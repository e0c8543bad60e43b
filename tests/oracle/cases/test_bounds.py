"""The bounds of sums and copies, each worked out by hand."""

from fractions import Fraction
from math import inf
from random import Random
from typing import Any

import numpy as np
import pytest
from bounded import FLOAT32, FLOAT64, assert_bound, call
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from reference import ops as twins
from scratchcnn.oracle.cases import bounds
from scratchcnn.oracle.cases.bounds import EQUAL, Bound
from scratchcnn.oracle.cases.case import Trial


def test_unit_roundoff_is_half_the_distance_from_1_to_the_next_number() -> None:
    assert bounds.unit_roundoff(FLOAT64) == 2.0**-53
    assert bounds.unit_roundoff(FLOAT32) == 2.0**-24


def test_gamma_of_n_roundings_is_nu_over_1_minus_nu() -> None:
    u = 2.0**-24
    assert bounds.gamma(3, u) == 3 * u / (1 - 3 * u)
    assert bounds.gamma(1, 0.25) == 1 / 3
    assert bounds.gamma(3, 0.25) == 3


def test_gamma_of_no_rounding_is_0() -> None:
    assert bounds.gamma(0, 0.25) == 0


def test_gamma_is_infinite_from_where_no_digit_is_left() -> None:
    terms = np.array([1, 3, 4, 5, 1000])
    assert_array_equal(bounds.gamma(terms, 0.25), [1 / 3, 3, inf, inf, inf])


def test_gamma_is_a_double_also_for_single_precision_terms() -> None:
    gamma = np.asarray(bounds.gamma(np.ones(1, np.float32), 0.25))
    assert gamma.dtype == np.float64
    assert_array_equal(gamma, [1 / 3])


@pytest.mark.parametrize("terms", [0, 1, 96, 2**22 - 4])
def test_both_results_may_round_four_times_more_often_than_there_are_terms(terms: int) -> None:
    def exact_gamma(u: Fraction) -> Fraction:
        return (terms + 4) * u / (1 - (terms + 4) * u)

    expected = 3 * (exact_gamma(Fraction(1, 2**24)) + exact_gamma(Fraction(1, 2**53)))
    allowed = bounds.allowed_error(Bound(terms, 3.0), FLOAT32)
    assert_allclose(allowed, float(expected), rtol=1e-14)


def test_a_double_may_be_off_as_far_as_the_double_it_is_compared_with() -> None:
    # 2**52 roundings of 2**-53 are a half, and gamma is 1: once for each of the two.
    assert bounds.allowed_error(Bound(2**52 - 4, 1.0), FLOAT64) == 2
    assert bounds.allowed_error(Bound(2**52 - 4, 0.75), FLOAT64) == 1.5


def test_a_sum_without_size_may_lose_the_smallest_number_in_every_term() -> None:
    assert bounds.allowed_error(Bound(3, 0.0), FLOAT32) == 3 * 2.0**-126
    assert bounds.allowed_error(Bound(5, 0.0), FLOAT64) == 5 * 2.0**-1022


def test_allowed_errors_have_the_shape_of_the_bound() -> None:
    allowed = bounds.allowed_error(Bound(np.full((2, 3), 2**52 - 4), np.ones(3)), FLOAT64)
    assert_array_equal(allowed, np.full((2, 3), 2.0))


def test_an_allowed_error_is_an_array_even_for_scalars() -> None:
    assert isinstance(bounds.allowed_error(EQUAL, FLOAT64), np.ndarray)


def test_nothing_is_allowed_where_equality_is_asked_for() -> None:
    assert bounds.allowed_error(EQUAL, FLOAT32) == 0
    assert Bound(0, 0) == EQUAL


@given(
    st.lists(st.tuples(*[st.floats(-1e6, 1e6, width=32)] * 2), min_size=1, max_size=20),
    st.randoms(use_true_random=False),
)
def test_products_added_in_any_order_stay_within_their_bound(
    factors: list[tuple[float, float]], random: Random
) -> None:
    exact = [Fraction(a) * Fraction(b) for a, b in factors]
    computed = [np.float32(a) * np.float32(b) for a, b in factors]
    while len(computed) > 1:
        random.shuffle(computed)
        computed.append(computed.pop() + computed.pop())
    allowed = bounds.allowed_error(Bound(len(exact), float(sum(map(abs, exact)))), FLOAT32)
    assert abs(Fraction(float(computed[0])) - sum(exact)) <= Fraction(float(allowed))


@given(st.integers(1, 1000))
def test_hardly_more_is_allowed_than_every_rounding_to_the_same_side(terms: int) -> None:
    allowed = bounds.allowed_error(Bound(terms, 1.0), FLOAT32)
    assert terms * 2.0**-24 < allowed < 1.0001 * (terms + 4) * 2.0**-24


def test_absolute_drops_the_signs_of_every_array() -> None:
    sizes = bounds.absolute({"x": np.array([-1.0, 2.0]), "bias": np.array([-0.5])})
    assert list(sizes) == ["x", "bias"]
    assert_array_equal(sizes["x"], [1, 2])
    assert_array_equal(sizes["bias"], [0.5])


def test_the_number_of_terms_is_the_twin_on_ones_and_asked_for_once() -> None:
    calls = []

    def twin(x: Any, scale: float) -> Any:
        calls.append(x.tolist())
        return scale * x, lambda grad_out: (scale * grad_out,)

    for _ in range(2):
        count, counts = bounds.term_counts(twin, (("x", (1, 2)),), (("scale", 3.0),))
        assert_array_equal(count, [[3, 3]])
        assert_array_equal(counts()[0], [[3, 3]])
    assert calls == [[[1, 1]]]


def test_the_bounds_of_gradients_are_made_when_one_is_asked_for() -> None:
    made = []

    def of_gradients() -> dict[str, bounds.Bound]:
        made.append("once")
        return {"grad_x": bounds.Bound(2, 3)}

    both = bounds.Bounds(Bound(1, 1), of_gradients)
    assert (both["out"], made) == (bounds.Bound(1, 1), [])
    assert (both["grad_x"], both["grad_x"].terms, made) == (bounds.Bound(2, 3), 2, ["once"])
    assert (list(both), len(both)) == (["out", "grad_x"], 2)


def test_gradients_are_named_by_their_arguments_but_for_those_that_have_none() -> None:
    statistics = {"running_mean": [1.0], "running_var": [1.0]}
    one = call(twins.batch_norm1d, 1, x=[1.0], weight=[3.0], **statistics)
    first, second = Bound(1, 1), Bound(2, 2)
    assert bounds.gradients(one, [first, second]) == {"grad_x": first, "grad_weight": second}


@pytest.mark.parametrize("count", [0, 2])
def test_there_must_be_one_bound_for_every_gradient(count: int) -> None:
    with pytest.raises(ValueError, match="zip"):
        bounds.gradients(call(twins.relu, [1.0], x=[1.0]), [EQUAL] * count)


def dense() -> Trial:
    return call(
        twins.linear,
        [[2, -3], [1, 1]],
        x=[[1, -2, 3], [0, 1, -1]],
        weight=[[4, -5, 6], [7, 8, -9]],
        bias=[10, -20],
    )


def test_linear_adds_a_product_for_every_input_and_the_bias() -> None:
    bound = bounds.sum_of_products(dense())
    assert list(bound) == ["out", "grad_x", "grad_weight", "grad_bias"]
    assert_bound(
        bound["out"],
        terms=np.full((2, 2), 4),
        magnitude=[[4 + 10 + 18 + 10, 7 + 16 + 27 + 20], [0 + 5 + 6 + 10, 0 + 8 + 9 + 20]],
    )


def test_the_gradients_of_linear_add_over_outputs_and_samples() -> None:
    bound = bounds.sum_of_products(dense())
    assert_bound(
        bound["grad_x"],
        terms=np.full((2, 3), 2),
        magnitude=[[2 * 4 + 3 * 7, 2 * 5 + 3 * 8, 2 * 6 + 3 * 9], [4 + 7, 5 + 8, 6 + 9]],
    )
    assert_bound(
        bound["grad_weight"],
        terms=np.full((2, 3), 2),
        magnitude=[[2, 4 + 1, 6 + 1], [3, 6 + 1, 9 + 1]],
    )
    assert_bound(bound["grad_bias"], terms=[2, 2], magnitude=[3, 4])


def grouped_convolution() -> Trial:
    image = [[1, -2, 3], [-4, 5, -6], [7, -8, 9]]
    return call(
        twins.conv2d,
        [[[[1, -1], [1, 1]], [[-2, 0], [0, 0]]]],
        x=[[image, (-10 * np.array(image)).tolist()]],
        weight=[[[[1, -2], [3, -4]]], [[[-1, 1], [1, -1]]]],
        bias=[5, -6],
        stride=2,
        padding=1,
        groups=2,
    )


def test_a_convolution_counts_no_padding_and_no_other_group() -> None:
    inside = np.array([[1, 2], [2, 4]])
    assert_bound(
        bounds.sum_of_products(grouped_convolution())["out"],
        terms=[[inside + 1, inside + 1]],
        magnitude=[
            [
                [[4 + 5, 6 + 12 + 5], [8 + 28 + 5, 5 + 12 + 24 + 36 + 5]],
                [[10 + 6, 20 + 30 + 6], [40 + 70 + 6, 50 + 60 + 80 + 90 + 6]],
            ]
        ],
    )


def test_the_gradients_of_a_convolution_count_the_windows_that_each_element_is_in() -> None:
    bound = bounds.sum_of_products(grouped_convolution())
    assert_bound(
        bound["grad_x"],
        terms=np.ones((1, 2, 3, 3)),
        magnitude=[[[[4, 3, 4], [2, 1, 2], [4, 3, 4]], [[2, 0, 0], [0, 0, 0], [0, 0, 0]]]],
    )
    taps = [[1, 2], [2, 4]]
    assert_bound(
        bound["grad_weight"],
        terms=[[taps], [taps]],
        magnitude=[[[[5, 4 + 6], [2 + 8, 1 + 3 + 7 + 9]]], [[[0, 0], [0, 20]]]],
    )
    assert_bound(bound["grad_bias"], terms=[4, 4], magnitude=[4, 2])


def test_a_sum_that_is_divided_counts_every_term_as_one() -> None:
    bound = bounds.scaled_sum(dense(), 5)
    assert_bound(bound["out"], terms=np.full((2, 2), 20), magnitude=[[42, 70], [21, 37]])
    assert_bound(bound["grad_bias"], terms=[10, 10], magnitude=[3, 4])


def test_an_average_adds_up_its_window() -> None:
    bound = bounds.average(
        call(twins.avg_pool2d, [[[-12]]], x=[[[1, -2, 3], [-4, 5, -6]]], kernel_size=(2, 3))
    )
    assert list(bound) == ["out", "grad_x"]
    assert_bound(bound["out"], terms=[[[6]]], magnitude=[[[21 / 6]]])
    assert_bound(bound["grad_x"], terms=np.ones((1, 2, 3)), magnitude=np.full((1, 2, 3), 2))


def test_an_average_over_a_square_divides_by_its_area_and_skips_padding() -> None:
    bound = bounds.average(
        call(twins.avg_pool2d, [[[4, -8]]], x=[[[1, -2], [3, -4]]], kernel_size=2, padding=(0, 1))
    )
    assert_bound(bound["out"], terms=[[[2, 2]]], magnitude=[[[1, 1.5]]])
    assert_bound(bound["grad_x"], terms=np.ones((1, 2, 2)), magnitude=[[[1, 2], [1, 2]]])


def test_a_maximum_is_a_copy_and_collects_gradients_where_windows_overlap() -> None:
    bound = bounds.winner(
        call(twins.max_pool2d, [[[[2, -3]]]], x=[[[[1, 5, 2]]]], kernel_size=(1, 2), stride=1)
    )
    assert list(bound) == ["out", "grad_x"]
    assert bound["out"] == EQUAL
    assert_bound(bound["grad_x"], terms=[[[[0, 2, 0]]]], magnitude=[[[[0, 5, 0]]]])


def test_a_copy_is_equal_forward_and_backward() -> None:
    assert bounds.copy(call(twins.relu, [1.0], x=[1.0])) == {"out": EQUAL, "grad_x": EQUAL}


def test_a_product_rounds_itself_and_its_slope() -> None:
    bound = bounds.product(call(twins.leaky_relu, [3, -8], x=[2, -4], negative_slope=0.5))
    assert list(bound) == ["out", "grad_x"]
    assert_bound(bound["out"], terms=2, magnitude=[2, 2])
    assert_bound(bound["grad_x"], terms=2, magnitude=[3, 4])


def test_a_function_of_one_number_errs_by_its_condition_number_and_no_less_than_1() -> None:
    # t + x (1 - t^2) is below 1 at 0.5, and above it at 1.
    bound = bounds.of_one_number(call(twins.tanh, [3, -4], x=[0.5, 1]))
    size = np.tanh(1) + (1 - np.tanh(1) ** 2)
    assert list(bound) == ["out", "grad_x"]
    assert_bound(bound["out"], terms=8, magnitude=[1, size])
    assert_bound(bound["grad_x"], terms=16, magnitude=[6, 8 * size])


def test_a_slope_loses_no_more_where_the_exponential_has_vanished() -> None:
    # silu(x) is x for large x: x + x 1 for the output, and 53 log 2 at most for the slope.
    bound = bounds.of_one_number(call(twins.silu, [1, 1], x=[10, 1e6]))
    s = 1 / (1 + np.exp(-10))
    size = 10 * s + 10 * (s + 10 * s * (1 - s))
    assert_bound(bound["out"], terms=8, magnitude=[size, 2e6])
    assert_bound(bound["grad_x"], terms=16, magnitude=[2 * size, 2 * 53 * np.log(2)])


def test_a_steep_slope_may_be_off_by_its_own_size() -> None:
    steep = call(lambda x: (1000 * x, lambda grad: (1000 * grad,)), [1], x=[1e-3])
    assert_bound(bounds.of_one_number(steep)["grad_x"], terms=16, magnitude=[2000])


def test_where_there_is_no_condition_number_1_may_be_lost() -> None:
    bound = bounds.of_one_number(call(twins.tanh, [1, 1], x=[inf, -inf]))
    assert_bound(bound["out"], terms=8, magnitude=[1, 1])
