"""The dense layer where it has many features: in blocks, and in the memory order of its input."""

import sys
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from scratchcnn.ops import linear
from scratchcnn.ops.arguments import Array
from scratchcnn.ops.linear import feature_blocks, in_blocks


def whole(*shape: int) -> Array:
    """Return small whole numbers, for which every order of summation gives the same bits."""
    return np.random.default_rng(0).integers(-4, 5, shape).astype(np.float32)


@pytest.mark.parametrize(
    ("n", "d", "k", "blocks"),
    [
        (32, 1352, 10, 1),
        (32, 10816, 10, 4),
        (128, 10816, 10, 16),
        (1000, 1280, 10, 16),
        # A block of fewer than 64 features is not worth it, and a prime has no other.
        (1000, 100, 100, 1),
        (1000, 10007, 10, 1),
        (1000, 128, 15, 2),
        (1, 1_000_000, 1, 1),
        (1, 1_000_001, 1, 101),
        (0, 5, 3, 1),
    ],
)
def test_features_are_cut_into_equal_blocks_of_a_million_multiplications(
    n: int, d: int, k: int, blocks: int
) -> None:
    assert feature_blocks(n, d, k) == blocks


def test_a_block_holds_neighbouring_features_of_all_rows() -> None:
    rows = np.arange(8.0).reshape(2, 4)
    assert_array_equal(in_blocks(rows, 2), [[[0, 1], [4, 5]], [[2, 3], [6, 7]]])


@pytest.mark.parametrize("k", [1, 2, 10])
@pytest.mark.parametrize("order", ["C", "F"])
def test_blocks_give_what_one_product_gives(order: str, k: int) -> None:
    x, weight, grad_out = whole(128, 10816), whole(k, 10816), whole(128, k)
    out, pullback = linear(np.asarray(x, order=order), weight)
    grad_x, grad_weight = pullback(grad_out)
    assert_array_equal(out, x @ weight.T)
    assert_array_equal(grad_x, grad_out @ weight)
    assert_array_equal(grad_weight, grad_out.T @ x)


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("order", ["C", "F"])
def test_the_gradient_lies_in_memory_as_x_does(order: str, k: int) -> None:
    x = np.asarray(whole(5, 7), order=order)
    _, pullback = linear(x, whole(k, 7))
    grad_x, _ = pullback(whole(5, k))
    assert grad_x.strides == x.strides


def test_blas_has_as_many_threads_as_the_product_is_worth(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def blas_threads_for(multiplications: int) -> AbstractContextManager[int]:
        asked.append(multiplications)
        return nullcontext(1)

    module = sys.modules["scratchcnn.ops.linear"]
    monkeypatch.setattr(module, "blas_threads_for", blas_threads_for)
    _, pullback = linear(whole(5, 7), whole(3, 7))
    pullback(whole(5, 3))
    assert asked == [105, 105]
