"""Batch normalisation where it depends on its mode, on eps and on how many values there are."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from scratchcnn import ops

X = np.random.default_rng(3).standard_normal((2, 3, 4, 5))
THREE = np.array([1.0, 2.0, 4.0])
TINY, LARGEST = (float(getattr(np.finfo(np.float32), name)) for name in ("tiny", "max"))


def test_training_gives_every_channel_mean_0_and_variance_1() -> None:
    out, _ = ops.batch_norm2d(7 * X + 100, eps=1e-300)
    assert_allclose(out.mean((0, 2, 3)), 0, atol=1e-13)
    assert_allclose(out.var((0, 2, 3)), 1, rtol=1e-13)


@pytest.mark.parametrize("shape", [(7, 3), (2, 3, 5)])
def test_rows_and_sequences_are_normalised_as_images_of_one_row_are(shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(4).standard_normal(shape)
    image = x.reshape(*shape, *[1] * (4 - len(shape)))
    given: dict[str, Any] = {"weight": THREE, "bias": -THREE, "eps": 0.25}
    for mode in ({}, {"running_mean": THREE, "running_var": THREE, "training": False}):
        out, pullback = ops.batch_norm1d(x, **given, **mode)
        expected, expected_pullback = ops.batch_norm2d(image, **given, **mode)
        assert out.shape == x.shape
        assert_allclose(out, expected.reshape(shape), rtol=1e-13)
        for grad, wanted in zip(pullback(x), expected_pullback(image), strict=True):
            assert_allclose(grad.ravel(), wanted.ravel(), rtol=1e-11)


def test_rows_are_by_default_normalised_in_training_with_an_eps_of_a_hundred_thousandth() -> None:
    out, _ = ops.batch_norm1d(np.array([[-1.0], [1.0]]))
    assert_allclose(out.ravel(), [-1 / np.sqrt(1.00001), 1 / np.sqrt(1.00001)], rtol=1e-15)


def test_training_is_the_default_and_eps_a_hundred_thousandth() -> None:
    x = np.array([-1.0, 1.0]).reshape(1, 1, 1, 2)
    out, _ = ops.batch_norm2d(x)
    assert_allclose(out.ravel(), [-1 / np.sqrt(1.00001), 1 / np.sqrt(1.00001)], rtol=1e-15)


def test_running_statistics_play_no_part_in_training() -> None:
    out, pullback = ops.batch_norm2d(X, THREE, running_mean=THREE, running_var=THREE)
    expected, expected_pullback = ops.batch_norm2d(X, THREE)
    assert_array_equal(out, expected)
    for grad, expected_grad in zip(pullback(X), expected_pullback(X), strict=True):
        assert_array_equal(grad, expected_grad)


def test_running_statistics_stay_as_they_are() -> None:
    mean, variance = THREE.copy(), THREE.copy()
    ops.batch_norm2d(X, running_mean=mean, running_var=variance)
    assert_array_equal(mean, THREE)
    assert_array_equal(variance, THREE)


def test_inference_is_by_the_running_statistics_alone() -> None:
    running = {"running_mean": THREE, "running_var": THREE**2}
    out, _ = ops.batch_norm2d(X, training=False, eps=TINY, **running)
    assert_allclose(out, X / THREE[:, None, None] - 1, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("given", [{}, {"running_mean": THREE}, {"running_var": THREE}])
def test_inference_needs_both_running_statistics(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 # the whole message is compared
        ops.batch_norm2d(X, training=False, **given)
    message = "running_mean and running_var must be given unless training is True"
    assert str(raised.value) == message


def test_a_channel_without_spread_becomes_its_bias() -> None:
    out, pullback = ops.batch_norm2d(np.full_like(X, 0.1), THREE, THREE)
    # 0.1 is no binary fraction: the mean may be off by its roundings, which sqrt(eps) magnifies.
    assert_allclose(out, np.broadcast_to(THREE[:, None, None], X.shape), rtol=1e-12)
    grad_x, _, _ = pullback(X)
    centered = X - X.mean((0, 2, 3), keepdims=True)
    assert_allclose(grad_x, centered * THREE[:, None, None] / np.sqrt(1e-5), rtol=1e-9)


def test_a_large_mean_costs_no_more_than_the_digits_that_x_has_lost() -> None:
    small = X.astype(np.float32)
    moved = np.float32(1e4) + small
    exact = np.asarray(moved, np.float64)
    expected, _ = ops.batch_norm2d(exact)
    out, _ = ops.batch_norm2d(moved)
    assert_allclose(out, expected, atol=2e-3)


def test_training_without_samples_gives_nothing_and_gradients_of_zeros() -> None:
    x = np.zeros((0, 3, 4, 5), np.float32)
    three = THREE.astype(np.float32)
    out, pullback = ops.batch_norm2d(x, three, three)
    assert out.shape == (0, 3, 4, 5)
    grad_x, grad_weight, grad_bias = pullback(out)
    assert grad_x.shape == (0, 3, 4, 5)
    assert_array_equal(grad_weight, [0, 0, 0])
    assert_array_equal(grad_bias, [0, 0, 0])


@pytest.mark.parametrize("shape", [(2, 3, 1, 1), (1, 3, 2, 1), (1, 3, 1, 2)])
def test_two_values_per_channel_are_enough(shape: tuple[int, ...]) -> None:
    x = np.arange(6.0).reshape(shape)
    out, _ = ops.batch_norm2d(x)
    assert_allclose(np.abs(out), 1, rtol=3e-5)


@pytest.mark.parametrize("which", [("weight",), ("bias",), ("weight", "bias"), ()])
def test_there_is_a_gradient_for_every_parameter_that_is_given(which: tuple[str, ...]) -> None:
    _, pullback = ops.batch_norm2d(X, **dict.fromkeys(which, THREE))
    grads = dict(zip(("x", *which), pullback(np.ones_like(X)), strict=True))
    if "weight" in which:
        assert_allclose(grads["weight"], [0, 0, 0], atol=1e-13)
    if "bias" in which:
        assert_array_equal(grads["bias"], [40, 40, 40])


@pytest.mark.parametrize("eps", [np.float64(0.5), np.float32(0.5), np.int64(1), 1])
def test_eps_of_any_kind_leaves_single_precision_as_it_is(eps: Any) -> None:
    x = X.astype(np.float32)
    out, pullback = ops.batch_norm2d(x, eps=eps)
    assert out.dtype == np.float32
    assert pullback(out)[0].dtype == np.float32
    assert_array_equal(out, ops.batch_norm2d(x, eps=float(eps))[0])


@pytest.mark.parametrize("eps", [TINY, LARGEST])
def test_eps_may_be_as_small_and_as_large_as_its_dtype(eps: float) -> None:
    zero, one = np.zeros(3, np.float32), np.ones(3, np.float32)
    x = np.zeros((1, 3, 1, 1), np.float32)
    out, _ = ops.batch_norm2d(
        x, weight=one, running_mean=zero, running_var=zero, training=False, eps=eps
    )
    assert_array_equal(out, x)


REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: ops.batch_norm1d(X),
        ValueError,
        "x must have the axes (N C) or (N C L), "
        "got an array of shape (2, 3, 4, 5) and dtype float64",
    ),
    (
        lambda: ops.batch_norm1d(X[0, 0, 0]),
        ValueError,
        "x must have the axes (N C) or (N C L), got an array of shape (5,) and dtype float64",
    ),
    (
        lambda: ops.batch_norm1d(X[:1, :, 0, 0]),
        ValueError,
        "x must have more than one value per channel in training, "
        "got an array of shape (1, 3) and dtype float64",
    ),
    (
        lambda: ops.batch_norm2d(X[0]),
        ValueError,
        "x must have the axes (N C H W), got an array of shape (3, 4, 5) and dtype float64",
    ),
    (
        lambda: ops.batch_norm2d(X[:1, :, :1, :1]),
        ValueError,
        "x must have more than one value per channel in training, "
        "got an array of shape (1, 3, 1, 1) and dtype float64",
    ),
    *(
        (
            lambda name=name: ops.batch_norm2d(X, **{name: THREE[:2]}),
            ValueError,
            f"{name} must have the shape (3,), got an array of shape (2,) and dtype float64",
        )
        for name in ("weight", "bias", "running_mean", "running_var")
    ),
    (
        lambda: ops.batch_norm2d(X.astype(np.float32), THREE),
        TypeError,
        "weight must be a float32 array, got an array of shape (3,) and dtype float64",
    ),
    (
        lambda: ops.batch_norm2d(X, training=1),  # type: ignore[arg-type] # which is the point
        TypeError,
        "training must be True or False, got 1 (int)",
    ),
    (
        lambda: ops.batch_norm2d(X, eps="1e-5"),  # type: ignore[arg-type] # which is the point
        TypeError,
        "eps must be a number, got '1e-5' (str)",
    ),
    (
        lambda: ops.batch_norm2d(X, eps=True),
        TypeError,
        "eps must be a number, got True (bool)",
    ),
    (
        lambda: ops.batch_norm2d(X, eps=0),
        ValueError,
        "eps must be positive and finite in float64, got 0",
    ),
    (
        lambda: ops.batch_norm2d(X.astype(np.float32), eps=1e39),
        ValueError,
        "eps must be positive and finite in float32, got 1e+39",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[m for *_, m in REFUSED])
def test_a_refusal_says(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value) == message
