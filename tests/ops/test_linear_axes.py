"""The dense layer on arrays with any axes before the last, and with a single output."""

import numpy as np
import pytest

from scratchcnn.ops import linear

X = np.arange(24.0).reshape(2, 3, 4)
WEIGHT = np.array([[1.0, 0.0, 2.0, 0.0], [0.0, 3.0, 0.0, -1.0]])
BIAS = np.array([10.0, 20.0])


@pytest.mark.parametrize("x", [X, X[0, 0], X[:0]])
def test_the_last_axis_is_that_of_the_features(x: np.ndarray) -> None:
    out, pullback = linear(x, WEIGHT, BIAS)
    np.testing.assert_array_equal(out, x @ WEIGHT.T + BIAS)
    grad_out = np.arange(float(out.size)).reshape(out.shape)
    grad_x, grad_weight, grad_bias = pullback(grad_out)
    np.testing.assert_array_equal(grad_x, grad_out @ WEIGHT)
    rows, upstream = x.reshape(-1, 4), grad_out.reshape(-1, 2)
    np.testing.assert_array_equal(grad_weight, upstream.T @ rows)
    np.testing.assert_array_equal(grad_bias, upstream.sum(0))


@pytest.mark.parametrize("x", [X, X[0], X[0, 0]])
def test_a_weight_without_rows_has_a_single_output(x: np.ndarray) -> None:
    out, pullback = linear(x, WEIGHT[0], np.array(5.0))
    np.testing.assert_array_equal(out, x @ WEIGHT[0] + 5)
    grad_out = np.arange(1.0, 1 + out.size).reshape(out.shape)
    grad_x, grad_weight, grad_bias = pullback(grad_out)
    np.testing.assert_array_equal(grad_x, grad_out[..., None] * WEIGHT[0])
    np.testing.assert_array_equal(grad_weight, grad_out.ravel() @ x.reshape(-1, 4))
    assert (grad_bias.shape, float(grad_bias)) == ((), grad_out.sum())


def test_without_a_bias_there_is_no_gradient_of_one() -> None:
    out, pullback = linear(X, WEIGHT)
    assert [one.shape for one in pullback(out)] == [X.shape, WEIGHT.shape]


def test_the_upstream_gradient_has_the_shape_of_the_output() -> None:
    _, pullback = linear(X, WEIGHT)
    with pytest.raises(ValueError, match=r"^grad_out must have the shape \(2, 3, 2\), got"):
        pullback(np.zeros((6, 2)))


def test_a_bias_has_one_number_for_every_output() -> None:
    with pytest.raises(ValueError, match=r"^bias must have the shape \(2,\), got"):
        linear(X, WEIGHT, np.zeros(3))
    with pytest.raises(ValueError, match=r"^bias must have the shape \(\), got"):
        linear(X, WEIGHT[0], np.zeros(1))
    with pytest.raises(ValueError, match=r"^weight must have the shape \(2, 3\), got"):
        linear(X[..., :3], WEIGHT)
