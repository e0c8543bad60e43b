"""How arguments are described, taken as they are, or made into pairs."""

from typing import Any

import numpy as np
import pytest

from scratchcnn.ops.arguments import alike, describe, floating, integer, pair, upstream


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.zeros((2, 3)), "an array of shape (2, 3) and dtype float64"),
        (np.zeros(()), "an array of shape () and dtype float64"),
        (np.float32(1), "a NumPy scalar of shape () and dtype float32"),
        (1.5, "1.5 (float)"),
        ("same", "'same' (str)"),
        (None, "None (NoneType)"),
    ],
)
def test_a_value_is_described_by_what_matters(value: object, words: str) -> None:
    assert describe(value) == words


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floating_arrays_are_returned_as_they_are(dtype: type) -> None:
    array = np.zeros((2, 3), dtype)
    assert floating("x", array) is array
    assert floating("x", array, "N D") is array


def test_an_array_alike_is_returned_as_it_is() -> None:
    array = np.zeros(3)
    assert alike("bias", array, np.dtype(np.float64), (2,), (3,)) is array


def test_an_upstream_number_becomes_an_array_of_the_output_s_dtype() -> None:
    grad = upstream(2, np.zeros((), np.float32))
    assert (grad.dtype, grad.shape, float(grad)) == (np.float32, (), 2.0)
    for three in (np.float32(3), np.int64(3)):
        assert upstream(three, np.zeros(())).dtype == np.float64


def test_an_upstream_array_is_returned_as_it_is() -> None:
    grad = np.zeros(())
    assert upstream(grad, np.ones(())) is grad


@pytest.mark.parametrize("value", [3, np.int64(3)])
def test_an_integer_at_the_minimum_is_taken(value: Any) -> None:
    number = integer("stride", value, 3)
    assert number == 3
    assert type(number) is int


@pytest.mark.parametrize(
    ("value", "expected"), [(2, (2, 2)), ((1, 2), (1, 2)), ([2, 1], (2, 1)), (np.int32(4), (4, 4))]
)
def test_an_integer_or_a_pair_becomes_a_pair(value: Any, expected: tuple[int, int]) -> None:
    assert pair("stride", value, 1) == expected
