"""Activations with a gate: GELU and its approximation, Mish, softsign, GLU."""

import math

import numpy as np
import pytest

from scratchcnn import ops


@pytest.mark.parametrize("x", [-30.0, -6.0, -1.0, 0.5, 8.0])
def test_gelu_keeps_its_digits_in_the_tail(x: float) -> None:
    out, _ = ops.gelu(np.array([x]))
    assert out[0] == pytest.approx(x * math.erfc(-x / math.sqrt(2)) / 2, rel=1e-14)


def test_gelu_in_single_precision_is_exact_but_for_rounding() -> None:
    x = np.linspace(-13, 13, 100_001, dtype=np.float32)
    out, pullback = ops.gelu(x)
    wanted, pullback_of_double = ops.gelu(x.astype(np.float64))
    # Eight roundings; the one of x^2 is x^2 times as large in exp(-x^2 / 2).
    u = np.finfo(np.float32).eps / 2
    assert (np.abs(out - wanted) <= (8 + x * x) * u * np.abs(wanted)).all()
    (slope,), (wanted,) = pullback(np.ones_like(x)), pullback_of_double(np.ones(len(x)))
    assert np.abs(slope - wanted).max() <= 8 * u
    assert out.dtype == slope.dtype == np.float32


def test_gelu_in_single_precision_does_not_take_numbers_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def one_by_one(x: object) -> object:
        raise AssertionError("asked for double precision")

    monkeypatch.setattr("scratchcnn.ops.activations.gates.ndtr", one_by_one)
    assert ops.gelu(np.float32([0.0, 1.0]))[0].dtype == np.float32
    with pytest.raises(AssertionError, match="double precision"):
        ops.gelu(np.float64([0.0, 1.0]))


def test_gelu_in_single_precision_far_from_0_is_that_of_pytorch() -> None:
    x = np.array([-3e38, -20, 20, 3e38, np.inf, -np.inf, np.nan], np.float32)
    out, pullback = ops.gelu(x)
    np.testing.assert_array_equal(out, np.float32([0, 0, 20, 3e38, np.inf, np.nan, np.nan]))
    slope = pullback(np.ones_like(x))[0]
    np.testing.assert_array_equal(slope, np.float32([0, 0, 1, 1, np.nan, np.nan, np.nan]))
    assert ops.gelu(np.float32([0.0]).reshape(()))[0].shape == ()


def test_gelu_is_exact_unless_an_approximation_is_asked_for() -> None:
    x = np.array([1.0])
    exact, approximate = 0.8413447460685429, 0.8411919906082768
    assert ops.gelu(x)[0][0] == ops.gelu(x, "none")[0][0] == pytest.approx(exact, rel=1e-15)
    assert ops.gelu(x, "tanh")[0][0] == pytest.approx(approximate, rel=1e-15)
    with pytest.raises(ValueError, match=r"^approximate must be one of none, tanh, got 'erf'"):
        ops.gelu(x, "erf")


@pytest.mark.parametrize("approximate", ["none", "tanh"])
def test_gelu_far_from_0_is_finite_and_infinity_is_that_of_pytorch(approximate: str) -> None:
    out, pullback = ops.gelu(np.array([-1e300, 1e300, np.inf, -np.inf]), approximate)
    np.testing.assert_array_equal(out, [0.0, 1e300, np.inf, np.nan])
    slopes = [0.0, 1.0] if approximate == "none" else [np.nan, np.nan]
    np.testing.assert_array_equal(pullback(np.ones(4))[0], [*slopes, np.nan, np.nan])


def test_mish_and_softsign_of_infinity_are_those_of_pytorch_without_a_warning() -> None:
    x = np.array([-np.inf, np.inf])
    out, pullback = ops.mish(x)
    np.testing.assert_array_equal(out, [np.nan, np.inf])
    np.testing.assert_array_equal(pullback(np.ones(2))[0], [np.nan, np.nan])
    out, pullback = ops.softsign(x)
    np.testing.assert_array_equal(out, [np.nan, np.nan])
    np.testing.assert_array_equal(pullback(np.ones(2))[0], [np.nan, np.nan])


def test_softsign_keeps_the_digits_of_its_slope_far_from_0() -> None:
    _, pullback = ops.softsign(np.array([1e10]))
    assert pullback(np.ones(1))[0][0] == pytest.approx((1 + 1e10) ** -2, rel=1e-15)


def test_glu_halves_the_axis_that_is_asked_for_and_the_last_one_otherwise() -> None:
    x = np.arange(8.0).reshape(2, 4)
    gate = 1 / (1 + np.exp(-x))
    np.testing.assert_allclose(ops.glu(x)[0], x[:, :2] * gate[:, 2:], rtol=1e-15)
    np.testing.assert_allclose(ops.glu(x, 0)[0], x[:1] * gate[1:], rtol=1e-15)


def test_glu_of_infinity_is_that_of_pytorch_without_a_warning() -> None:
    out, pullback = ops.glu(np.array([np.inf, -np.inf]))
    np.testing.assert_array_equal(out, [np.nan])
    np.testing.assert_array_equal(pullback(np.ones(1))[0], [0.0, np.nan])


def test_glu_refuses_what_it_cannot_halve() -> None:
    with pytest.raises(ValueError, match=r"^x must have an even size along axis 1, got an array"):
        ops.glu(np.zeros((2, 3)), 1)
    with pytest.raises(ValueError, match=r"^x must have at least one axis, got an array"):
        ops.glu(np.zeros(()))
    with pytest.raises(ValueError, match=r"^axis must be one of the 2 axes of x, got 2$"):
        ops.glu(np.zeros((2, 2)), 2)
