"""Activations far from 0, where careless formulas overflow or lose all digits."""

import math

import numpy as np
import pytest

from scratchcnn import ops


@pytest.mark.parametrize("x", [-700.0, -100.0, -30.0, -1.0, 0.0, 1.0, 30.0])
def test_sigmoid_keeps_its_digits_in_the_tail(x: float) -> None:
    out, _ = ops.sigmoid(np.array([x]))
    expected = math.exp(x) / (1 + math.exp(x)) if x < 0 else 1 / (1 + math.exp(-x))
    assert out[0] == pytest.approx(expected, rel=4e-16, abs=0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "op",
    [
        *(ops.relu, ops.leaky_relu, ops.sigmoid, ops.tanh, ops.silu, ops.softmax, ops.log_softmax),
        *(ops.elu, ops.selu, ops.celu, ops.softplus, ops.logsigmoid, ops.gelu, ops.mish),
        *(ops.softsign, ops.hardtanh, ops.relu6, ops.hardsigmoid, ops.hardswish),
    ],
)
def test_a_thousand_gives_finite_numbers_without_a_warning(op: object, dtype: type) -> None:
    assert callable(op)
    out, pullback = op(np.array([-1000.0, 0.0, 1000.0], dtype))
    (grad_x,) = pullback(np.array([1.0, -2.0, 3.0], dtype))
    assert np.isfinite(out).all()
    assert np.isfinite(grad_x).all()


def test_silu_of_infinity_is_that_of_pytorch_without_a_warning() -> None:
    out, pullback = ops.silu(np.array([-np.inf, np.inf]))
    np.testing.assert_array_equal(out, [np.nan, np.inf])
    np.testing.assert_array_equal(pullback(np.ones(2)), [[np.nan, np.nan]])


def test_the_slope_of_leaky_relu_is_a_hundredth_unless_given() -> None:
    x = np.array([-100.0])
    assert ops.leaky_relu(x)[0].tolist() == [-1.0]
    assert ops.leaky_relu(x, 1)[0].tolist() == [-100.0]
    assert ops.leaky_relu(x, np.float32(0.5))[0].tolist() == [-50.0]
    assert ops.leaky_relu(x, np.int64(2))[0].tolist() == [-200.0]


def test_the_slope_of_leaky_relu_may_be_the_largest_number_of_its_dtype_and_no_more() -> None:
    x = np.array([-1.0], np.float32)
    largest = float(np.finfo(np.float32).max)
    assert ops.leaky_relu(x, -largest)[0].tolist() == [largest]
    with pytest.raises(
        ValueError, match=r"^negative_slope must be finite in float32, got 1e\+300$"
    ):
        ops.leaky_relu(x, 1e300)


@pytest.mark.parametrize(
    "op",
    [
        *(ops.relu, ops.leaky_relu, ops.sigmoid, ops.tanh, ops.silu, ops.elu, ops.selu, ops.celu),
        *(ops.softplus, ops.logsigmoid, ops.gelu, ops.mish, ops.softsign, ops.hardtanh),
        *(ops.relu6, ops.hardsigmoid, ops.hardswish),
    ],
)
def test_an_array_without_axes_gives_arrays_without_axes(op: object) -> None:
    assert callable(op)
    out, pullback = op(np.array(0.5))
    (grad_x,) = pullback(np.array(2.0))
    for result in (out, grad_x):
        assert isinstance(result, np.ndarray)
        assert result.shape == ()


def test_relu_has_no_slope_at_0_and_lets_the_gradient_of_nan_through() -> None:
    _, pullback = ops.relu(np.array([0.0, -0.0, np.nan, 1e-300]))
    assert pullback(np.array([1.0, 2.0, 3.0, 4.0]))[0].tolist() == [0.0, 0.0, 3.0, 4.0]
