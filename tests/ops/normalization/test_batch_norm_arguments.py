"""batch_norm, the form with PyTorch's arguments: it is the others, and what is said if refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from scratchcnn import ops

X = np.random.default_rng(3).standard_normal((2, 3, 4, 5))
THREE = np.array([1.0, 2.0, 4.0])


@pytest.mark.parametrize("training", [True, False])
def test_it_is_that_of_images(training: bool) -> None:
    running = {"running_mean": THREE, "running_var": THREE}
    out, pullback = ops.batch_norm(X, THREE, THREE, THREE, -THREE, training=training, eps=0.5)
    expected, expected_pullback = ops.batch_norm2d(
        X, THREE, -THREE, **running, training=training, eps=0.5
    )
    assert_array_equal(out, expected)
    for grad, wanted in zip(pullback(X), expected_pullback(X), strict=True):
        assert_array_equal(grad, wanted)


def test_inference_is_the_default_with_an_eps_of_a_hundred_thousandth() -> None:
    out, _ = ops.batch_norm(np.ones((1, 1)), np.zeros(1), np.ones(1))
    assert_allclose(out, [[1 / np.sqrt(1.00001)]], rtol=1e-15)


def test_volumes_are_images_of_another_shape() -> None:
    out, _ = ops.batch_norm(X.reshape(2, 3, 2, 2, 5), training=True)
    expected, _ = ops.batch_norm2d(X)
    assert_array_equal(out.reshape(X.shape), expected)


@pytest.mark.parametrize("training", [True, False])
def test_nothing_without_channels_stays_nothing(training: bool) -> None:
    nothing = np.zeros(0)
    out, pullback = ops.batch_norm(nothing, nothing, nothing, training=training)
    assert out.shape == (0,)
    assert pullback(nothing)[0].shape == (0,)


REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: ops.batch_norm(THREE, training=True),
        ValueError,
        "x must have the axes (N C), or more, got an array of shape (3,) and dtype float64",
    ),
    (
        lambda: ops.batch_norm([1.0]),  # type: ignore[arg-type] # which is the point
        TypeError,
        "x must be a float32 or float64 array, got [1.0] (list)",
    ),
    (
        lambda: ops.batch_norm(X),
        ValueError,
        "running_mean and running_var must be given unless training is True",
    ),
    (
        lambda: ops.batch_norm(X, training=True, momentum=np.inf),
        ValueError,
        "momentum must be finite in float64, got inf",
    ),
    (
        lambda: ops.batch_norm(X, training=True, return_statistics=1),  # type: ignore[arg-type] # which is the point
        TypeError,
        "return_statistics must be True or False, got 1 (int)",
    ),
    (
        lambda: ops.batch_norm(X[:1, :, 0, 0], training=True),
        ValueError,
        "x must have more than one value per channel in training, "
        "got an array of shape (1, 3) and dtype float64",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[m for *_, m in REFUSED])
def test_a_refusal_says(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value) == message
