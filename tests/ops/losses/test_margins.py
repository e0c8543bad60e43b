"""Losses with a margin: who is compared with whom, and the slope exactly at the margin."""

from typing import Any

import numpy as np
import pytest

from scratchcnn.ops import (
    hinge_embedding_loss,
    margin_ranking_loss,
    multi_margin_loss,
    svm_loss,
)

# The label's score, one that is 1/2 behind, one exactly the margin behind, and one far behind.
SCORES = np.array([[2.0, 1.5, 1.0, -3.0]])
LABEL = np.array([0])


def test_wrong_classes_within_the_margin_count_and_the_label_pays_for_each() -> None:
    out, pullback = svm_loss(np.vstack([SCORES, SCORES]), np.array([0, 3]), reduction="sum")
    # Behind -3 are 2, 1.5 and 1: 6 + 5.5 + 5.
    assert out == 0.5 + 16.5
    np.testing.assert_array_equal(pullback(2.0)[0], [[-2, 2, 0, 0], [2, 2, 2, -6]])


def test_pytorchs_loss_is_divided_by_the_number_of_classes() -> None:
    out, pullback = multi_margin_loss(SCORES, LABEL)
    assert out == 0.5 / 4
    np.testing.assert_array_equal(pullback(4.0)[0], [[-1, 1, 0, 0]])


def test_squares_have_a_slope_in_proportion() -> None:
    out, pullback = multi_margin_loss(SCORES, LABEL, p=2, margin=2.0)
    # 1.5^2 + 1^2
    assert out == 3.25 / 4
    np.testing.assert_array_equal(pullback(4.0)[0], [[-5, 3, 2, 0]])


def test_a_weight_is_that_of_the_labels_class() -> None:
    weight = np.array([3.0, 100, 100, 100])
    out, pullback = multi_margin_loss(SCORES, LABEL, weight=weight)
    assert out == 1.5 / 4
    np.testing.assert_array_equal(pullback(4.0)[0], [[-3, 3, 0, 0]])


@pytest.mark.parametrize(("target", "shape"), [(np.array(0), ()), (np.array([0]), (1,))])
def test_a_single_sample_has_a_loss_of_the_shape_of_its_label(
    target: Any, shape: tuple[int, ...]
) -> None:
    out, pullback = svm_loss(SCORES[0], target, reduction="none")
    assert out.shape == shape
    np.testing.assert_array_equal(pullback(np.ones(shape))[0], [-1, 1, 0, 0])


def test_a_single_class_loses_nothing() -> None:
    out, pullback = svm_loss(np.array(3.0), np.array(0))
    assert out == 0
    assert pullback(1.0)[0] == 0


def test_nan_is_ahead_of_nothing() -> None:
    out, pullback = svm_loss(np.array([[1.0, np.nan, 1.0]]), np.array([0]))
    assert out == 1
    np.testing.assert_array_equal(pullback(1.0)[0], [[-1, 0, 1]])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"target": np.array([4])}, "target must hold labels from 0 to 3"),
        ({"target": np.array([0, 1])}, "target must hold 1 labels"),
        ({"target": np.array(0)}, "target must hold 1 labels"),
        ({"target": np.array([0.0])}, "target must be an array of integers, got an array of shape"),
        ({"target": [0]}, r"target must be an array of integers, got \[0\]"),
        (
            {"logits": np.zeros((1, 0))},
            "logits must have at least one class, got an array of shape",
        ),
        ({"logits": np.zeros((1, 1, 1))}, r"logits must have the axes \(\) or \(K\) or \(N K\)"),
        ({"margin": np.nan}, "margin must be finite"),
        ({"p": 3}, "p must be 1 or 2, got 3"),
        ({"p": True}, "p must be 1 or 2, got True"),
        ({"weight": np.zeros(3)}, "weight must have the shape"),
    ],
)
def test_what_does_not_fit_is_told(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises((TypeError, ValueError), match=told):
        multi_margin_loss(**{"logits": SCORES, "target": LABEL, **arguments})


def test_a_distance_exactly_at_the_margin_still_has_a_slope() -> None:
    p, target = np.array([0.5, 0.5, 1.0, 2.0]), np.array([1.0, -1.0, -1.0, -1.0])
    out, pullback = hinge_embedding_loss(p, target, reduction="none")
    np.testing.assert_array_equal(out, [0.5, 0.5, 0, 0])
    np.testing.assert_array_equal(pullback(np.ones(4))[0], [1, -1, -1, 0])


def test_what_is_neither_alike_nor_not_counts_as_both() -> None:
    out, pullback = hinge_embedding_loss(np.array([0.25, 3.0]), np.zeros(2), reduction="none")
    np.testing.assert_array_equal(out, [1.0, 3.0])
    np.testing.assert_array_equal(pullback(np.ones(2))[0], [0, 1])


def test_the_larger_one_need_not_be_larger_still() -> None:
    x, other = np.array([3.0, 3.0, 1.0]), np.array([1.0, 1.0, 1.0])
    target = np.array([1.0, -1.0, 1.0])
    out, pullback = margin_ranking_loss(x, other, target, margin=0.5, reduction="none")
    np.testing.assert_array_equal(out, [0, 2.5, 0.5])
    grad_x, grad_other = pullback(np.ones(3))
    np.testing.assert_array_equal(grad_x, [0, 1, -1])
    np.testing.assert_array_equal(grad_other, [0, -1, 1])


def test_equal_scores_have_a_slope_without_a_margin() -> None:
    out, pullback = margin_ranking_loss(np.ones(1), np.ones(1), np.ones(1))
    assert out == 0
    np.testing.assert_array_equal(pullback(1.0), [[-1], [1]])
