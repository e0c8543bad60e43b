"""How much classes count: weights, a label that does not, smoothing, and means over nothing."""

from typing import Any

import numpy as np
import pytest

from scratchcnn import ops

# ln 3 apart: probabilities 1/4 and 3/4.
LOGITS = np.array([[0.0, np.log(3)], [np.log(3), 0.0]])
QUARTER, REST = np.log(4), np.log(4 / 3)


def test_a_mean_divides_by_the_weights_of_its_labels() -> None:
    weight = np.array([1.0, 3.0])
    out, pullback = ops.cross_entropy(LOGITS, np.array([0, 1]), weight=weight)
    assert out == pytest.approx((QUARTER + 3 * QUARTER) / 4, rel=1e-15)
    expected = np.array([[-0.75, 0.75], [3 * 0.75, -3 * 0.75]]) / 4
    np.testing.assert_allclose(pullback(1.0)[0], expected, rtol=1e-15)


def test_a_mean_of_probabilities_divides_by_the_number_of_samples() -> None:
    weight, target = np.array([1.0, 3.0]), np.array([[0.5, 0.5], [0.0, 1.0]])
    out, _ = ops.cross_entropy(LOGITS, target, weight=weight)
    assert out == pytest.approx((0.5 * QUARTER + 1.5 * REST + 3 * QUARTER) / 2, rel=1e-15)


def test_a_label_that_does_not_count_has_no_loss_no_gradient_and_no_share_in_the_mean() -> None:
    for op in (ops.cross_entropy, ops.nll_loss):
        losses, pullback = op(LOGITS, np.array([7, 1]), ignore_index=7, reduction="none")
        assert losses[0] == 0
        assert pullback(np.ones(2))[0][0].tolist() == [0, 0]
        mean, _ = op(LOGITS, np.array([7, 1]), ignore_index=7)
        assert mean == losses[1]


def test_what_does_not_count_may_be_infinite() -> None:
    log_p = np.array([[-np.inf, np.nan], [-1.0, -2.0]])
    out, _ = ops.nll_loss(log_p, np.array([-100, 1]))
    assert out == 2.0


def test_a_mean_over_nothing_is_nan_and_has_no_gradient() -> None:
    for op in (ops.cross_entropy, ops.nll_loss):
        out, pullback = op(LOGITS, np.array([-100, -100]))
        assert np.isnan(out)
        assert pullback(1.0)[0].tolist() == [[0, 0], [0, 0]]


def test_smoothing_gives_every_class_its_part_of_the_label() -> None:
    losses, pullback = ops.cross_entropy(
        LOGITS, np.array([0, 1]), label_smoothing=0.5, reduction="none"
    )
    # 3/4 of the label's class, and 1/4 of the other.
    np.testing.assert_allclose(losses, [0.75 * QUARTER + 0.25 * REST] * 2, rtol=1e-15)
    expected = [[0.25 - 0.75, 0.75 - 0.25], [0.75 - 0.25, 0.25 - 0.75]]
    np.testing.assert_allclose(pullback(np.ones(2))[0], expected, rtol=1e-15)


def test_smoothing_leaves_out_what_does_not_count_and_divides_by_the_labels_weights() -> None:
    weight = np.array([1.0, 3.0])
    out, _ = ops.cross_entropy(
        LOGITS, np.array([0, 7]), weight=weight, ignore_index=7, label_smoothing=0.5
    )
    assert out == pytest.approx(0.75 * QUARTER + 0.25 * 3 * REST, rel=1e-15)


def test_probabilities_are_smoothed_too() -> None:
    target = np.array([[1.0, 0.0], [0.0, 1.0]])
    smooth, _ = ops.cross_entropy(LOGITS, target, label_smoothing=1)
    assert smooth == pytest.approx((QUARTER + REST) / 2, rel=1e-15)


def test_images_have_a_class_for_every_pixel() -> None:
    # (2, 2) -> (1, 2, 1, 2)
    pixels = LOGITS.T[None, :, None, :]
    losses, pullback = ops.cross_entropy(pixels, np.array([[[0, 0]]]), reduction="none")
    np.testing.assert_allclose(losses, [[[QUARTER, REST]]], rtol=1e-15)
    assert pullback(losses)[0].shape == pixels.shape


@pytest.mark.parametrize("op", [ops.cross_entropy, ops.nll_loss])
def test_every_pixel_of_a_batch_of_images_is_a_sample_in_any_layout(op: Any) -> None:
    rng = np.random.default_rng(0)
    scores, labels = rng.standard_normal((2, 3, 4, 5)), rng.integers(0, 3, (2, 4, 5))
    labels[1, 2, 3] = -100
    # (2, 3, 4, 5) -> (40, 3), one pixel after the other
    of_rows, pullback_of_rows = op(
        scores.transpose(0, 2, 3, 1).reshape(40, 3), labels.ravel(), reduction="none"
    )
    grad_out = rng.standard_normal(labels.shape)
    (of_pixels,) = pullback_of_rows(grad_out.ravel())
    expected = of_pixels.reshape(2, 4, 5, 3).transpose(0, 3, 1, 2)
    for images in (scores, np.asfortranarray(scores)):
        losses, pullback = op(images, labels, reduction="none")
        np.testing.assert_allclose(losses.ravel(), of_rows, rtol=1e-15)
        np.testing.assert_allclose(pullback(grad_out)[0], expected, rtol=1e-14)


def test_images_without_pixels_have_no_loss() -> None:
    out, pullback = ops.cross_entropy(np.zeros((2, 3, 0)), np.zeros((2, 0), int), reduction="sum")
    assert (float(out), pullback(1.0)[0].shape) == (0.0, (2, 3, 0))


def test_a_single_sample_needs_no_batch() -> None:
    out, pullback = ops.cross_entropy(LOGITS[0], np.array(1))
    assert out == pytest.approx(REST, rel=1e-15)
    np.testing.assert_allclose(pullback(2.0)[0], [0.5, -0.5], rtol=1e-15)
    for op, expected in ((ops.nll_loss, -np.log(3)), (ops.cross_entropy, REST)):
        out, _ = op(LOGITS[0], np.array([0.0, 1.0]), reduction="none")
        assert (out.shape, float(out)) == ((), pytest.approx(expected, rel=1e-15))


def test_everything_stays_in_single_precision() -> None:
    single = LOGITS.astype(np.float32)
    out, pullback = ops.cross_entropy(
        single, np.array([0, 1]), weight=single[0] + 1, label_smoothing=0.1
    )
    assert (out.dtype, pullback(1.0)[0].dtype) == (np.float32, np.float32)
    out, pullback = ops.nll_loss(single, np.array([0, 1]))
    assert (out.dtype, pullback(1.0)[0].dtype) == (np.float32, np.float32)


@pytest.mark.parametrize("label_smoothing", [np.float32(0.5), 0.5, 1, 0])
def test_numbers_of_any_kind_are_an_amount_of_smoothing(label_smoothing: float) -> None:
    out, _ = ops.cross_entropy(LOGITS, np.array([0, 1]), label_smoothing=label_smoothing)
    of_the_other = float(label_smoothing) / 2
    expected = (1 - of_the_other) * QUARTER + of_the_other * REST
    assert out == pytest.approx(expected, rel=1e-15)
