"""Adaptive average pooling, worked out by hand."""

import numpy as np
import pytest

from scratchcnn import ops


def test_a_pixel_of_several_windows_receives_a_share_of_each() -> None:
    x = np.array([[[1.0, 2.0, 3.0, 5.0, 9.0]]])
    out, pullback = ops.adaptive_avg_pool1d(x, 3)
    assert out.tolist() == [[[1.5, 10 / 3, 7]]]
    assert pullback(np.array([[[2.0, 6.0, 20.0]]]))[0].tolist() == [[[1, 3, 2, 12, 10]]]


def test_there_may_be_more_windows_than_pixels() -> None:
    out, pullback = ops.adaptive_avg_pool1d(np.array([[2.0, 4.0]]), 3)
    assert out.tolist() == [[2, 3, 4]]
    assert pullback(np.array([[1.0, 10.0, 100.0]]))[0].tolist() == [[6, 105]]


def test_rows_and_columns_are_parted_by_themselves() -> None:
    x = np.arange(12.0).reshape(1, 1, 3, 4)
    out, pullback = ops.adaptive_avg_pool2d(x, (2, 2))
    assert out.tolist() == [[[[2.5, 4.5], [6.5, 8.5]]]]
    (grad_x,) = pullback(np.array([[[[4.0, 8.0], [12.0, 16.0]]]]))
    assert grad_x.tolist() == [[[[1, 1, 2, 2], [4, 4, 6, 6], [3, 3, 4, 4]]]]
    assert ops.adaptive_avg_pool2d(x, (None, 1))[0].tolist() == [[[[1.5], [5.5], [9.5]]]]


def test_a_volume_is_parted_along_three_axes() -> None:
    x = np.arange(24.0).reshape(1, 2, 3, 4)
    out, pullback = ops.adaptive_avg_pool3d(x, (1, 3, 2))
    assert out.tolist() == [[[[6.5, 8.5], [10.5, 12.5], [14.5, 16.5]]]]
    assert pullback(4 * out)[0][0, 1].tolist() == [
        [6.5, 6.5, 8.5, 8.5],
        [10.5, 10.5, 12.5, 12.5],
        [14.5, 14.5, 16.5, 16.5],
    ]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_mean_of_all_is_spread_evenly(dtype: type) -> None:
    x = np.arange(24, dtype=dtype).reshape(2, 2, 2, 3)
    out, pullback = ops.adaptive_avg_pool2d(x, 1)
    assert out.tolist() == [[[[2.5]], [[8.5]]], [[[14.5]], [[20.5]]]]
    (grad_x,) = pullback(12 * out)
    assert grad_x[1, 0].tolist() == [[29, 29, 29], [29, 29, 29]]
    assert (out.dtype, grad_x.dtype) == (dtype, dtype)
    (single, _), (volume, _) = (
        ops.adaptive_avg_pool2d(x[0], (1, 1)),
        ops.adaptive_avg_pool3d(x, 1),
    )
    assert single.tolist() == [[[2.5]], [[8.5]]]
    assert volume.tolist() == [[[[5.5]]], [[[17.5]]]]
