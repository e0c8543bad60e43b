"""How homework's padding, bilinear enlargement and pixel shuffle are judged."""

from collections.abc import Iterator

import numpy as np
import pytest

from scratchcnn.oracle.cards.families.shapes.images_of_homework import PADDINGS, lies, place_first
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.understanding.names.recognise import read_name

OPS = (*PADDINGS, "bilinear_upsampling", "pixel_shuffle", "pixel_unshuffle")
ANY = Offer(any_number=True)


def trials(op: str, offer: Offer) -> Iterator[Trial]:
    for regime in card_of(op).homework(offer):
        yield from draw(op, offer, regime, 6, 0)


def number_of(one: Trial) -> int:
    (number,) = one.options.values()
    return int(number)


@pytest.mark.parametrize("op", OPS)
def test_a_number_varies_only_where_it_can_be_passed(op: str) -> None:
    assert {number_of(one) for one in trials(op, Offer())} == {2}
    assert len({number_of(one) for one in trials(op, ANY)}) > 1


@pytest.mark.parametrize("op", OPS)
def test_a_single_image_at_a_time_is_one_sample(op: str) -> None:
    assert {len(one.arrays["x"]) for one in trials(op, Offer(batch=False))} == {1}


@pytest.mark.parametrize(
    ("where", "line"),
    [("aligned", [0, 1 / 3, 2 / 3, 1]), ("from_corner", [0, 0.5, 1, 1])],
)
def test_other_places_of_new_pixels_are_conventions(where: str, line: list[float]) -> None:
    one = next(trials("bilinear_upsampling", Offer()))
    two = one.with_array("x", np.array([[[[0.0, 1.0], [0.0, 1.0]]]]))
    got = np.broadcast_to(line, (1, 1, 4, 4))
    assert lies(where, "forward", two, got, got)
    assert not lies(where, "forward", two, got + 0.1, got)
    assert not lies(where, "grad_x", two, got, got)


@pytest.mark.parametrize("op", ["pixel_shuffle", "pixel_unshuffle"])
def test_the_order_of_tensorflow_is_a_convention(op: str) -> None:
    one = [two for two in trials(op, Offer()) if two.arrays["x"].shape[1] in (2, 3, 8, 12)][-1]
    x = one.arrays["x"].transpose(0, 2, 3, 1)
    n, h, w, c = x.shape
    if op == "pixel_shuffle":
        blocks = x.reshape(n, h, w, 2, 2, c // 4).transpose(0, 1, 3, 2, 4, 5)
        got = blocks.reshape(n, 2 * h, 2 * w, c // 4)
    else:
        blocks = x.reshape(n, h // 2, 2, w // 2, 2, c).transpose(0, 1, 3, 2, 4, 5)
        got = blocks.reshape(n, h // 2, w // 2, 4 * c)
    images = got.transpose(0, 3, 1, 2)
    assert place_first("forward", one, images, one.out)
    assert not place_first("forward", one, one.out, one.out)
    assert not place_first("grad_x", one, images, one.out)


@pytest.mark.parametrize(
    ("name", "op"),
    [
        ("ZeroPad2d", "zero_padding"),
        ("ReflectionPad2d", "reflection_padding"),
        ("replicate_pad", "replication_padding"),
        ("UpsamplingBilinear2d", "bilinear_upsampling"),
        ("PixelShuffle", "pixel_shuffle"),
        ("space_to_depth", "pixel_unshuffle"),
    ],
)
def test_names_are_read(name: str, op: str) -> None:
    assert read_name(name).ops[0] == op


@pytest.mark.parametrize("name", ["ZeroPad1d", "SubPixelConv2d", "bilinear_kernel"])
def test_other_names_are_not(name: str) -> None:
    assert not {*OPS} & {*read_name(name).ops}


@pytest.mark.parametrize("op", OPS)
def test_one_image_of_one_channel_is_drawn_where_there_is_nothing_else(op: str) -> None:
    offer = Offer(batch=False, in_channels=1)
    assert all(one.arrays["x"].shape[0] == 1 for one in trials(op, offer))
