"""Max pooling of sequences and volumes, worked out by hand."""

import numpy as np
import pytest

from scratchcnn import ops

NAN, INF = np.nan, np.inf
VOLUME = np.arange(24.0).reshape(1, 1, 2, 3, 4)


def test_a_sequence_is_pooled_along_its_only_axis() -> None:
    x = np.array([[[1.0, 5.0, 2.0, 3.0, 9.0]]])
    (out, indices), pullback = ops.max_pool1d(x, 3, stride=2, return_indices=True)
    assert out.tolist() == [[[5, 9]]]
    assert indices.tolist() == [[[1, 4]]]
    assert indices.dtype == np.int64
    assert pullback(np.array([[[2.0, 3.0]]]))[0].tolist() == [[[0, 2, 0, 0, 3]]]


def test_options_of_one_axis_may_be_tuples_of_one() -> None:
    x = np.arange(7.0).reshape(1, 1, 7)
    options = {"stride": 1, "padding": 1, "dilation": 2}
    out, _ = ops.max_pool1d(x, 3, **options)
    tuples = {name: (value,) for name, value in options.items()}
    assert ops.max_pool1d(x, (3,), **tuples)[0].tolist() == out.tolist() == [[[3, 4, 5, 6, 5]]]


def test_in_ceil_mode_one_more_window_takes_what_is_left_of_a_sequence() -> None:
    x = np.arange(5.0).reshape(1, 5)
    assert ops.max_pool1d(x, 2, ceil_mode=True)[0].tolist() == [[1, 3, 4]]
    assert ops.max_pool1d(x, 2)[0].tolist() == [[1, 3]]


def test_a_volume_is_pooled_along_three_axes() -> None:
    (out, indices), pullback = ops.max_pool3d(VOLUME, (2, 1, 3), return_indices=True)
    assert out.tolist() == [[[[[14], [18], [22]]]]]
    assert indices.tolist() == [[[[[14], [18], [22]]]]]
    (grad_x,) = pullback(np.array([[[[[1.0], [2.0], [3.0]]]]]))
    assert np.flatnonzero(grad_x).tolist() == [14, 18, 22]
    assert grad_x[grad_x != 0].tolist() == [1, 2, 3]


def test_the_axes_of_a_volume_have_options_of_their_own() -> None:
    out, _ = ops.max_pool3d(VOLUME, 2, stride=(1, 2, 3), padding=(1, 0, 1), dilation=(1, 1, 1))
    assert out.tolist() == [[[[[4, 7]], [[16, 19]], [[16, 19]]]]]
    out, _ = ops.max_pool3d(VOLUME, 2, stride=1, dilation=(1, 2, 3))
    assert out.tolist() == [[[[[23]]]]]
    assert ops.max_pool3d(VOLUME, 2, ceil_mode=True)[0].tolist() == [[[[[17, 19], [21, 23]]]]]


def test_the_first_of_equal_maxima_in_row_major_order_receives_the_gradient() -> None:
    x = np.zeros((1, 1, 2, 2, 2))
    x[0, 0, 0, 1, 1] = x[0, 0, 1, 0, 0] = 1
    (_, indices), pullback = ops.max_pool3d(x, 2, return_indices=True)
    assert indices.item() == 3
    assert np.flatnonzero(pullback(np.ones((1, 1, 1, 1, 1)))[0]).tolist() == [3]


@pytest.mark.parametrize(
    ("window", "place"), [([1.0, NAN, 3.0], 1), ([NAN, 5.0, NAN], 2), ([NAN, INF, 1.0], 0)]
)
def test_nan_wins_and_the_last_of_several(window: list[float], place: int) -> None:
    x = np.array([[window]])
    for pool, array in ((ops.max_pool1d, x), (ops.max_pool3d, x[:, :, None, None])):
        (out, indices), _ = pool(array, array.shape[2:], return_indices=True)
        assert np.isnan(out.item())
        assert indices.item() == place


def test_padding_never_wins() -> None:
    assert ops.max_pool1d(np.array([[-5.0, -3.0]]), 2, padding=1)[0].tolist() == [[-5, -3]]


def test_a_single_sequence_or_volume_has_no_batch() -> None:
    out, pullback = ops.max_pool3d(VOLUME[0], 2)
    assert out.shape == (1, 1, 1, 2)
    assert pullback(out)[0].shape == VOLUME[0].shape
    (_, indices), _ = ops.max_pool1d(np.array([[1.0, 2.0]]), 2, return_indices=True)
    assert indices.tolist() == [[1]]
