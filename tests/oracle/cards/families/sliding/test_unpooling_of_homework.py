"""How homework's max unpooling is judged."""

from collections.abc import Iterator

import numpy as np
import pytest

from scratchcnn.oracle.cards.families.sliding.unpooling_of_homework import doubts, other_places
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.understanding.names.recognise import read_name

OP = "max_unpool2d"
ANY = Offer(any_number=True, stride=True)


def trials(offer: Offer) -> Iterator[Trial]:
    for regime in card_of(OP).homework(offer):
        yield from draw(OP, offer, regime, 8, 0)


def test_every_maximum_has_a_place_of_its_own_in_its_plane() -> None:
    for one in trials(ANY):
        indices, out = one.arrays["indices"], one.out
        assert indices.max() < out.shape[2] * out.shape[3]
        for plane in indices.reshape(-1, indices.shape[2] * indices.shape[3]):
            assert len(np.unique(plane)) == plane.size


def test_the_kernel_and_the_stride_vary_only_where_they_can_be_passed() -> None:
    assert {one.options["kernel_size"] for one in trials(Offer())} == {2}
    assert {one.options["kernel_size"] for one in trials(ANY)} == {2, 3}
    assert not any("stride" in one.options for one in trials(Offer()))
    assert any(one.options.get("stride") == 3 for one in trials(ANY))


def test_a_single_image_at_a_time_is_one_sample() -> None:
    assert {len(one.arrays["x"]) for one in trials(Offer(batch=False))} == {1}


def test_indices_of_the_whole_batch_are_something_else() -> None:
    one = next(one for one in trials(Offer()) if len(one.arrays["x"]) > 1)
    found = {words: out for out, words in other_places(one.arrays, one.out)}
    whole = next(out for words, out in found.items() if "whole batch" in words)
    flat = np.zeros(one.out.size)
    flat[one.arrays["indices"].ravel()] = one.arrays["x"].ravel()
    assert np.array_equal(whole, flat.reshape(one.out.shape))


def test_an_unpooling_that_is_not_right_is_in_doubt() -> None:
    assert "places" in doubts("x.repeat(2) * mask")


@pytest.mark.parametrize("name", ["MaxUnpool2d", "unpool_forward", "UnpoolingLayer"])
def test_names_are_read(name: str) -> None:
    assert read_name(name).ops == (OP,)


@pytest.mark.parametrize("name", ["MaxUnpool1d", "unpool3d", "AvgUnpool2d", "NearestUnpooling"])
def test_other_names_are_not(name: str) -> None:
    assert OP not in read_name(name).ops
