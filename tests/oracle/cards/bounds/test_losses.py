"""The bounds of exponentials and losses, each worked out by hand."""

from fractions import Fraction
from math import inf, log, nan

import numpy as np
from bounded import LN2, LN3, LN4, LN6, assert_bound, call
from numpy.testing import assert_allclose, assert_array_equal

from reference import ops as twins
from scratchcnn.oracle.cards.bounds import losses as of_losses
from scratchcnn.oracle.cards.bounds import softmax as of_softmax


def test_softmax_counts_its_sum_two_exponentials_and_the_roundings_of_logits() -> None:
    x = np.array([[1.0, -3.0], [0.5, 0.25]])
    expected = [
        [2 + 16 + 2 * (1 + 3), 2 + 16 + 2 * (3 + 3)],
        [2 + 16 + 2 * (0.5 + 0.5), 2 + 16 + 2 * (0.25 + 0.5)],
    ]
    assert_array_equal(of_softmax.softmax_terms(x, 1), expected)


def test_softmax_counts_along_its_own_axis() -> None:
    x = np.array([[1.0, -3.0, 2.0], [0.5, 4.0, 0.0]])
    largest = np.array([1, 4, 2])
    assert_array_equal(
        of_softmax.softmax_terms(x, 0), 2 + 16 + 2 * (np.array([[1, 3, 2], [0.5, 4, 0]]) + largest)
    )


def test_infinite_logits_and_nan_count_for_nothing() -> None:
    x = np.array([[1.0, -inf, -3.0], [inf, nan, 0.5]])
    terms = [[1 + 3, 0 + 3, 3 + 3], [0 + 0.5, 0 + 0.5, 0.5 + 0.5]]
    assert_array_equal(of_softmax.softmax_terms(x, 1), 3 + 16 + 2 * np.array(terms))
    sizes = np.array([[1 + 6, 0 + 6, 3 + 6], [0 + 1, 0 + 1, 0.5 + 1]]) + 1 + log(3)
    np.testing.assert_allclose(of_softmax.log_softmax_size(x, 1), sizes, rtol=1e-15)


def test_no_logits_have_no_terms() -> None:
    assert of_softmax.softmax_terms(np.zeros((2, 0)), 1).shape == (2, 0)


def test_softmax_is_bounded_by_its_condition_number() -> None:
    # The probabilities are 1/4 and 3/4, 1/2 and 1/2.
    bound = of_softmax.softmax(call(twins.softmax, [[8, -4], [2, 6]], x=[[0, LN3], [0, 0]]))
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
    bound = of_softmax.softmax(call(twins.softmax, [8, -4], x=[0, LN3]))
    assert_bound(bound["grad_x"], terms=[2 * (18 + 4 * LN3)], magnitude=[13 / 4, 27 / 4])


def test_softmax_along_another_axis_is_bounded_along_that_axis() -> None:
    bound = of_softmax.softmax(call(twins.softmax, [[8], [-4]], x=[[0], [LN3]], axis=0))
    assert_bound(bound["out"], terms=[[18 + 2 * LN3], [18 + 4 * LN3]], magnitude=[[1 / 4], [3 / 4]])
    assert_bound(bound["grad_x"], terms=[[2 * (18 + 4 * LN3)]], magnitude=[[13 / 4], [27 / 4]])


def test_a_softmax_over_nothing_has_an_empty_bound() -> None:
    bound = of_softmax.softmax(call(twins.softmax, np.zeros((2, 0)), x=[[], []]))
    assert_bound(bound["out"], terms=np.zeros((2, 0)), magnitude=np.zeros((2, 0)))
    assert_bound(bound["grad_x"], terms=[[0], [0]], magnitude=np.zeros((2, 0)))


def test_a_log_softmax_adds_up_logit_shift_and_logarithm() -> None:
    x = np.array([[1.0, -3.0], [0.5, 0.25]])
    expected = [
        [1 + 2 * 3 + 1 + LN2, 3 + 2 * 3 + 1 + LN2],
        [0.5 + 2 * 0.5 + 1 + LN2, 0.25 + 2 * 0.5 + 1 + LN2],
    ]
    assert_allclose(of_softmax.log_softmax_size(x, 1), expected, rtol=1e-15)


def test_the_log_softmax_of_a_single_logit_needs_no_logarithm() -> None:
    x = np.array([[1.0, -3.0]])
    assert_array_equal(of_softmax.log_softmax_size(x, 0), [[1 + 2 + 1, 3 + 6 + 1]])


def test_the_log_softmax_of_nothing_has_no_size() -> None:
    assert of_softmax.log_softmax_size(np.zeros((2, 0)), 1).shape == (2, 0)


def test_log_softmax_is_bounded_as_a_difference_and_its_gradient_as_a_softmax() -> None:
    bound = of_softmax.log_softmax(call(twins.log_softmax, [[8, -4], [2, 6]], x=[[0, LN3], [0, 0]]))
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
    bound = of_softmax.log_softmax(call(twins.log_softmax, [8, -4], x=[0, LN3]))
    assert_bound(
        bound["grad_x"],
        terms=[2 * (18 + 2 * LN3), 2 * (18 + 4 * LN3)],
        magnitude=[8 + 3, 4 + 9],
    )


def test_log_softmax_along_another_axis_is_bounded_along_that_axis() -> None:
    bound = of_softmax.log_softmax(call(twins.log_softmax, [[8], [-4]], x=[[0], [LN3]], axis=0))
    assert_bound(bound["out"], terms=2 + 16, magnitude=[[2 * LN3 + 1 + LN2], [3 * LN3 + 1 + LN2]])
    assert_bound(
        bound["grad_x"],
        terms=[[2 * (18 + 2 * LN3)], [2 * (18 + 4 * LN3)]],
        magnitude=[[8 + 3], [4 + 9]],
    )


def test_a_loss_is_scaled_by_its_reduction() -> None:
    def scale(count: int, **options: str) -> float:
        return of_losses.reduction_scale(call(twins.mse_loss, 1, p=[1.0], **options), count)

    assert scale(4) == 0.25
    assert scale(4, reduction="mean") == 0.25
    assert scale(4, reduction="sum") == 1
    assert scale(1) == 1


def test_a_mean_over_nothing_divides_by_1() -> None:
    assert of_losses.reduction_scale(call(twins.mse_loss, 1, p=[]), 0) == 1


def test_cross_entropy_is_a_mean_of_log_softmaxes() -> None:
    # Probabilities 1/2 and 1/2, 1/4 and 3/4.
    bound = of_losses.cross_entropy(
        call(twins.cross_entropy, -4, logits=[[0, 0], [0, LN3]], labels=[1, 0])
    )
    assert list(bound) == ["out", "grad_logits"]
    # The sizes are 1 + ln 2 and 2 ln 3 + 1 + ln 2; half of their sum is 1 + ln 6.
    assert_bound(bound["out"], terms=2 * 2 + 16, magnitude=1 + LN6)
    # 4/2 (p + t), for the digits that cancel in p - t.
    assert_bound(
        bound["grad_logits"],
        terms=[[36, 36], [36 + 4 * LN3, 36 + 8 * LN3]],
        magnitude=[[1, 1 + 2], [0.5 + 2, 1.5]],
    )


def test_a_sum_of_cross_entropies_is_not_divided() -> None:
    bound = of_losses.cross_entropy(
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
        magnitude=[[2, 2 + 4], [1 + 4, 3], [2 + 4, 2]],
    )


def test_cross_entropy_weighs_its_log_softmaxes_with_a_soft_target() -> None:
    bound = of_losses.cross_entropy(
        call(twins.cross_entropy, 4, logits=[[0, LN3]], target=[[1 / 2, 1 / 2]])
    )
    # The sizes are 2 ln 3 + 1 + ln 2 and 3 ln 3 + 1 + ln 2.
    assert_bound(bound["out"], terms=2 + 16, magnitude=2.5 * LN3 + 1 + LN2)
    assert_bound(
        bound["grad_logits"],
        terms=[[36 + 4 * LN3, 36 + 8 * LN3]],
        magnitude=[[4 * 1 / 4 + 2, 4 * 3 / 4 + 2]],
    )


def test_categorical_cross_entropy_is_its_own_size() -> None:
    bound = of_losses.categorical_cross_entropy(
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
    bound = of_losses.categorical_cross_entropy(
        call(twins.categorical_cross_entropy, 1, p=[[0, 1, 0.5]], target=[[0, 1, 0]])
    )
    assert_array_equal(bound["grad_p"].magnitude, [[inf, inf, 0]])


def test_binary_cross_entropy_feels_the_rounding_of_1_minus_p() -> None:
    bound = of_losses.binary_cross_entropy(
        call(twins.binary_cross_entropy, -6, p=[0.25, 0.75], target=[1, 0])
    )
    assert list(bound) == ["out", "grad_p"]
    assert_bound(bound["out"], terms=2 + 8, magnitude=LN4 + 0.5)
    # 6/2 (p + t) / (p (1 - p)), where p (1 - p) is 3/16
    assert_bound(bound["grad_p"], terms=8, magnitude=[3 * 1.25 * 16 / 3, 3 * 0.75 * 16 / 3])


def test_a_sum_of_binary_cross_entropies_is_not_divided() -> None:
    bound = of_losses.binary_cross_entropy(
        call(twins.binary_cross_entropy, 6, p=[0.25, 0.75], target=[0, 0], reduction="sum")
    )
    # -ln 3/4 - ln 1/4 = ln 16/3
    assert_bound(bound["out"], terms=2 + 8, magnitude=log(16 / 3) + 2)
    assert_bound(bound["grad_p"], terms=8, magnitude=[6 * 0.25 * 16 / 3, 6 * 0.75 * 16 / 3])


def test_the_binary_bound_is_computed_in_double_precision() -> None:
    bound = of_losses.binary_cross_entropy(
        call(twins.binary_cross_entropy, 1, np.float32, p=[2.0**-10 + 2.0**-30], target=[0])
    )
    p = Fraction(1, 2**10) + Fraction(1, 2**30)
    assert_bound(bound["grad_p"], terms=8, magnitude=[float(1 / (1 - p))])


def test_gradients_of_binary_cross_entropy_are_not_judged_at_the_edges() -> None:
    bound = of_losses.binary_cross_entropy(
        call(twins.binary_cross_entropy, 1, p=[0, 0.5, 1], target=[0, 0, 1])
    )
    assert_array_equal(bound["grad_p"].magnitude, [inf, 1 / 3 * 0.5 / 0.25, inf])


def test_mse_loss_squares_the_sum_of_both_sizes() -> None:
    bound = of_losses.mse_loss(call(twins.mse_loss, -5, p=[1, -2], target=[3, 4]))
    assert list(bound) == ["out", "grad_p"]
    assert_bound(bound["out"], terms=2 + 4, magnitude=(4**2 + 6**2) / 2)
    assert_bound(bound["grad_p"], terms=4, magnitude=[5 * 4, 5 * 6])


def test_a_sum_of_squares_is_not_divided() -> None:
    bound = of_losses.mse_loss(call(twins.mse_loss, 1, p=[1, -2], target=[3, 4], reduction="sum"))
    assert_bound(bound["out"], terms=2 + 4, magnitude=4**2 + 6**2)
    assert_bound(bound["grad_p"], terms=4, magnitude=[8, 12])


def test_probabilities_are_judged_from_a_millionth_to_1_minus_a_millionth() -> None:
    p = np.array([0, 0.9e-6, 1e-6, 0.5, 1 - 1e-6, 1 - 0.9e-6, 1])
    size = np.array([2.0, 3, 4, 5, 6, 7, 8])
    assert_array_equal(of_losses.judged(p, size), [inf, inf, 4, 5, 6, inf, inf])
