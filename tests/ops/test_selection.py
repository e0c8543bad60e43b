"""Numbers that are kept or not, whatever they are."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from scratchcnn.ops.selection import bits, either, keep

NUMBERS = [1.5, -2.0, np.inf, -np.inf, np.nan, -0.0, 5e-324]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_kept_keeps_its_bits_and_the_rest_is_0(dtype: type[np.floating]) -> None:
    numbers = np.array(NUMBERS, dtype)
    every, none = np.ones(7, np.bool_), np.zeros(7, np.bool_)
    assert_array_equal(bits(keep(numbers, every)), bits(numbers), strict=True)
    assert_array_equal(bits(keep(numbers, none)), np.zeros(7, bits(numbers).dtype), strict=True)


def test_nothing_is_written_to() -> None:
    numbers, where = np.array([1.0, 2.0]), np.array([True, False])
    kept = keep(numbers, where)
    assert_array_equal(kept, [1, 0])
    assert_array_equal(numbers, [1, 2])
    assert_array_equal(where, [True, False])
    assert not np.shares_memory(kept, numbers)


def test_every_second_number_of_an_array_will_do() -> None:
    assert_array_equal(keep(np.arange(6.0)[::2], np.array([True, False, True])), [0, 0, 4])


def test_bits_are_a_view() -> None:
    numbers = np.array([1.0])
    bits(numbers)[0] = 0
    assert numbers[0] == 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_either_number_is_chosen_to_the_last_bit(dtype: type[np.floating]) -> None:
    where = np.array([[True, False], [False, True]])
    for one in map(dtype, NUMBERS):
        for other in map(dtype, NUMBERS):
            expected = np.array([[one, other], [other, one]])
            assert_array_equal(bits(either(where, one, other)), bits(expected), strict=True)


def test_either_number_is_chosen_without_axes() -> None:
    assert_array_equal(either(np.array(True), np.float64(3), np.float64(4)), np.array(3.0))
