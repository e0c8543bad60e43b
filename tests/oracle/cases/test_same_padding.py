import numpy as np
import pytest

from reference import same_padding as of_the_twin
from reference.ops import avg_pool2d, conv2d, max_pool2d
from scratchcnn.oracle.cases.same_padding import MEANINGS, is_same, margins, spoken_of, zeros


@pytest.mark.parametrize(
    ("meaning", "size", "reach", "stride", "wanted"),
    [
        ("same", 6, 3, 2, (0, 1)),
        ("same", 7, 3, 2, (1, 1)),
        ("same", 6, 4, 2, (1, 1)),
        ("same", 5, 4, 2, (1, 2)),
        ("same", 7, 2, 3, (0, 1)),
        ("same", 6, 1, 3, (0, 0)),
        ("same", 5, 4, 1, (1, 2)),
        ("same_lower", 6, 3, 2, (1, 0)),
        ("same_lower", 5, 4, 2, (2, 1)),
        ("same_unstrided", 6, 3, 2, (1, 1)),
        ("same_unstrided", 6, 4, 3, (1, 2)),
        ("same_unstrided_lower", 6, 4, 3, (2, 1)),
        ("same_size", 6, 3, 2, (3, 4)),
        ("same_size", 5, 3, 1, (1, 1)),
    ],
)
def test_every_meaning_has_its_zeros(meaning, size, reach, stride, wanted):
    assert zeros(meaning, size, reach, stride) == wanted


@pytest.mark.parametrize("meaning", MEANINGS)
def test_the_twin_counts_the_same_zeros(meaning):
    for size, reach, stride in np.ndindex(9, 4, 4):
        counts = size + 1, reach + 1, stride + 1
        assert tuple(of_the_twin.zeros(meaning, *counts)) == zeros(meaning, *counts)


@pytest.mark.parametrize(
    "meaning", ["same", "same_lower", "same_unstrided", "same_unstrided_lower"]
)
def test_there_are_as_many_windows_as_strides_begin(meaning):
    for size, reach, stride in np.ndindex(9, 4, 4):
        total = sum(zeros(meaning, size + 1, reach + 1, stride + 1))
        assert (size + 1 + total - reach - 1) // (stride + 1) + 1 == -(-(size + 1) // (stride + 1))


@pytest.mark.parametrize(
    ("padding", "wanted"),
    [
        ("valid", ((0, 0), (0, 0))),
        (2, ((2, 2), (2, 2))),
        ((1, 2), ((1, 1), (2, 2))),
        (((0, 1), (2, 3)), ((0, 1), (2, 3))),
        ("same", ((0, 1), (1, 2))),
        ("same_lower", ((1, 0), (2, 1))),
    ],
)
def test_any_padding_has_margins(padding, wanted):
    assert margins(padding, (6, 7), (3, 4), (2, 2)) == wanted


def test_homework_is_passed_same_in_whatever_meaning():
    assert {spoken_of(meaning) for meaning in MEANINGS} == {"same"}
    assert spoken_of("valid") == "valid"
    assert not is_same(1)


def test_the_twin_starts_its_windows_where_the_meaning_says():
    x, ones = np.arange(1.0, 7.0).reshape(1, 1, 1, 6), np.ones((1, 1, 1, 3))
    found = {
        meaning: conv2d(x, ones, stride=(1, 2), padding=meaning)[0].ravel().tolist()
        for meaning in MEANINGS
    }
    assert found == {
        "same": [6, 12, 11],
        "same_lower": [3, 9, 15],
        "same_unstrided": [3, 9, 15],
        "same_unstrided_lower": [3, 9, 15],
        "same_size": [0, 3, 9, 15, 6, 0],
    }


def test_the_twin_of_a_convolution_pads_by_margins_and_spreads_kernels():
    x, ones = np.arange(1.0, 7.0).reshape(1, 1, 1, 6), np.ones((1, 1, 1, 3))
    out, pullback = conv2d(x, ones, stride=2, padding=((0, 0), (2, 0)))
    assert out.tolist() == [[[[1, 6, 12]]]]
    assert pullback(np.ones((1, 1, 1, 3)))[0].tolist() == [[[[2, 1, 2, 1, 1, 0]]]]
    spread, _ = conv2d(x, ones, stride=(1, 2), padding="same", dilation=(1, 2))
    assert spread.ravel().tolist() == [2 + 4, 2 + 4 + 6, 4 + 6]


def test_no_padding_wins_a_maximum_and_it_counts_in_an_average():
    x = -np.arange(1.0, 4.0).reshape(1, 1, 1, 3)
    assert max_pool2d(x, (1, 2), padding="same")[0].ravel().tolist() == [-1, -3]
    assert avg_pool2d(x, (1, 2), padding="same")[0].ravel().tolist() == [-1.5, -1.5]
    assert avg_pool2d(x, (1, 2), stride=1, padding="same")[0].ravel().tolist() == [-1.5, -2.5, -1.5]
