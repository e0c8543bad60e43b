"""The regimes of homework's dense layers and batch normalisation."""

import numpy as np
import pytest
from offered import EVERYTHING, cases, every_regime

from scratchcnn.oracle.cards.families.dense import logits
from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.offers import Offer

FUSED = ("softmax_linear", "softmax_linear_of_logits")


def features(case: Case) -> tuple[int, int, int]:
    n, d = case.arrays["x"].shape
    return n, d, len(case.arrays["weight"])


def test_the_regimes_of_dense_layers() -> None:
    assert list(regimes("linear", Offer())) == ["basic", "channels", "batch", "mixed"]
    for op in FUSED:
        assert list(regimes(op, Offer())) == [
            *("basic", "channels", "batch", "large_values", "mixed")
        ]


def test_each_regime_of_linear_is_about_one_size() -> None:
    assert {features(case) for case in cases("linear", "basic")} == {(1, 1, 1)}
    assert {features(case) for case in cases("linear", "batch")} == {(2, 1, 1), (3, 1, 1)}
    for n, d, k in map(features, cases("linear", "channels")):
        assert n == 1
        assert min(d, k) >= 2
        assert d != k
    assert all(len(set(features(case))) == 3 for case in cases("linear", "mixed"))


@pytest.mark.parametrize(("op", "regime"), every_regime(*FUSED))
def test_a_softmax_has_two_classes_at_least(op: str, regime: str) -> None:
    assert all(features(case)[2] >= 2 for case in cases(op, regime))


@pytest.mark.parametrize("op", FUSED)
@pytest.mark.parametrize("regime", ["basic", "channels", "batch", "mixed"])
def test_logits_differ_moderately(op: str, regime: str) -> None:
    for case in cases(op, regime):
        apart = np.ptp(logits(case.arrays), axis=1)
        assert apart.min() > 0
        assert apart.max() <= 6


@pytest.mark.parametrize("op", FUSED)
def test_large_logits_overflow(op: str) -> None:
    for case in cases(op, "large_values"):
        assert 990 <= logits(case.arrays).max() <= 4000


def test_fixed_features_are_kept() -> None:
    offer = Offer(in_features=4, out_features=3)
    assert "channels" not in regimes("linear", offer)
    for regime in regimes("linear", offer):
        assert {features(case)[1:] for case in cases("linear", regime, offer, 10)} == {(4, 3)}


def test_many_features_leave_logits_moderate_enough() -> None:
    offer = Offer(in_features=64, out_features=10)
    assert len(cases("softmax_linear", "basic", offer, 10)) == 10


def test_a_dense_layer_may_have_no_bias() -> None:
    assert all("bias" not in c.arrays for c in cases("linear", "mixed", Offer(bias=("none",))))


def test_batch_norm_is_judged_in_the_modes_that_it_has() -> None:
    assert list(regimes("batch_norm2d", EVERYTHING)) == [
        *("basic", "rectangular", "channels", "batch", "inference", "mixed")
    ]
    for regime in regimes("batch_norm2d", EVERYTHING):
        for case in cases("batch_norm2d", regime):
            assert case.options["training"] == (regime != "inference")
            assert ("running_var" in case.arrays) == (regime == "inference")
    only = Offer(training=(False,), eps=1e-3)
    assert "inference" not in regimes("batch_norm2d", only)
    options = {"training": False, "eps": 1e-3}
    assert all(case.options == options for case in cases("batch_norm2d", "basic", only))


@pytest.mark.parametrize("regime", regimes("batch_norm2d", EVERYTHING))
def test_each_regime_of_batch_norm_is_about_one_size(regime: str) -> None:
    for case in cases("batch_norm2d", regime):
        n, c, h, w = case.arrays["x"].shape
        mixed = regime == "mixed"
        assert (len({n, c, h, w}) == 4) if mixed else (n > 1) == (regime == "batch")
        assert (c > 1) == (regime == "channels" or mixed)
        assert (h != w) == (regime == "rectangular" or mixed)


def test_every_channel_has_a_variance() -> None:
    for case in cases("batch_norm2d", "channels"):
        assert case.arrays["x"].var((0, 2, 3)).min() > 0.25
