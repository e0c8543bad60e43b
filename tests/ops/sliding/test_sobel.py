"""The Sobel filters of the second guide."""

from typing import Any

import numpy as np
import pytest

import reference.ops
from scratchcnn import ops


def test_the_sobel_filters_are_transposes() -> None:
    vertical, horizontal = ops.sobel_filter("vertical"), ops.sobel_filter("horizontal")
    assert vertical[0, 0].tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    np.testing.assert_array_equal(horizontal[0, 0], vertical[0, 0].T)
    assert vertical.shape == (1, 1, 3, 3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_sobel_filter_has_the_dtype_asked_for(dtype: type[np.floating]) -> None:
    assert ops.sobel_filter("vertical", dtype=dtype).dtype == dtype
    assert ops.sobel_filter("vertical").dtype == np.float64


@pytest.mark.parametrize("direction", ["vertical", "horizontal"])
@pytest.mark.parametrize("options", [{}, {"stride": 2}, {"padding": 1}, {"padding": "same"}])
def test_sobel_agrees_with_its_twin(direction: str, options: dict[str, Any]) -> None:
    rng = np.random.default_rng(0)
    x = rng.integers(-9, 10, (2, 3, 6, 5)).astype(float)
    out, pullback = ops.sobel(x, direction, **options)
    expected, expected_pullback = reference.ops.sobel(x, direction, **options)
    grad_out = rng.integers(-9, 10, out.shape).astype(float)
    np.testing.assert_array_equal(out, expected)
    (grad_x,), (expected_grad,) = pullback(grad_out), expected_pullback(grad_out)
    np.testing.assert_array_equal(grad_x, expected_grad)


def test_sobel_keeps_single_precision() -> None:
    out, pullback = ops.sobel(np.ones((1, 2, 4, 4), np.float32), "vertical")
    (grad_x,) = pullback(out)
    assert (out.dtype, grad_x.dtype) == (np.float32, np.float32)


def test_each_sobel_filter_finds_the_edges_of_its_name_alone() -> None:
    left_to_right = np.tile([0.0, 0.0, 1.0, 1.0], (1, 1, 4, 1))
    top_to_bottom = left_to_right.swapaxes(2, 3)
    assert ops.sobel(left_to_right, "vertical")[0].tolist() == [[[[4, 4], [4, 4]]]]
    assert not ops.sobel(left_to_right, "horizontal")[0].any()
    assert ops.sobel(top_to_bottom, "horizontal")[0].tolist() == [[[[4, 4], [4, 4]]]]
    assert not ops.sobel(top_to_bottom, "vertical")[0].any()
