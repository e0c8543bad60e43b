"""Activations with an exponential: their digits near 0, their constants, and what overflows."""

import math

import numpy as np
import pytest

from scratchcnn import ops


@pytest.mark.parametrize("op", [ops.elu, ops.celu])
def test_no_digits_are_lost_just_below_0(op: object) -> None:
    assert callable(op)
    out, _ = op(np.array([-1e-12]))
    assert out[0] == pytest.approx(math.expm1(-1e-12), rel=1e-15)


def test_alpha_is_the_slope_of_elu_at_0_and_the_depth_of_both() -> None:
    x = np.array([0.0, -1000.0])
    for op, slope in ((ops.elu, 0.25), (ops.celu, 1.0)):
        out, pullback = op(x, 0.25)
        assert out.tolist() == [0.0, -0.25]
        assert pullback(np.ones(2))[0].tolist() == [slope, 0.0]


def test_alpha_and_beta_are_1_unless_given() -> None:
    x = np.array([-1.0, 2.0])
    for op in (ops.elu, ops.celu, ops.softplus):
        assert op(x)[0].tolist() == op(x, 1.0)[0].tolist()
    assert ops.elu(x, np.int64(2))[0][0] == 2 * math.expm1(-1)


def test_selu_keeps_the_constants_of_its_paper() -> None:
    out, pullback = ops.selu(np.array([-1000.0, 1.0, 0.0]))
    assert out.tolist() == pytest.approx([-1.7580993408473766, 1.0507009873554805, 0.0], abs=1e-15)
    slopes = [0.0, 1.0507009873554805, 1.7580993408473766]
    assert pullback(np.ones(3))[0].tolist() == pytest.approx(slopes, abs=1e-15)


def test_a_negative_alpha_may_overflow_without_a_warning() -> None:
    out, pullback = ops.celu(np.array([-1000.0]), -1.0)
    assert (out[0], pullback(np.ones(1))[0][0]) == (-np.inf, np.inf)


@pytest.mark.parametrize("value", [0, 0.0, 1e-60])
def test_what_divides_must_not_be_0_in_the_dtype_of_x(value: float) -> None:
    x = np.zeros(1, np.float32)
    with pytest.raises(ValueError, match=f"^alpha must not be 0, got {value}$"):
        ops.celu(x, value)
    with pytest.raises(ValueError, match=f"^beta must not be 0, got {value}$"):
        ops.softplus(x, value)


def test_beyond_the_threshold_softplus_is_x_itself() -> None:
    x = np.array([1.0, 2.0, 3.0, 2000.0])
    out, pullback = ops.softplus(x, beta=2.0, threshold=4.0)
    below = [math.log1p(math.exp(2 * value)) / 2 for value in (1, 2)]
    assert out.tolist() == pytest.approx([*below, 3.0, 2000.0], rel=1e-15)
    assert pullback(np.full(4, 5.0))[0].tolist()[2:] == [5.0, 5.0]
    assert ops.softplus(np.array([20.0]))[0][0] > 20
    assert ops.softplus(np.array([20.5]))[0][0] == 20.5


@pytest.mark.parametrize("x", [-700.0, -40.0, -1.0, 0.0, 1.0, 40.0])
def test_the_log_sigmoid_keeps_its_digits_in_both_tails(x: float) -> None:
    out, pullback = ops.logsigmoid(np.array([x]))
    exact = -math.log1p(math.exp(-x)) if x > 0 else x - math.log1p(math.exp(x))
    assert out[0] == pytest.approx(exact, rel=4e-16, abs=0)
    assert pullback(np.ones(1))[0][0] == pytest.approx(1 / (1 + math.exp(x)), rel=1e-15, abs=0)
