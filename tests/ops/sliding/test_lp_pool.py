"""Power-average pooling: the factors of its gradient, zeros, signs, infinite norms."""

import math

import numpy as np
import pytest

from scratchcnn import ops

NAN, INF = np.nan, np.inf


def test_the_gradient_is_the_number_over_the_norm_for_p_of_2() -> None:
    out, pullback = ops.lp_pool2d(np.array([[[3.0, -4.0], [6.0, 8.0]]]), 2, (1, 2))
    assert out.tolist() == [[[5], [10]]]
    assert pullback(np.array([[[10.0], [20.0]]]))[0].tolist() == [[[6, -8], [12, 16]]]


def test_any_p_has_its_power_and_its_root() -> None:
    x = np.array([[1.0, 2.0]])
    out, pullback = ops.lp_pool1d(x, 3, 2)
    assert out.item() == pytest.approx(9 ** (1 / 3), rel=1e-15)
    slope = 9 ** (1 / 3 - 1)
    assert pullback(np.array([[1.0]]))[0][0].tolist() == pytest.approx([slope, 4 * slope])
    assert ops.lp_pool1d(x, -1, 2)[0].item() == pytest.approx(2 / 3)


def test_a_window_of_zeros_has_no_gradient() -> None:
    out, pullback = ops.lp_pool1d(np.array([[0.0, 0.0, 4.0, 0.0]]), 2, 2)
    assert out.tolist() == [[0, 4]]
    assert pullback(np.array([[5.0, 7.0]]))[0].tolist() == [[0, 0, 7, 0]]


def test_nor_has_one_whose_sum_cancels() -> None:
    out, pullback = ops.lp_pool1d(np.array([[1.0, -1.0, 2.0, -1.0]]), 1, 2)
    assert out.tolist() == [[0, 1]]
    assert pullback(np.array([[5.0, 7.0]]))[0].tolist() == [[0, 0, 7, 7]]


def test_a_negative_sum_has_no_root() -> None:
    out, pullback = ops.lp_pool1d(np.array([[-1.0, -2.0]]), 3, 2)
    assert np.isnan(out).all()
    assert np.isnan(pullback(out)[0]).all()


def test_nan_makes_its_window_nan_alone() -> None:
    out, pullback = ops.lp_pool1d(np.array([[NAN, 1.0, 3.0, 4.0]]), 2, 2)
    assert np.isnan(out[0, 0])
    (grad_x,) = pullback(np.array([[1.0, 5.0]]))
    assert np.isnan(grad_x[0, :2]).all()
    assert grad_x[0, 2:].tolist() == [3, 4]


def test_with_p_of_1_nan_has_no_gradient_as_in_pytorch() -> None:
    out, pullback = ops.lp_pool1d(np.array([[NAN, 1.0]]), 1, 2)
    assert np.isnan(out).all()
    assert pullback(np.ones((1, 1)))[0].tolist() == [[0, 0]]


def test_a_window_that_is_cut_off_counts_as_a_whole_one() -> None:
    x = np.array([[3.0, 4.0, 5.0]])
    out, pullback = ops.lp_pool1d(x, 2, 2, ceil_mode=True)
    assert out[0].tolist() == pytest.approx([5, math.sqrt(50)], rel=1e-15)
    slope = 2 * 5 / math.sqrt(50)
    assert pullback(np.ones((1, 2)))[0][0].tolist() == pytest.approx([0.6, 0.8, slope])
    image, _ = ops.lp_pool2d(x[:, None], 2, (1, 2), ceil_mode=True, stride=(1, 2))
    assert image.ravel().tolist() == pytest.approx([5, math.sqrt(50)], rel=1e-15)


@pytest.mark.parametrize(
    ("p", "out", "grad_x"), [(INF, [4, 7], [0, -1, 1, 0]), (-INF, [3, 0], [1, 0, 0, 0])]
)
def test_an_infinite_p_takes_the_largest_or_the_smallest_absolute_value(
    p: float, out: list[float], grad_x: list[float]
) -> None:
    x = np.array([[3.0, -4.0, 7.0, 0.0]])
    got, pullback = ops.lp_pool1d(x, p, 2)
    assert got.tolist() == [out]
    assert pullback(np.ones((1, 2)))[0].tolist() == [grad_x]


def test_the_slope_of_the_absolute_value_of_nan_is_0() -> None:
    out, pullback = ops.lp_pool1d(np.array([[NAN, 1.0, 2.0, INF]]), INF, 2)
    assert np.isnan(out[0, 0])
    assert pullback(np.ones((1, 2)))[0].tolist() == [[0, 0, 0, 1]]


def test_a_number_of_numpy_is_a_p() -> None:
    x = np.array([[3.0, 4.0]], np.float32)
    for p in (np.float64(2), np.int64(2), 2.0):
        out, pullback = ops.lp_pool1d(x, p, (2,))
        assert out.tolist() == [[5]]
        assert (out.dtype, pullback(out)[0].dtype) == (np.float32, np.float32)
