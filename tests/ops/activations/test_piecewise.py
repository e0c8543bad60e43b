"""Clipped and hard activations at their kinks, and the slopes that PReLU learns."""

import numpy as np
import pytest

from scratchcnn import ops


def test_hardtanh_has_no_slope_at_either_end_and_lets_the_gradient_of_nan_through() -> None:
    out, pullback = ops.hardtanh(np.array([-1.0, 1.0, np.nan, 0.25]))
    np.testing.assert_array_equal(out, [-1.0, 1.0, np.nan, 0.25])
    assert pullback(np.array([1.0, 2.0, 3.0, 4.0]))[0].tolist() == [0.0, 0.0, 3.0, 4.0]


def test_an_interval_may_be_a_point_but_not_turned_round() -> None:
    out, _ = ops.hardtanh(np.array([-4.0, 4.0]), 2, np.float32(2))
    assert out.tolist() == [2.0, 2.0]
    with pytest.raises(ValueError, match=r"^min_val must not be greater than max_val 1, got 2$"):
        ops.hardtanh(np.array([0.0]), 2, 1)


def test_the_hard_sigmoid_has_the_slope_of_a_sixth_between_its_kinks_alone() -> None:
    _, pullback = ops.hardsigmoid(np.array([-3.0, -2.9, 2.9, 3.0]))
    assert pullback(np.full(4, 6.0))[0].tolist() == [0.0, 1.0, 1.0, 0.0]


def test_the_slope_of_hard_swish_at_its_kinks_is_that_of_the_outer_side() -> None:
    _, pullback = ops.hardswish(np.array([-3.0, 3.0]))
    assert pullback(np.ones(2))[0].tolist() == [0.0, 1.0]


def test_hard_swish_of_infinity_is_that_of_pytorch_without_a_warning() -> None:
    out, pullback = ops.hardswish(np.array([-np.inf, np.inf]))
    np.testing.assert_array_equal(out, [np.nan, np.inf])
    assert pullback(np.ones(2))[0].tolist() == [0.0, 1.0]
    assert pullback(np.zeros(2))[0].tolist() == [0.0, 0.0]


def test_every_channel_learns_its_own_slope() -> None:
    x = np.array([[[-1.0, 2.0], [-3.0, -4.0]]])
    out, pullback = ops.prelu(x, np.array([0.5, 2.0]))
    assert out.tolist() == [[[-0.5, 2.0], [-6.0, -8.0]]]
    grad_x, grad_weight = pullback(np.array([[[1.0, 10.0], [100.0, 1000.0]]]))
    assert grad_x.tolist() == [[[0.5, 10.0], [200.0, 2000.0]]]
    assert grad_weight.tolist() == [-1.0, -4300.0]


@pytest.mark.parametrize("shape", [(), (1,)])
@pytest.mark.parametrize("x", [np.array(-2.0), np.array([-2.0]), np.array([[-2.0, 3.0]])])
def test_one_slope_for_everything_may_have_an_axis_or_none(
    x: np.ndarray, shape: tuple[int, ...]
) -> None:
    out, pullback = ops.prelu(x, np.full(shape, 0.25))
    grad_x, grad_weight = pullback(np.ones_like(x))
    assert out.ravel()[0] == -0.5
    assert grad_x.shape == out.shape == x.shape
    assert isinstance(grad_weight, np.ndarray)
    assert (grad_weight.shape, float(grad_weight.sum())) == (shape, -2.0)


@pytest.mark.parametrize("x", [np.zeros(2), np.zeros(())])
def test_without_a_second_axis_there_is_one_channel(x: np.ndarray) -> None:
    with pytest.raises(
        ValueError, match=r"^weight must have the shape \(\) or \(1,\) or \(1,\), got"
    ):
        ops.prelu(x, np.zeros(2))


def test_slopes_of_prelu_keep_single_precision() -> None:
    out, pullback = ops.prelu(np.ones((2, 3), np.float32), np.ones(3, np.float32))
    assert [one.dtype for one in (out, *pullback(out))] == [np.float32] * 3


def test_as_many_slopes_as_channels_or_one() -> None:
    message = r"^weight must have the shape \(\) or \(1,\) or \(3,\), got an array of shape \(2,\)"
    with pytest.raises(ValueError, match=message):
        ops.prelu(np.zeros((4, 3, 2)), np.zeros(2))
