"""Average pooling of sequences and volumes, worked out by hand."""

import numpy as np

from scratchcnn import ops

SEQUENCE = np.arange(1.0, 7.0).reshape(1, 1, 6)


def test_padded_zeros_of_a_sequence_count_unless_told_otherwise() -> None:
    out, pullback = ops.avg_pool1d(SEQUENCE, 3, padding=1)
    assert out.tolist() == [[[1, 4]]]
    assert pullback(np.full_like(out, 3.0))[0].tolist() == [[[1, 1, 1, 1, 1, 0]]]
    alone, pullback = ops.avg_pool1d(SEQUENCE, 3, padding=1, count_include_pad=False)
    assert alone.tolist() == [[[1.5, 4]]]
    assert pullback(np.full_like(alone, 6.0))[0].tolist() == [[[3, 3, 2, 2, 2, 0]]]


def test_what_a_window_has_beyond_the_padding_counts_in_no_average() -> None:
    options = {"stride": 3, "padding": 1, "ceil_mode": True}
    assert ops.avg_pool1d(SEQUENCE, 3, **options)[0].tolist() == [[[1, 4, 3]]]
    assert ops.avg_pool1d(SEQUENCE, (3,), stride=(3,))[0].tolist() == [[[2, 5]]]
    x = SEQUENCE.reshape(1, 1, 6, 1, 1)
    sides = {"stride": (3, 1, 1), "padding": (1, 0, 0), "ceil_mode": True}
    assert ops.avg_pool3d(x, (3, 1, 1), **sides)[0].ravel().tolist() == [1, 4, 3]
    alone, _ = ops.avg_pool3d(x, (3, 1, 1), count_include_pad=False, **sides)
    assert alone.ravel().tolist() == [1.5, 4, 6]


def test_a_volume_is_averaged_along_three_axes() -> None:
    x = np.arange(24.0).reshape(1, 1, 2, 3, 4)
    out, pullback = ops.avg_pool3d(x, (2, 3, 2))
    assert out.tolist() == [[[[[10.5, 12.5]]]]]
    (grad_x,) = pullback(np.array([[[[[12.0, 24.0]]]]]))
    assert grad_x[0, 0, 1, 2].tolist() == [1, 1, 2, 2]
    other, _ = ops.avg_pool3d(x, (2, 3, 2), divisor_override=-6)
    assert other.tolist() == [[[[[-21, -25]]]]]


def test_a_volume_may_be_smaller_than_a_window_that_fits_with_the_padding() -> None:
    # PyTorch refuses that of avg_pool3d alone.
    out, _ = ops.avg_pool3d(np.full((1, 2, 2, 2), 27.0), 3, padding=1)
    assert out.tolist() == [[[[8]]]]


def test_a_single_sequence_has_no_batch() -> None:
    out, pullback = ops.avg_pool1d(SEQUENCE[0], 4, stride=1)
    assert out.tolist() == [[2.5, 3.5, 4.5]]
    assert pullback(np.array([[4.0, 8.0, 12.0]]))[0].tolist() == [[1, 3, 6, 6, 5, 3]]
