"""The bounds, worked out by hand on cases small enough for that."""

from fractions import Fraction
from math import inf, log, nan
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from reference import ops as twins
from scratchcnn.oracle import bounds
from scratchcnn.oracle.bounds import EQUAL, Bound
from scratchcnn.oracle.case import Trial

FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
LN2, LN3, LN4, LN6 = log(2), log(3), log(4), log(6)


def call(twin: Any, grad_out: Any, dtype: Any = float, /, **arguments: Any) -> Trial:
    """Lists become arrays: floats, but for labels."""
    arrays = {
        name: np.asarray(value, int if name == "labels" else dtype)
        for name, value in arguments.items()
        if isinstance(value, list)
    }
    if "labels" in arrays:
        arrays["target"] = arrays.pop("labels")
    options = {name: value for name, value in arguments.items() if not isinstance(value, list)}
    return Trial(twin, lambda trial: {}, arrays, options, np.asarray(grad_out, dtype))


def assert_bound(bound: Bound, *, terms: Any, magnitude: Any) -> None:
    assert_allclose(bound.terms, terms, rtol=1e-14)
    assert_allclose(bound.magnitude, magnitude, rtol=1e-14)


# The roundoff, gamma and the allowed error.


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


# What the twin is run on.


def test_absolute_drops_the_signs_of_every_array() -> None:
    sizes = bounds.absolute({"x": np.array([-1.0, 2.0]), "bias": np.array([-0.5])})
    assert list(sizes) == ["x", "bias"]
    assert_array_equal(sizes["x"], [1, 2])
    assert_array_equal(sizes["bias"], [0.5])


def test_ones_keeps_shapes_and_dtypes() -> None:
    counts = bounds.ones({"x": np.zeros((1, 2), np.float32), "bias": np.array([-7.0])})
    assert list(counts) == ["x", "bias"]
    assert_array_equal(counts["x"], np.ones((1, 2), np.float32), strict=True)
    assert_array_equal(counts["bias"], [1.0])


def test_gradients_are_named_by_their_arguments_but_for_the_target() -> None:
    one = call(twins.mse_loss, 1, p=[1.0], target=[2.0], weight=[3.0])
    first, second = Bound(1, 1), Bound(2, 2)
    assert bounds.gradients(one, [first, second]) == {"grad_p": first, "grad_weight": second}


@pytest.mark.parametrize("count", [0, 2])
def test_there_must_be_one_bound_for_every_gradient(count: int) -> None:
    with pytest.raises(ValueError, match="zip"):
        bounds.gradients(call(twins.relu, [1.0], x=[1.0]), [EQUAL] * count)


# Sums of products.


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


# What copies, or nearly so.


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


# Exponentials.


def test_a_squashing_errs_by_an_exponential_and_its_gradient_by_two() -> None:
    bound = bounds.squashing(call(twins.tanh, [3, -4], x=[1, 2]))
    assert list(bound) == ["out", "grad_x"]
    assert_bound(bound["out"], terms=8, magnitude=1)
    assert_bound(bound["grad_x"], terms=16, magnitude=[6, 8])


def test_softmax_counts_its_sum_two_exponentials_and_the_roundings_of_logits() -> None:
    x = np.array([[1.0, -3.0], [0.5, 0.25]])
    expected = [
        [2 + 16 + 2 * (1 + 3), 2 + 16 + 2 * (3 + 3)],
        [2 + 16 + 2 * (0.5 + 0.5), 2 + 16 + 2 * (0.25 + 0.5)],
    ]
    assert_array_equal(bounds.softmax_terms(x, 1), expected)


def test_softmax_counts_along_its_own_axis() -> None:
    x = np.array([[1.0, -3.0, 2.0], [0.5, 4.0, 0.0]])
    largest = np.array([1, 4, 2])
    assert_array_equal(
        bounds.softmax_terms(x, 0), 2 + 16 + 2 * (np.array([[1, 3, 2], [0.5, 4, 0]]) + largest)
    )


def test_infinite_logits_and_nan_count_for_nothing() -> None:
    x = np.array([[1.0, -inf, -3.0], [inf, nan, 0.5]])
    terms = [[1 + 3, 0 + 3, 3 + 3], [0 + 0.5, 0 + 0.5, 0.5 + 0.5]]
    assert_array_equal(bounds.softmax_terms(x, 1), 3 + 16 + 2 * np.array(terms))
    sizes = np.array([[1 + 6, 0 + 6, 3 + 6], [0 + 1, 0 + 1, 0.5 + 1]]) + 1 + log(3)
    np.testing.assert_allclose(bounds.log_softmax_size(x, 1), sizes, rtol=1e-15)


def test_no_logits_have_no_terms() -> None:
    assert bounds.softmax_terms(np.zeros((2, 0)), 1).shape == (2, 0)


def test_softmax_is_bounded_by_its_condition_number() -> None:
    # The probabilities are 1/4 and 3/4, 1/2 and 1/2.
    bound = bounds.softmax(call(twins.softmax, [[8, -4], [2, 6]], x=[[0, LN3], [0, 0]]))
    assert list(bound) == ["out", "grad_x"]
    assert_bound(
        bound["out"],
        terms=[[18 + 2 * LN3, 18 + 4 * LN3], [18, 18]],
        magnitude=[[1 / 4, 3 / 4], [1 / 2, 1 / 2]],
    )
    # sum(p |g|) = 8/4 + 4 * 3/4 = 5 and 2/2 + 6/2 = 4
    assert_bound(
        bound["grad_x"],
        terms=[[2 * (18 + 4 * LN3)], [36]],
        magnitude=[[1 / 4 * (8 + 5), 3 / 4 * (4 + 5)], [1 / 2 * (2 + 4), 1 / 2 * (6 + 4)]],
    )


def test_softmax_is_bounded_along_the_last_axis_unless_told() -> None:
    bound = bounds.softmax(call(twins.softmax, [8, -4], x=[0, LN3]))
    assert_bound(bound["grad_x"], terms=[2 * (18 + 4 * LN3)], magnitude=[13 / 4, 27 / 4])


def test_softmax_along_another_axis_is_bounded_along_that_axis() -> None:
    bound = bounds.softmax(call(twins.softmax, [[8], [-4]], x=[[0], [LN3]], axis=0))
    assert_bound(bound["out"], terms=[[18 + 2 * LN3], [18 + 4 * LN3]], magnitude=[[1 / 4], [3 / 4]])
    assert_bound(bound["grad_x"], terms=[[2 * (18 + 4 * LN3)]], magnitude=[[13 / 4], [27 / 4]])


def test_a_softmax_over_nothing_has_an_empty_bound() -> None:
    bound = bounds.softmax(call(twins.softmax, np.zeros((2, 0)), x=[[], []]))
    assert_bound(bound["out"], terms=np.zeros((2, 0)), magnitude=np.zeros((2, 0)))
    assert_bound(bound["grad_x"], terms=[[0], [0]], magnitude=np.zeros((2, 0)))


def test_a_log_softmax_adds_up_logit_shift_and_logarithm() -> None:
    x = np.array([[1.0, -3.0], [0.5, 0.25]])
    expected = [
        [1 + 2 * 3 + 1 + LN2, 3 + 2 * 3 + 1 + LN2],
        [0.5 + 2 * 0.5 + 1 + LN2, 0.25 + 2 * 0.5 + 1 + LN2],
    ]
    assert_allclose(bounds.log_softmax_size(x, 1), expected, rtol=1e-15)


def test_the_log_softmax_of_a_single_logit_needs_no_logarithm() -> None:
    x = np.array([[1.0, -3.0]])
    assert_array_equal(bounds.log_softmax_size(x, 0), [[1 + 2 + 1, 3 + 6 + 1]])


def test_the_log_softmax_of_nothing_has_no_size() -> None:
    assert bounds.log_softmax_size(np.zeros((2, 0)), 1).shape == (2, 0)


def test_log_softmax_is_bounded_as_a_difference_and_its_gradient_as_a_softmax() -> None:
    bound = bounds.log_softmax(call(twins.log_softmax, [[8, -4], [2, 6]], x=[[0, LN3], [0, 0]]))
    assert list(bound) == ["out", "grad_x"]
    assert_bound(
        bound["out"],
        terms=2 + 16,
        magnitude=[[2 * LN3 + 1 + LN2, 3 * LN3 + 1 + LN2], [1 + LN2, 1 + LN2]],
    )
    assert_bound(
        bound["grad_x"],
        terms=[[2 * (18 + 2 * LN3), 2 * (18 + 4 * LN3)], [36, 36]],
        magnitude=[[8 + 1 / 4 * 12, 4 + 3 / 4 * 12], [2 + 1 / 2 * 8, 6 + 1 / 2 * 8]],
    )


def test_log_softmax_is_bounded_along_the_last_axis_unless_told() -> None:
    bound = bounds.log_softmax(call(twins.log_softmax, [8, -4], x=[0, LN3]))
    assert_bound(
        bound["grad_x"],
        terms=[2 * (18 + 2 * LN3), 2 * (18 + 4 * LN3)],
        magnitude=[8 + 3, 4 + 9],
    )


def test_log_softmax_along_another_axis_is_bounded_along_that_axis() -> None:
    bound = bounds.log_softmax(call(twins.log_softmax, [[8], [-4]], x=[[0], [LN3]], axis=0))
    assert_bound(bound["out"], terms=2 + 16, magnitude=[[2 * LN3 + 1 + LN2], [3 * LN3 + 1 + LN2]])
    assert_bound(
        bound["grad_x"],
        terms=[[2 * (18 + 2 * LN3)], [2 * (18 + 4 * LN3)]],
        magnitude=[[8 + 3], [4 + 9]],
    )


# Losses.


def test_a_loss_is_scaled_by_its_reduction() -> None:
    def scale(count: int, **options: str) -> float:
        return bounds.reduction_scale(call(twins.mse_loss, 1, p=[1.0], **options), count)

    assert scale(4) == 0.25
    assert scale(4, reduction="mean") == 0.25
    assert scale(4, reduction="sum") == 1
    assert scale(1) == 1


def test_a_mean_over_nothing_divides_by_1() -> None:
    assert bounds.reduction_scale(call(twins.mse_loss, 1, p=[]), 0) == 1


def test_cross_entropy_is_a_mean_of_log_softmaxes() -> None:
    # Probabilities 1/2 and 1/2, 1/4 and 3/4.
    bound = bounds.cross_entropy(
        call(twins.cross_entropy, -4, logits=[[0, 0], [0, LN3]], labels=[1, 0])
    )
    assert list(bound) == ["out", "grad_logits"]
    # The sizes are 1 + ln 2 and 2 ln 3 + 1 + ln 2; half of their sum is 1 + ln 6.
    assert_bound(bound["out"], terms=2 * 2 + 16, magnitude=1 + LN6)
    # 4/2 |p - t|, and twice the target for the digits that cancel in it.
    assert_bound(
        bound["grad_logits"],
        terms=[[36, 36], [36 + 4 * LN3, 36 + 8 * LN3]],
        magnitude=[[1, 1 + 4], [1.5 + 4, 1.5]],
    )


def test_a_sum_of_cross_entropies_is_not_divided() -> None:
    bound = bounds.cross_entropy(
        call(
            *(twins.cross_entropy, -4),
            logits=[[0, 0], [0, LN3], [0, 0]],
            labels=[1, 0, 0],
            reduction="sum",
        )
    )
    assert_bound(bound["out"], terms=3 * 2 + 16, magnitude=3 + 3 * LN2 + 2 * LN3)
    assert_bound(
        bound["grad_logits"],
        terms=[[36, 36], [36 + 4 * LN3, 36 + 8 * LN3], [36, 36]],
        magnitude=[[2, 2 + 8], [3 + 8, 3], [2 + 8, 2]],
    )


def test_cross_entropy_weighs_its_log_softmaxes_with_a_soft_target() -> None:
    bound = bounds.cross_entropy(
        call(twins.cross_entropy, 4, logits=[[0, LN3]], target=[[1 / 2, 1 / 2]])
    )
    # The sizes are 2 ln 3 + 1 + ln 2 and 3 ln 3 + 1 + ln 2.
    assert_bound(bound["out"], terms=2 + 16, magnitude=2.5 * LN3 + 1 + LN2)
    assert_bound(
        bound["grad_logits"],
        terms=[[36 + 4 * LN3, 36 + 8 * LN3]],
        magnitude=[[4 * 1 / 4 + 4, 4 * 1 / 4 + 4]],
    )


def test_categorical_cross_entropy_is_its_own_size() -> None:
    bound = bounds.categorical_cross_entropy(
        call(
            *(twins.categorical_cross_entropy, -3),
            p=[[0.25, 0.75], [0.5, 0.5]],
            target=[[1, 0], [0, 1]],
        )
    )
    assert list(bound) == ["out", "grad_p"]
    assert_bound(bound["out"], terms=4 + 8, magnitude=(LN4 + LN2) / 2)
    assert_bound(bound["grad_p"], terms=4, magnitude=[[6, 0], [0, 3]])


def test_gradients_of_categorical_cross_entropy_are_not_judged_at_the_edges() -> None:
    bound = bounds.categorical_cross_entropy(
        call(twins.categorical_cross_entropy, 1, p=[[0, 1, 0.5]], target=[[0, 1, 0]])
    )
    assert_array_equal(bound["grad_p"].magnitude, [[inf, inf, 0]])


def test_binary_cross_entropy_feels_the_rounding_of_1_minus_p() -> None:
    bound = bounds.binary_cross_entropy(
        call(twins.binary_cross_entropy, -6, p=[0.25, 0.75], target=[1, 0])
    )
    assert list(bound) == ["out", "grad_p"]
    assert_bound(bound["out"], terms=2 + 8, magnitude=LN4 + 0.5)
    # 6/2 (p + t) / (p (1 - p)), where p (1 - p) is 3/16
    assert_bound(bound["grad_p"], terms=8, magnitude=[3 * 1.25 * 16 / 3, 3 * 0.75 * 16 / 3])


def test_a_sum_of_binary_cross_entropies_is_not_divided() -> None:
    bound = bounds.binary_cross_entropy(
        call(twins.binary_cross_entropy, 6, p=[0.25, 0.75], target=[0, 0], reduction="sum")
    )
    # -ln 3/4 - ln 1/4 = ln 16/3
    assert_bound(bound["out"], terms=2 + 8, magnitude=log(16 / 3) + 2)
    assert_bound(bound["grad_p"], terms=8, magnitude=[6 * 0.25 * 16 / 3, 6 * 0.75 * 16 / 3])


def test_the_binary_bound_is_computed_in_double_precision() -> None:
    bound = bounds.binary_cross_entropy(
        call(twins.binary_cross_entropy, 1, np.float32, p=[2.0**-10 + 2.0**-30], target=[0])
    )
    p = Fraction(1, 2**10) + Fraction(1, 2**30)
    assert_bound(bound["grad_p"], terms=8, magnitude=[float(1 / (1 - p))])


def test_gradients_of_binary_cross_entropy_are_not_judged_at_the_edges() -> None:
    bound = bounds.binary_cross_entropy(
        call(twins.binary_cross_entropy, 1, p=[0, 0.5, 1], target=[0, 0, 1])
    )
    assert_array_equal(bound["grad_p"].magnitude, [inf, 1 / 3 * 0.5 / 0.25, inf])


def test_mse_loss_squares_the_sum_of_both_sizes() -> None:
    bound = bounds.mse_loss(call(twins.mse_loss, -5, p=[1, -2], target=[3, 4]))
    assert list(bound) == ["out", "grad_p"]
    assert_bound(bound["out"], terms=2 + 4, magnitude=(4**2 + 6**2) / 2)
    assert_bound(bound["grad_p"], terms=4, magnitude=[5 * 4, 5 * 6])


def test_a_sum_of_squares_is_not_divided() -> None:
    bound = bounds.mse_loss(call(twins.mse_loss, 1, p=[1, -2], target=[3, 4], reduction="sum"))
    assert_bound(bound["out"], terms=2 + 4, magnitude=4**2 + 6**2)
    assert_bound(bound["grad_p"], terms=4, magnitude=[8, 12])


def test_probabilities_are_judged_from_a_millionth_to_1_minus_a_millionth() -> None:
    p = np.array([0, 0.9e-6, 1e-6, 0.5, 1 - 1e-6, 1 - 0.9e-6, 1])
    size = np.array([2.0, 3, 4, 5, 6, 7, 8])
    assert_array_equal(bounds.judged(p, size), [inf, inf, 4, 5, 6, inf, inf])
