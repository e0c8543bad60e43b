"""How homework's L1 and L2 regularisation are judged."""

import numpy as np
import pytest

from scratchcnn.oracle.cards.families.losses.regularization import (
    TRIED,
    doubts,
    other_penalties,
)
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.understanding.names.recognise import read_name


@pytest.mark.parametrize("op", ["l1_regularization", "l2_regularization"])
def test_penalties_are_judged_at_several_strengths_none_of_which_is_1(op: str) -> None:
    offer = Offer(upstream=("ones",))
    decays = {
        one.options["weight_decay"]
        for regime in card_of(op).homework(offer)
        for one in draw(op, offer, regime, 8, 0)
    }
    assert len(decays) > 1
    assert 1.0 not in decays


def test_the_norm_itself_and_a_mean_are_other_penalties() -> None:
    weight = np.array([[3.0, 4.0]])
    half = np.asarray(TRIED / 2 * 25)
    told = {
        round(float(value), 6): words for value, words in other_penalties({"weight": weight}, half)
    }
    assert "norm" in told[TRIED * 5]
    assert "divides" in told[float(half) / 2]


@pytest.mark.parametrize(
    "source", ["lam / (2 * m) * np.sum(w ** 2)", "np.mean(w ** 2)", "for w in weights: ..."]
)
def test_what_divides_or_loops_is_in_doubt(source: str) -> None:
    assert doubts(source)


def test_a_half_is_no_doubt() -> None:
    assert not doubts("lam / 2 * np.sum(w ** 2)")


@pytest.mark.parametrize(
    ("name", "op"),
    [
        ("L2Regularization", "l2_regularization"),
        ("l1_reg", "l1_regularization"),
        ("PenalidadL2", "l2_regularization"),
        ("ridge_penalty", "l2_regularization"),
    ],
)
def test_names_of_penalties_are_read(name: str, op: str) -> None:
    assert read_name(name).ops == (op,)


@pytest.mark.parametrize(
    "name", ["RidgeRegression", "cost_with_l2_regularization", "elastic_l1_reg"]
)
def test_what_is_more_than_a_penalty_is_not_judged_as_one(name: str) -> None:
    assert not {"l1_regularization", "l2_regularization"} & {*read_name(name).ops}
