"""How homework's embedding is judged."""

from collections.abc import Iterator

import numpy as np
import pytest

from scratchcnn.oracle.cards.families.shapes.lookup import begins_at_one, without_first_row
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.understanding.names.recognise import read_name


def trials(offer: Offer) -> Iterator[Trial]:
    for regime in card_of("embedding").homework(offer):
        yield from draw("embedding", offer, regime, 8, 0)


def test_in_every_case_of_several_indices_a_row_is_looked_up_again() -> None:
    for one in trials(Offer()):
        indices = one.arrays["indices"]
        assert len(np.unique(indices)) < indices.size


def test_indices_of_one_axis_have_one_for_every_sample() -> None:
    assert {one.arrays["indices"].shape[1] for one in trials(Offer(ndim=(1,)))} == {1}


def test_a_first_row_without_a_gradient_stands_for_padding() -> None:
    trial = next(trials(Offer()))
    expected = np.arange(6.0).reshape(3, 2)
    got = expected.copy()
    got[0] = 0
    assert without_first_row("grad_weight", trial, got, expected)
    assert not without_first_row("forward", trial, got, expected)
    got[2] = 0
    assert not without_first_row("grad_weight", trial, got, expected)


def test_indices_that_begin_at_one_are_something_else() -> None:
    arrays = {"weight": np.array([[1.0], [2.0]]), "indices": np.array([[1, 2]])}
    ((rows, words),) = begins_at_one(arrays, np.zeros((1, 2, 1)))
    assert rows.tolist() == [[[1.0], [2.0]]]
    assert "begin at 1" in words


@pytest.mark.parametrize("name", ["Embedding", "word_embedding_forward", "EmbedID", "Embed"])
def test_names_of_embeddings_are_read(name: str) -> None:
    assert read_name(name).ops == ("embedding",)


@pytest.mark.parametrize("name", ["PatchEmbedding", "position_embedding", "plot_embeddings"])
def test_other_embeddings_are_not_judged(name: str) -> None:
    assert read_name(name).ops == ()
