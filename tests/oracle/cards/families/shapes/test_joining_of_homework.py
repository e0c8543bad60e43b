"""How homework's concatenation is judged."""

from collections.abc import Iterator

import pytest

from scratchcnn.oracle.cards.families.shapes.joining_of_homework import CAT, THREE, doubts
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.understanding.names.recognise import read_name


def trials(op: str, offer: Offer) -> Iterator[Trial]:
    for regime in card_of(op).homework(offer):
        yield from draw(op, offer, regime, 8, 0)


@pytest.mark.parametrize("op", [CAT, THREE])
def test_channels_are_joined_unless_another_axis_can_be_passed(op: str) -> None:
    assert {one.options["axis"] for one in trials(op, Offer())} == {1}
    assert {one.options["axis"] for one in trials(op, Offer(any_number=True))} == {1, 2, 3}


@pytest.mark.parametrize("op", [CAT, THREE])
def test_in_some_case_the_sizes_differ_by_more_than_one(op: str) -> None:
    sizes = [
        (one.arrays["x"].shape[1], one.arrays["other"].shape[1]) for one in trials(op, Offer())
    ]
    assert any(first - second > 1 for first, second in sizes)
    assert any(second - first > 1 for first, second in sizes)


def test_what_is_not_right_is_in_doubt() -> None:
    assert doubts("np.concatenate([a, relu(b)])")


@pytest.mark.parametrize("name", ["Concat", "SkipConcat", "cat_forward", "Cat", "ConcatenateLayer"])
def test_names_are_read(name: str) -> None:
    assert read_name(name).ops == (THREE, CAT)


@pytest.mark.parametrize(
    "name", ["categorical_crossentropy", "Category", "ConcatConv", "concat_bias", "truncate"]
)
def test_other_names_are_not(name: str) -> None:
    assert CAT not in read_name(name).ops
