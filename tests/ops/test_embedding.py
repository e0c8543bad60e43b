"""Embedding: rows that are looked up several times, and rows that have no gradient."""

from typing import Any

import numpy as np
import pytest

from scratchcnn.ops import embedding

TABLE = np.arange(6.0).reshape(3, 2)


def test_a_row_gets_the_sum_of_all_its_copies_gradients() -> None:
    indices = np.array([[2, 0], [2, 2]])
    out, pullback = embedding(indices, TABLE)
    np.testing.assert_array_equal(out, [[[4, 5], [0, 1]], [[4, 5], [4, 5]]])
    (grad,) = pullback(np.arange(8.0).reshape(2, 2, 2))
    np.testing.assert_array_equal(grad, [[2, 3], [0, 0], [0 + 4 + 6, 1 + 5 + 7]])


@pytest.mark.parametrize("place", [2, -1])
def test_the_row_of_padding_gets_no_gradient(place: int) -> None:
    _, pullback = embedding(np.array([2, 0, 2]), TABLE, place)
    np.testing.assert_array_equal(pullback(np.ones((3, 2)))[0], [[1, 1], [0, 0], [0, 0]])


def test_a_gradient_may_be_divided_by_how_often_a_row_is_looked_up() -> None:
    _, pullback = embedding(np.array([2, 0, 2, 2]), TABLE, scale_grad_by_freq=True)
    (grad,) = pullback(np.array([[3.0, 6.0]] * 4))
    np.testing.assert_array_equal(grad, [[3, 6], [0, 0], [3, 6]])


def test_a_single_index_gives_a_single_row() -> None:
    out, pullback = embedding(np.array(1), TABLE)
    np.testing.assert_array_equal(out, [2, 3])
    np.testing.assert_array_equal(pullback(out)[0], [[0, 0], [2, 3], [0, 0]])


def test_the_first_and_the_last_row_are_the_limits() -> None:
    embedding(np.array([0, 2]), TABLE, -3)
    for wrong in ([-1], [3]):
        with pytest.raises(ValueError, match="indices must lie from 0 to 2"):
            embedding(np.array(wrong), TABLE)
    for padding_idx in (3, -4):
        with pytest.raises(ValueError, match="padding_idx must lie from -3 to 2"):
            embedding(np.array([0]), TABLE, padding_idx)


@pytest.mark.parametrize(
    ("indices", "got"),
    [
        (np.array([0.0]), r"an array of shape \(1,\) and dtype float64"),
        ([0], r"\[0\]"),
        (np.array([True]), r"an array of shape \(1,\) and dtype bool"),
    ],
)
def test_indices_are_an_array_of_integers(indices: Any, got: str) -> None:
    with pytest.raises(TypeError, match=f"indices must be an array of integers, got {got}"):
        embedding(indices, TABLE)


def test_a_table_has_two_axes() -> None:
    with pytest.raises(ValueError, match=r"weight must have the axes \(K D\)"):
        embedding(np.array([0]), np.ones(3))


def test_the_gradients_of_a_row_are_added_up_in_order() -> None:
    rng = np.random.default_rng(0)
    indices = rng.integers(0, 3, 300)
    _, pullback = embedding(indices, TABLE)
    # So far apart that another order gives another sum.
    grad_out = rng.standard_normal((300, 2)) * 10.0 ** rng.integers(-9, 9, (300, 1))
    wanted = np.zeros_like(TABLE)
    np.add.at(wanted, indices, grad_out)
    np.testing.assert_array_equal(pullback(grad_out)[0], wanted)
