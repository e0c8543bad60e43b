"""Losses at the edges of their domain, and the gradient that the second guide fuses."""

from typing import Any

import numpy as np
import pytest

from scratchcnn import ops

LOSSES = [ops.categorical_cross_entropy, ops.binary_cross_entropy, ops.mse_loss]


def test_the_gradient_of_cross_entropy_is_p_minus_y() -> None:
    logits = np.array([[1.0, 2.0, 3.0]])
    p, _ = ops.softmax(logits)
    _, pullback = ops.cross_entropy(logits, np.array([1]))
    np.testing.assert_allclose(pullback(1.0)[0], p - [[0, 1, 0]], rtol=1e-15)


def test_labels_and_one_hot_rows_give_the_same() -> None:
    logits = np.random.default_rng(0).standard_normal((4, 3))
    labels = np.array([2, 0, 1, 1])
    by_label, pullback_label = ops.cross_entropy(logits, labels)
    by_row, pullback_row = ops.cross_entropy(logits, np.eye(3)[labels])
    assert by_label == pytest.approx(float(by_row), rel=1e-15)
    np.testing.assert_array_equal(pullback_label(1.0)[0], pullback_row(1.0)[0])


def test_cross_entropy_is_the_composition_of_its_parts() -> None:
    logits = np.random.default_rng(0).standard_normal((4, 3))
    target = np.eye(3)[[2, 0, 1, 1]]
    p, softmax_pullback = ops.softmax(logits)
    loss, loss_pullback = ops.categorical_cross_entropy(p, target)
    fused, fused_pullback = ops.cross_entropy(logits, target)
    assert float(fused) == pytest.approx(float(loss), rel=1e-14)
    (grad,) = softmax_pullback(*loss_pullback(1.0))
    np.testing.assert_allclose(fused_pullback(1.0)[0], grad, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("labels", [np.uint8, np.int32, np.int64])
def test_any_integers_are_labels(labels: type) -> None:
    loss, _ = ops.cross_entropy(np.zeros((2, 4)), np.array([0, 3], labels))
    assert float(loss) == pytest.approx(np.log(4))


@pytest.mark.parametrize("loss", LOSSES)
def test_the_mean_is_the_default(loss: Any) -> None:
    p, target = np.array([[0.25, 0.75]]), np.array([[0.0, 1.0]])
    assert loss(p, target)[0] == loss(p, target, reduction="mean")[0]
    assert loss(p, target)[0] < loss(np.vstack([p, p]), np.vstack([target] * 2), reduction="sum")[0]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("reduction", "value"), [("mean", np.nan), ("sum", 0.0)])
def test_the_loss_of_nothing_needs_no_warning(loss: Any, reduction: str, value: float) -> None:
    nothing = np.zeros((0, 3))
    out, pullback = loss(nothing, nothing, reduction=reduction)
    np.testing.assert_array_equal(out, value)
    assert pullback(1.0)[0].shape == (0, 3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("p", [0.0, 1.0])
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_certainty_costs_a_hundred_at_most(p: float, target: float, dtype: type) -> None:
    loss, pullback = ops.binary_cross_entropy(np.array([p], dtype), np.array([target], dtype))
    assert float(loss) == (0.0 if p == target else 100.0)
    assert np.isfinite(pullback(1.0)[0]).all()


def test_the_logarithm_of_nearly_1_keeps_its_digits() -> None:
    loss, _ = ops.binary_cross_entropy(np.array([1e-20]), np.array([0.0]))
    assert float(loss) == pytest.approx(1e-20, rel=1e-15, abs=0)


def test_the_derivative_of_the_logarithm_stops_at_1e12() -> None:
    _, pullback = ops.categorical_cross_entropy(np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]]))
    assert pullback(1.0)[0].tolist() == [[-1e12, 0.0]]


def test_a_loss_is_an_array_without_axes() -> None:
    for loss in LOSSES:
        out, _ = loss(np.full((1, 2), 0.5), np.full((1, 2), 0.5))
        assert isinstance(out, np.ndarray)
        assert out.shape == ()


def test_an_upstream_gradient_scales_the_gradient() -> None:
    p, target = np.array([[0.25, 0.75]]), np.array([[0.0, 1.0]])
    for loss in LOSSES:
        _, pullback = loss(p, target)
        np.testing.assert_array_equal(pullback(4.0)[0], 4 * pullback(1.0)[0])
