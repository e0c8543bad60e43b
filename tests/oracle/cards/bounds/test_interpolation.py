"""The bounds of interpolation, worked out by hand."""

from typing import Any

import numpy as np
import pytest
from bounded import assert_bound, call

from reference import ops as twins
from scratchcnn.oracle.cards.bounds.interpolation import around, interpolated

ROW: list[Any] = [[[1, -5]]]


def of_row(x: Any, grad_out: Any, dtype: Any = float, **options: Any) -> Any:
    return interpolated(call(twins.interpolate, grad_out, dtype, x=x, **options))


def test_what_is_between_two_entries_is_bounded_by_both_and_their_neighbours() -> None:
    bound = of_row(ROW, [[[1, -2, 3, -4]]], size=4, mode="linear")
    assert list(bound) == ["out", "grad_x"]
    # Places in an axis of 2, of weights as steep as 1 and -1, and 8.
    terms = 2 * 4 * 3 + 8
    assert_bound(bound["out"], terms=terms, magnitude=[[[6] * 4]])
    # 1 + 3/4 * 2 + 1/4 * 3 and 1/4 * 2 + 3/4 * 3 + 4, of 2 entries each.
    assert_bound(bound["grad_x"], terms=[[[terms + 4] * 2]], magnitude=[[[3.25 + 6.75] * 2]])


@pytest.mark.parametrize("options", [{}, {"mode": "nearest"}, {"mode": "nearest-exact"}])
def test_the_nearest_entry_is_a_copy(options: dict[str, Any]) -> None:
    bound = of_row(ROW, [[[1, -2, 3, -4]]], size=4, **options)
    # A copy errs by nothing; the gradient adds up two.
    assert_bound(bound["out"], terms=0, magnitude=0)
    assert_bound(bound["grad_x"], terms=[[[2, 2]]], magnitude=[[[3, 7]]])


def test_a_cubic_reaches_two_entries_further_and_is_three_times_as_steep() -> None:
    x, grad = [[[[1, -2, 4, -8, 16, 32]]]], [[[[1, -1, 2, 0, 0, -3]]]]
    bound = of_row(x, grad, size=(1, 6), mode="bicubic")
    terms = 6 * (4 * (1 + 1) + 4 * (6 + 1)) + 8 * 2
    assert_bound(bound["out"], terms=terms, magnitude=[[[[7, 15, 31, 62, 60, 56]]]])
    counts = np.array([3, 4, 5, 5, 4, 3]).reshape(1, 1, 1, 6)
    magnitude = [[[[4, 4, 4, 6, 5, 3]]]]
    assert_bound(bound["grad_x"], terms=terms + counts, magnitude=magnitude)


def test_a_mode_of_two_axes_adds_up_the_places_of_both() -> None:
    x, grad = [[[[1, -2, 4], [1, 0, 0]]]], [[[[1, 1, 1], [1, 1, 1]]]]
    bound = of_row(x, grad, size=(2, 3), mode="bilinear")
    terms = 2 * (4 * 3 + 4 * 4) + 8 * 2
    assert_bound(bound["out"], terms=terms, magnitude=[[[[4, 8, 6], [4, 8, 6]]]])
    magnitude = [[[[4, 6, 4], [4, 6, 4]]]]
    assert_bound(bound["grad_x"], terms=terms + np.array(magnitude), magnitude=magnitude)


def test_only_pixels_of_the_same_channel_and_sample_lie_around() -> None:
    images = np.arange(1.0, 9.0).reshape(2, 2, 2, 1)
    wanted = np.repeat(images.sum((2, 3), keepdims=True), 2, 2)
    np.testing.assert_array_equal(around(images, 1), wanted)


def test_sums_are_made_in_double_precision_and_infinity_warns_of_nothing() -> None:
    assert around(np.ones((1, 1, 2), np.float32), 1).dtype == float
    assert around(np.array([[[np.inf, 1.0, 1.0, 1.0]]]), 1)[0, 0, 0] == np.inf
