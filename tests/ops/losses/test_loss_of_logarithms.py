"""Losses of log-probabilities and of logits: what they are made of, and what is extreme."""

from typing import Any

import numpy as np
import pytest

from scratchcnn import ops

LOG_P = np.array([[-0.5, -2.0, -1.0], [-3.0, -0.25, -4.0]])
LOSSES = [ops.nll_loss, ops.binary_cross_entropy_with_logits]


def test_the_likelihood_is_the_entry_of_the_label() -> None:
    out, pullback = ops.nll_loss(LOG_P, np.array([2, 0]))
    assert float(out) == (1 + 3) / 2
    np.testing.assert_array_equal(pullback(3.0)[0], [[0, 0, -1.5], [-1.5, 0, 0]])


def test_a_sum_of_likelihoods_is_not_divided() -> None:
    out, pullback = ops.nll_loss(LOG_P, np.array([2, 0]), reduction="sum")
    assert float(out) == 4
    np.testing.assert_array_equal(pullback(3.0)[0], [[0, 0, -3], [-3, 0, 0]])


def test_one_hot_rows_and_labels_are_of_the_same_likelihood() -> None:
    labels = np.array([1, 2])
    by_label, pullback_label = ops.nll_loss(LOG_P, labels)
    by_row, pullback_row = ops.nll_loss(LOG_P, np.eye(3)[labels])
    assert by_label == by_row
    np.testing.assert_array_equal(pullback_label(1.0)[0], pullback_row(1.0)[0])


def test_a_likelihood_is_weighed_by_the_probability_of_its_class() -> None:
    target = np.array([[0.5, 0.25, 0.25], [0.0, 1.0, 0.0]])
    out, pullback = ops.nll_loss(LOG_P, target)
    assert float(out) == (0.25 + 0.5 + 0.25 + 0.25) / 2
    np.testing.assert_array_equal(pullback(1.0)[0], -target / 2)


def test_what_is_impossible_costs_nothing_where_another_class_is_true() -> None:
    log_p = np.array([[0.0, -np.inf]])
    assert float(ops.nll_loss(log_p, np.array([0]))[0]) == 0
    assert float(ops.nll_loss(log_p, np.array([1]))[0]) == np.inf


def test_cross_entropy_is_the_likelihood_of_a_log_softmax() -> None:
    logits = np.random.default_rng(0).standard_normal((4, 3))
    labels = np.array([2, 0, 1, 1])
    log_p, through = ops.log_softmax(logits)
    loss, pullback = ops.nll_loss(log_p, labels)
    fused, fused_pullback = ops.cross_entropy(logits, labels)
    assert float(loss) == pytest.approx(float(fused), rel=1e-15)
    (grad,) = through(*pullback(1.0))
    np.testing.assert_allclose(grad, fused_pullback(1.0)[0], rtol=1e-12, atol=1e-16)


def test_the_loss_of_logits_is_that_of_their_sigmoid() -> None:
    logits = np.array([[1.0, -2.0], [0.5, 3.0]])
    target = np.array([[1.0, 0.0], [0.25, 0.0]])
    p, through = ops.sigmoid(logits)
    for reduction in ("mean", "sum"):
        loss, pullback = ops.binary_cross_entropy(p, target, reduction=reduction)  # type: ignore[arg-type]
        fused, fused_pullback = ops.binary_cross_entropy_with_logits(
            logits,
            target,
            reduction=reduction,  # type: ignore[arg-type]
        )
        assert float(fused) == pytest.approx(float(loss), rel=1e-14)
        (grad,) = through(*pullback(2.0))
        np.testing.assert_allclose(fused_pullback(2.0)[0], grad, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("logit", [1000.0, -1000.0])
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_what_is_certain_costs_its_logit_or_nothing(
    logit: float, target: float, dtype: type
) -> None:
    out, pullback = ops.binary_cross_entropy_with_logits(
        np.array([logit], dtype), np.array([target], dtype)
    )
    right = (logit > 0) == bool(target)
    assert float(out) == (0.0 if right else 1000.0)
    assert pullback(1.0)[0].tolist() == [0.0 if right else np.sign(logit)]


def test_a_loss_that_is_nearly_0_keeps_its_digits() -> None:
    out, _ = ops.binary_cross_entropy_with_logits(np.array([-40.0]), np.array([0.0]))
    assert float(out) == pytest.approx(np.exp(-40), rel=1e-14, abs=0)


def test_a_logit_of_0_costs_the_logarithm_of_2() -> None:
    out, pullback = ops.binary_cross_entropy_with_logits(np.zeros(4), np.array([0.0, 1, 1, 0.5]))
    assert float(out) == pytest.approx(np.log(2), rel=1e-15)
    assert pullback(8.0)[0].tolist() == [1.0, -1.0, -1.0, 0.0]


def test_no_number_is_no_loss() -> None:
    out, _ = ops.binary_cross_entropy_with_logits(np.array([np.nan, 1.0]), np.zeros(2))
    assert np.isnan(out)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("reduction", "value"), [("mean", np.nan), ("sum", 0.0)])
def test_the_loss_of_nothing_needs_no_warning(loss: Any, reduction: str, value: float) -> None:
    nothing = np.zeros((0, 3))
    out, pullback = loss(nothing, nothing, reduction=reduction)
    np.testing.assert_array_equal(out, value)
    assert pullback(1.0)[0].shape == (0, 3)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_is_an_array_without_axes(loss: Any) -> None:
    out, _ = loss(np.full((1, 2), -0.5), np.full((1, 2), 0.5))
    assert isinstance(out, np.ndarray)
    assert out.shape == ()
