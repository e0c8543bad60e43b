import numpy as np
import pytest

from scratchcnn.oracle.cases.window_kinds import (
    Window,
    does_not_tile,
    half_rounds_up,
    is_more_than_tiles,
    is_oblong,
    is_padded_otherwise,
    is_unpadded,
    overlaps,
    rounds_up,
    strides_otherwise,
)
from tests.helpers.observed import trial_of


def conv(size, kernel, **options):
    arrays = {"x": np.ones((1, 1, *size)), "weight": np.ones((1, 1, *kernel))}
    return trial_of("conv2d", arrays, **options)


def pool(size, kernel, **options):
    return trial_of("max_pool2d", {"x": np.ones((1, 1, *size))}, kernel_size=kernel, **options)


def test_a_convolution_has_its_window_from_the_weight():
    window = Window.of(conv((6, 8), (3, 2), padding=1))
    assert window == Window((6, 8), (3, 2), (1, 1), ((1, 1), (1, 1)))


def test_a_pooling_steps_by_its_window():
    assert Window.of(pool((6, 8), (3, 2))) == Window((6, 8), (3, 2), (3, 2), ((0, 0), (0, 0)))


@pytest.mark.parametrize(("name", "padding"), [("same", (1, 1)), ("valid", (0, 0))])
def test_a_padding_by_name_has_a_width(name, padding):
    assert Window.of(conv((6, 8), (3, 3), padding=name)).padding == padding


def test_rows_that_fill_no_window_are_left_over():
    assert Window.of(pool((5, 6), 2)).spare == (1, 0)
    assert does_not_tile(pool((5, 6), 2))
    assert not does_not_tile(pool((4, 6), 2))
    assert not does_not_tile(conv((5, 6), (3, 3)))


@pytest.mark.parametrize(
    ("rows", "stride", "rounded", "half_up"),
    # A window of 2 can be moved by two rows less than there are.
    [
        (5, 4, True, True),
        (3, 4, False, False),
        (6, 4, False, False),
        (3, 2, False, True),
        (5, 2, True, True),
    ],
)
def test_strides_round_up_where_half_of_one_is_left_over(rows, stride, rounded, half_up):
    trial = pool((rows, 2), 2, stride=stride)
    assert rounds_up(trial) == rounded
    assert half_rounds_up(trial) == half_up


@pytest.mark.parametrize(
    ("trial", "oblong"),
    [
        (conv((4, 4), (3, 3)), False),
        (conv((4, 5), (3, 3)), True),
        (conv((4, 4), (3, 2)), True),
        (pool((4, 4), 2, stride=(1, 2)), True),
    ],
)
def test_anything_with_two_different_sides_is_oblong(trial, oblong):
    assert is_oblong(trial) == oblong


def test_no_padding_is_no_padding():
    assert is_unpadded(conv((4, 4), (3, 3)))
    assert not is_unpadded(conv((4, 4), (3, 3), padding=1))


@pytest.mark.parametrize(("padding", "otherwise"), [(0, True), (1, False), (2, True)])
def test_a_padding_other_than_1_is_otherwise(padding, otherwise):
    assert is_padded_otherwise(conv((4, 4), (3, 3), padding=padding)) == otherwise


@pytest.mark.parametrize(
    ("stride", "otherwise", "overlapping"),
    [(1, True, True), (2, False, False), (3, True, False)],
)
def test_windows_overlap_where_the_stride_is_smaller(stride, otherwise, overlapping):
    trial = pool((6, 6), 2, stride=stride)
    assert strides_otherwise(trial) == otherwise
    assert overlaps(trial) == overlapping


@pytest.mark.parametrize(
    ("size", "stride", "expected"),
    [((4, 6), 2, False), ((4, 5), 2, True), ((4, 6), 1, True)],
)
def test_tiles_cover_the_image_and_do_not_overlap(size, stride, expected):
    assert is_more_than_tiles(pool(size, 2, stride=stride)) is expected
