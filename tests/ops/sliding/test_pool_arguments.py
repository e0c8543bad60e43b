"""Ceil mode, dilation, indices and divisors of the poolings, worked out by hand."""

import numpy as np
import pytest

from scratchcnn import ops

ROW = np.arange(1.0, 6.0).reshape(1, 1, 1, 5)


def test_in_ceil_mode_one_more_window_takes_what_is_left() -> None:
    out, pullback = ops.max_pool2d(ROW, (1, 2), ceil_mode=True)
    assert out.tolist() == [[[[2, 4, 5]]]]
    assert pullback(np.ones_like(out))[0].tolist() == [[[[0, 1, 0, 1, 1]]]]
    assert ops.max_pool2d(ROW, (1, 2))[0].tolist() == [[[[2, 4]]]]


def test_a_window_that_would_begin_behind_the_image_is_left_out() -> None:
    # With padding 1 windows begin at -1, 2 and 5: the last one is in the padding alone.
    out, _ = ops.max_pool2d(ROW, (1, 3), stride=3, padding=(0, 1), ceil_mode=True)
    assert out.tolist() == [[[[2, 5]]]]
    # At -1, 1, 3 it is not.
    out, _ = ops.max_pool2d(ROW, (1, 3), stride=2, padding=(0, 1), ceil_mode=True)
    assert out.tolist() == [[[[2, 4, 5]]]]


def test_what_a_window_has_beyond_the_padding_counts_in_no_average() -> None:
    # The last window holds 5 and a zero of the padding, and nothing of what lies beyond.
    options = {"stride": 3, "padding": (0, 1), "ceil_mode": True}
    x = np.arange(1.0, 7.0).reshape(1, 1, 1, 6)
    out, pullback = ops.avg_pool2d(x, (1, 3), **options)
    assert out.tolist() == [[[[1, 4, 3]]]]
    assert pullback(np.full_like(out, 6.0))[0].tolist() == [[[[2, 2, 2, 2, 2, 3]]]]


def test_padded_zeros_count_unless_told_otherwise() -> None:
    options = {"stride": 2, "padding": (0, 1)}
    assert ops.avg_pool2d(ROW, (1, 2), **options)[0].tolist() == [[[[0.5, 2.5, 4.5]]]]
    alone, pullback = ops.avg_pool2d(ROW, (1, 2), count_include_pad=False, **options)
    assert alone.tolist() == [[[[1, 2.5, 4.5]]]]
    assert pullback(np.full_like(alone, 2.0))[0].tolist() == [[[[2, 1, 1, 1, 1]]]]


def test_another_divisor_takes_the_place_of_every_count() -> None:
    out, pullback = ops.avg_pool2d(ROW, (1, 2), divisor_override=-4)
    assert out.tolist() == [[[[-0.75, -1.75]]]]
    assert pullback(np.full_like(out, 8.0))[0].tolist() == [[[[-2, -2, -2, -2, 0]]]]
    assert ops.avg_pool2d(ROW, (1, 2), divisor_override=1)[0].tolist() == [[[[3, 7]]]]


def test_a_dilated_window_leaves_out_what_lies_between() -> None:
    x = np.array([[[[5.0, 9.0, 1.0, 0.0, 7.0]]]])
    out, pullback = ops.max_pool2d(x, (1, 2), stride=1, dilation=(1, 3))
    assert out.tolist() == [[[[5, 9]]]]
    out, pullback = ops.max_pool2d(x, (1, 3), stride=1, dilation=(1, 2))
    assert out.tolist() == [[[[7]]]]
    assert pullback(np.array([[[[2.0]]]]))[0].tolist() == [[[[0, 0, 0, 0, 2]]]]


def test_gradients_add_up_where_dilated_windows_overlap() -> None:
    x = np.array([[[[0.0, 1.0, 9.0, 1.0, 0.0, 0.0]]]])
    out, pullback = ops.max_pool2d(x, (1, 2), stride=2, dilation=(1, 2))
    assert out.tolist() == [[[[9, 9]]]]
    assert pullback(np.array([[[[1.0, 10.0]]]]))[0].tolist() == [[[[0, 0, 11, 0, 0, 0]]]]


def test_padding_may_be_half_of_what_a_dilated_window_spans() -> None:
    out, _ = ops.max_pool2d(ROW, (1, 3), stride=1, padding=(0, 2), dilation=2)
    assert out.tolist() == [[[[3, 4, 5, 4, 5]]]]
    with pytest.raises(
        ValueError, match=r"^padding must be at most half of kernel_size 3, got \(0, 2\)$"
    ):
        ops.max_pool2d(ROW, (1, 3), padding=(0, 2))


def test_indices_count_along_the_rows_of_the_image() -> None:
    x = np.array([[[[1.0, 8.0, 3.0], [4.0, 2.0, 8.0]], [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]]])
    (out, indices), pullback = ops.max_pool2d(x, 2, stride=1, return_indices=True)
    assert out.tolist() == [[[[8, 8]], [[0, 1]]]]
    # The first of equal maxima.
    assert indices.tolist() == [[[[1, 1]], [[0, 5]]]]
    assert indices.dtype == np.int64
    assert pullback(out)[0][0, 1].tolist() == [[0, 0, 0], [0, 0, 1]]
    (_, of_one), _ = ops.max_pool2d(x[0], 2, stride=1, return_indices=True)
    assert of_one.tolist() == indices[0].tolist()


def test_the_index_of_nan_is_that_of_the_last_one() -> None:
    x = np.array([[[[np.nan, 5.0, np.nan, 1.0]]]])
    (_, indices), _ = ops.max_pool2d(x, (1, 4), return_indices=True)
    assert indices.tolist() == [[[[2]]]]
