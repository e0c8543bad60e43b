"""Where windows fall, in numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from scratchcnn.ops.sliding.windows import (
    Axis,
    batch_last,
    fold,
    output_size,
    padded,
    seen_rows,
    tap_slices,
    unfold,
)


def axis(size: int, kernel_size: int, **others: int) -> Axis:
    """Return an axis with more zeros before the image than after it."""
    stride, dilation = others.get("stride", 1), others.get("dilation", 1)
    return Axis("height", size, kernel_size, stride, (others.get("before", 0), 0), dilation)


def test_a_tap_reads_nothing_of_the_padding_before_the_image() -> None:
    assert tap_slices(axis(4, 3, before=2), 0, 4) == (slice(0, 2, 1), slice(2, 4))
    assert tap_slices(axis(4, 3, before=2), 2, 4) == (slice(0, 4, 1), slice(0, 4))


@pytest.mark.parametrize(
    ("strip", "stride", "dilation", "rows"),
    [
        (slice(0, 1), 1, 1, slice(0, 3)),
        (slice(2, 5), 1, 1, slice(2, 7)),
        (slice(2, 5), 2, 1, slice(4, 11)),
        (slice(2, 5), 2, 3, slice(4, 15)),
    ],
)
def test_a_strip_sees_from_its_first_window_to_the_end_of_its_last(
    strip: slice, stride: int, dilation: int, rows: slice
) -> None:
    assert seen_rows(strip, axis(20, 3, stride=stride, dilation=dilation)) == rows


def test_images_are_laid_out_batch_last_with_their_padding() -> None:
    x = np.arange(1.0, 9).reshape(2, 1, 2, 2)
    out = padded(x, axis(2, 2, before=1), axis(2, 2, before=2))
    assert out.shape == (1, 3, 4, 2)
    assert out.flags.c_contiguous
    assert_array_equal(out[0, :, :, 1], [[0, 0, 0, 0], [0, 0, 5, 6], [0, 0, 7, 8]])


def test_what_is_folded_is_added_to_the_rows_that_were_unfolded() -> None:
    # Every pixel gets itself from every window that sees it.
    x = np.arange(1.0, 13).reshape(1, 4, 3, 1)
    rows, columns = axis(4, 2), axis(3, 3)
    strip = slice(1, 3)
    patches = unfold(x, strip, rows, columns)
    assert patches.shape == (2, 1, 2, 3, 1, 1)
    assert_array_equal(patches[0, 0, :, :, 0, 0], [[4, 5, 6], [7, 8, 9]])
    image = np.zeros((1, 3, 3, 1))
    fold(patches, image, rows, columns)
    assert_array_equal(image[0, :, :, 0], [[4, 5, 6], [14, 16, 18], [10, 11, 12]])


def test_channels_are_copied_in_strips_of_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def in_strips(work: Any, rows: int, row_bytes: int) -> None:
        asked.append((rows, row_bytes))
        work([slice(0, 1), slice(1, rows)])

    monkeypatch.setattr("scratchcnn.ops.sliding.windows.in_strips", in_strips)
    x = np.arange(120.0, dtype=np.float32).reshape(2, 3, 4, 5)
    assert_array_equal(batch_last(x), x.transpose(1, 2, 3, 0))
    assert asked == [(3, 4 * 5 * 2 * 4)]


def test_images_that_lie_batch_last_are_not_copied() -> None:
    x = np.zeros((3, 4, 5, 2))
    assert np.shares_memory(batch_last(x.transpose(3, 0, 1, 2)), x)


def test_in_ceil_mode_a_window_may_begin_in_the_image_and_no_later() -> None:
    def windows(size: int, **others: int) -> int:
        return output_size(replace(axis(size, 2, stride=3, **others), ceil_mode=True))

    # They begin at -1, 2 and 5, where an image of 5 has ended, and one of 6 has not.
    assert (windows(5, before=1), windows(6, before=1)) == (2, 3)
    # At 0, 3 and 6.
    assert (windows(6), windows(7)) == (2, 3)
    assert output_size(axis(7, 2, stride=3)) == 2
