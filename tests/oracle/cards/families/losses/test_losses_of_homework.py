"""The regimes of homework's losses."""

import numpy as np
import pytest
from offered import cases, every_regime

from scratchcnn.oracle.cards.families.losses.losses_of_homework import (
    CLEAR_PROBABILITY,
    within_the_margin,
)
from scratchcnn.oracle.cards.table import cards, layers
from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.offers import Offer

LOSSES = [one.name for one in layers() if one.loss]
OF_LOGITS = ("cross_entropy", "softmax_cross_entropy", "binary_cross_entropy_with_logits")
OF_NUMBERS = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")
OVER_ENTRIES = ("binary_cross_entropy", *OF_NUMBERS, "binary_cross_entropy_with_logits")
OF_P = ("categorical_cross_entropy", "binary_cross_entropy")


def shape(op: str, case: Case) -> tuple[int, ...]:
    return case.arrays[cards()[op].first].shape


@pytest.mark.parametrize("op", LOSSES)
def test_reductions_are_passed_where_they_are_offered(op: str) -> None:
    assert list(regimes(op, Offer())) == ["basic", "batch", "large_values"]
    assert not any(case.options for case in cases(op, "batch", Offer()))
    both = Offer(reductions=("mean", "sum"))
    assert list(regimes(op, both)) == ["basic", "batch", "large_values", "mean", "sum"]
    for name in ("mean", "sum"):
        assert all(case.options == {"reduction": name} for case in cases(op, name, both))
    only = Offer(reductions=("sum",))
    for regime in regimes(op, only):
        assert all(c.options == {"reduction": "sum"} for c in cases(op, regime, only, 10))


@pytest.mark.parametrize("op", LOSSES)
def test_a_sum_is_not_a_mean(op: str) -> None:
    for case in cases(op, "sum"):
        n, k = shape(op, case)
        assert (n if op not in OVER_ENTRIES else n * k) > 1


@pytest.mark.parametrize("op", LOSSES)
def test_a_basic_case_is_one_sample_and_a_batch_is_more(op: str) -> None:
    assert {shape(op, case)[0] for case in cases(op, "basic")} == {1}
    assert {shape(op, case)[0] for case in cases(op, "batch")} == {2, 3, 4}


@pytest.mark.parametrize(
    ("op", "regime"), every_regime(*OF_LOGITS[:2], "categorical_cross_entropy", "nll_loss")
)
def test_there_are_two_classes_at_least(op: str, regime: str) -> None:
    assert all(shape(op, case)[1] >= 2 for case in cases(op, regime))


@pytest.mark.parametrize("op", OF_LOGITS)
def test_large_logits_overflow(op: str) -> None:
    assert all(case.arrays["logits"].max() == 1000 for case in cases(op, "large_values"))


@pytest.mark.parametrize("regime", regimes("nll_loss", Offer()))
def test_no_logarithm_of_a_probability_is_above_0(regime: str) -> None:
    assert all(case.arrays["log_p"].max() <= 0 for case in cases("nll_loss", regime))


def test_logarithms_of_probabilities_are_not_normalised_everywhere() -> None:
    totals = [np.exp(case.arrays["log_p"]).sum(1) for case in cases("nll_loss", "batch")]
    assert any(np.allclose(total, 1) for total in totals)
    assert not all(np.allclose(total, 1) for total in totals)


def test_an_improbable_class_has_a_probability_of_0() -> None:
    least = [case.arrays["log_p"].min() for case in cases("nll_loss", "large_values")]
    assert min(least) == -1000


@pytest.mark.parametrize(("op", "regime"), every_regime(*OF_P))
def test_certain_and_wrong_answers_are_large_values_and_nothing_else(op: str, regime: str) -> None:
    for case in cases(op, regime):
        p, target = case.arrays["p"], case.arrays["target"]
        if regime == "large_values":
            assert {*np.unique(p)} <= {0, 1}
            assert ((p == 0) & (target == 1)).any()
        else:
            assert p.min() >= CLEAR_PROBABILITY


@pytest.mark.parametrize("regime", ["basic", "batch", "large_values"])
def test_rows_of_probabilities_add_up_to_one(regime: str) -> None:
    for case in cases("categorical_cross_entropy", regime):
        np.testing.assert_allclose(case.arrays["p"].sum(1), 1)


@pytest.mark.parametrize("kind", ["labels", "one_hot_rows", "distribution_rows"])
def test_targets_are_of_the_offered_kind(kind: str) -> None:
    for case in cases("cross_entropy", "batch", Offer(targets=(kind,))):
        target = case.arrays["target"]
        if kind == "labels":
            assert target.dtype == np.int64
            assert target.max() < case.arrays["logits"].shape[1]
        else:
            np.testing.assert_allclose(target.sum(1), 1)
            assert ((target == 0) | (target == 1)).all() == (kind == "one_hot_rows")


@pytest.mark.parametrize(
    ("op", "values"), [("categorical_cross_entropy", {0, 1}), ("binary_cross_entropy", {0, 1})]
)
def test_labels_that_a_twin_does_not_take_become_what_it_takes(op: str, values: set[int]) -> None:
    for case in cases(op, "batch", Offer(targets=("labels",))):
        assert case.arrays["target"].shape == case.arrays["p"].shape
        assert {*np.unique(case.arrays["target"])} <= values


def test_classes_can_be_fixed() -> None:
    offer = Offer(out_features=10)
    for regime in regimes("cross_entropy", offer):
        drawn = cases("cross_entropy", regime, offer, 10)
        assert {shape("cross_entropy", case)[1] for case in drawn} == {10}


def test_there_is_something_to_compare() -> None:
    for case in cases("mse_loss", "basic"):
        assert (case.arrays["p"] != case.arrays["target"]).any()


@pytest.mark.parametrize("op", OF_NUMBERS[1:])
@pytest.mark.parametrize("regime", ["basic", "batch", "large_values"])
def test_no_difference_is_0_where_that_has_no_slope(op: str, regime: str) -> None:
    for case in cases(op, regime):
        assert (case.arrays["p"] != case.arrays["target"]).all()


@pytest.mark.parametrize("regime", ["basic", "batch", "large_values"])
def test_some_wrong_class_is_within_the_margin_and_none_exactly_at_it(regime: str) -> None:
    for case in cases("svm_loss", regime):
        logits, labels = case.arrays["logits"], case.arrays["target"]
        each = np.arange(len(labels))
        ahead = logits - logits[each, labels][:, None] + 1
        assert (ahead != 0).all()
        ahead[each, labels] = 0
        assert (ahead > 0).any()


def test_what_is_within_a_margin_depends_on_the_margin():
    arrays = {"logits": np.array([[2.0, 0.0]]), "target": np.array([0])}
    assert within_the_margin(arrays, {"margin": 2.5})
    assert not within_the_margin(arrays, {})
