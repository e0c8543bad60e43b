"""The bounds of losses with a margin, each worked out by hand."""

from typing import Any

import numpy as np
import pytest
from bounded import assert_bound, call

from reference import ops as twins
from scratchcnn.oracle.cards.bounds import margins

# The label's score, one within the margin of 1 behind it, and two further behind.
SCORES: list[list[float]] = [[2, 1.5, 0.5, -3]]
WEIGHTED: dict[str, Any] = {
    "logits": [[1, 0.5], [0, 2]],
    "labels": [0, 0],
    "weight": [3, 5],
    "margin": 2.0,
    "p": 2,
}
SVM = {"per_class": False}


def of_svm(grad_out: Any = -3, **given: Any) -> Any:
    arguments = {"logits": SCORES, "labels": [0], **given}
    return margins.of_classes(False, call(twins.svm_loss, grad_out, **arguments))


def of_multi_margin(grad_out: Any = -4, **given: Any) -> Any:
    one = call(twins.multi_margin_loss, grad_out, **{**WEIGHTED, **given})
    return margins.of_classes(True, one)


def test_only_scores_within_the_margin_count_and_the_label_adds_them_up() -> None:
    bound = of_svm()
    assert list(bound) == ["out", "grad_logits"]
    # 1 + 2 + 2 and 1 + 2 + 1.5; 4 roundings each, and 4 terms.
    assert_bound(bound["out"], terms=4 + 4, magnitude=5 + 4.5)
    assert_bound(bound["grad_logits"], terms=4 + 6, magnitude=[[3, 3, 0, 0]])


def test_squares_and_weights_are_divided_by_the_classes_and_the_samples() -> None:
    bound = of_multi_margin()
    # All are ahead, by up to 4 and 3.5, 2 and 4; the label weighs 3 of 2 classes.
    lost = 1.5 * (4**2 + 3.5**2 + 2**2 + 4**2) / 2
    assert_bound(bound["out"], terms=4 * 2 + 4 + 4, magnitude=lost)
    slopes = 1.5 * 2 * np.array([[3.5, 3.5], [4, 4]]) * 4 / 2
    assert_bound(bound["grad_logits"], terms=2 + 6, magnitude=slopes)


def test_a_sum_is_divided_by_nothing_and_no_sum_has_a_loss_for_every_sample() -> None:
    summed = of_multi_margin(reduction="sum")
    assert_bound(summed["out"], terms=8 + 4, magnitude=1.5 * (16 + 12.25 + 4 + 16))
    slopes = 3 * np.array([[3.5, 3.5], [4, 4]]) * 4
    assert_bound(summed["grad_logits"], terms=8, magnitude=slopes)
    apart = of_multi_margin([-4, 2], reduction="none")
    assert_bound(apart["out"], terms=8 + 2, magnitude=[1.5 * 28.25, 1.5 * 20])
    assert_bound(apart["grad_logits"], terms=8, magnitude=[[42, 42], [24, 24]])


def test_a_single_sample_keeps_its_shape() -> None:
    one = {"logits": SCORES[0], "labels": [0]}
    bound = margins.of_classes(False, call(twins.svm_loss, -3, **one))
    assert_bound(bound["grad_logits"], terms=10, magnitude=[3, 3, 0, 0])


@pytest.mark.parametrize(
    ("beyond", "slopes"), [(1e-15, [np.inf] * 2), (2.5e-15, [3, 3]), (-1e-15, [np.inf] * 2)]
)
def test_rounding_decides_whether_a_score_that_close_to_the_margin_counts(
    beyond: float, slopes: list[float]
) -> None:
    # 4 roundings of a size of 2.
    bound = of_svm(logits=[[0.3, -0.7 + beyond]])
    assert_bound(bound["grad_logits"], terms=2 + 6, magnitude=[slopes])


def test_a_score_exactly_at_the_margin_has_no_slope() -> None:
    assert_bound(of_svm(logits=[[2, 1]])["grad_logits"], terms=8, magnitude=[[0, 0]])


def test_infinite_scores_are_bounded_without_warnings() -> None:
    bound = of_svm(logits=[[np.inf, np.inf]])
    assert bound["out"].magnitude == 0


def test_distances_count_alone_or_beside_the_margin() -> None:
    given: dict[str, Any] = {"p": [2, 0.5, 0.25], "target": [1, -1, 0], "margin": -3.0}
    bound = margins.hinge_embedding(call(twins.hinge_embedding_loss, -6, **given))
    assert list(bound) == ["out", "grad_p"]
    assert_bound(bound["out"], terms=3 + 4, magnitude=(2 + (0.5 + 3) + (2 * 0.25 + 3)) / 3)
    assert_bound(bound["grad_p"], terms=4, magnitude=[2, 2, 4])
    apart = call(twins.hinge_embedding_loss, [1, -2, 3], **given, reduction="none")
    bound = margins.hinge_embedding(apart)
    assert_bound(bound["out"], terms=4, magnitude=[2, 3.5, 3.5])
    assert_bound(bound["grad_p"], terms=4, magnitude=[1, 2, 6])


@pytest.mark.parametrize(("target", "slope"), [(1, 1), (-1, np.inf), (0, np.inf)])
def test_rounding_decides_about_a_distance_close_to_the_margin(target: int, slope: float) -> None:
    # The margin is 1 unless told.
    given: dict[str, Any] = {"p": [1 + 1e-15], "target": [target]}
    bound = margins.hinge_embedding(call(twins.hinge_embedding_loss, 1, **given))
    assert_bound(bound["grad_p"], terms=4, magnitude=[slope])
    further = {**given, "p": [1 + 1e-14]}
    bound = margins.hinge_embedding(call(twins.hinge_embedding_loss, 1, **further))
    assert np.isfinite(bound["grad_p"].magnitude).all()


def test_a_comparison_has_the_slope_of_its_target() -> None:
    given: dict[str, Any] = {"x": [1, 2], "other": [0.5, -1], "target": [1, -2]}
    bound = margins.margin_ranking(call(twins.margin_ranking_loss, -4, **given, margin=-0.5))
    assert list(bound) == ["out", "grad_x", "grad_other"]
    assert_bound(bound["out"], terms=2 + 4, magnitude=((1.5 + 0.5) + (2 * 3 + 0.5)) / 2)
    for name in ("grad_x", "grad_other"):
        assert_bound(bound[name], terms=4, magnitude=[2, 4])
    without = margins.margin_ranking(call(twins.margin_ranking_loss, -4, **given))
    assert_bound(without["out"], terms=6, magnitude=(1.5 + 6) / 2)


@pytest.mark.parametrize(("other", "slope"), [(1.0, 1), (1 + 1e-15, np.inf), (1 + 1e-14, 1)])
def test_rounding_decides_about_scores_that_hardly_differ(other: float, slope: float) -> None:
    given: dict[str, Any] = {"x": [1], "other": [other], "target": [1]}
    bound = margins.margin_ranking(call(twins.margin_ranking_loss, 1, **given))
    assert_bound(bound["grad_x"], terms=4, magnitude=[slope])


def test_an_infinite_comparison_is_bounded_without_warnings() -> None:
    given: dict[str, Any] = {"x": [np.inf], "other": [np.inf], "target": [0]}
    bound = margins.margin_ranking(call(twins.margin_ranking_loss, 0, **given))
    assert bound["grad_x"].magnitude.shape == (1,)


def test_nothing_upstream_of_what_is_unsure_is_bounded_without_warnings() -> None:
    given: dict[str, Any] = {"x": [1], "other": [1 + 1e-15], "target": [1]}
    bound = margins.margin_ranking(call(twins.margin_ranking_loss, 0, **given))
    assert np.isnan(bound["grad_x"].magnitude).all()
