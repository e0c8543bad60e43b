"""Adaptive max pooling, worked out by hand: overlapping windows, ties and NaN."""

import numpy as np
import pytest

from scratchcnn import ops

NAN = np.nan


def test_a_maximum_of_several_windows_receives_the_gradient_of_each() -> None:
    x = np.array([[[1.0, 9.0, 3.0, 5.0, 2.0]]])
    (out, indices), pullback = ops.adaptive_max_pool1d(x, 3, return_indices=True)
    assert out.tolist() == [[[9, 9, 5]]]
    assert indices.tolist() == [[[1, 1, 3]]]
    assert pullback(np.array([[[1.0, 10.0, 100.0]]]))[0].tolist() == [[[0, 11, 0, 100, 0]]]


def test_indices_count_along_the_rows_of_the_image() -> None:
    x = np.array([[[3.0, 1.0, 2.0, 8.0], [5.0, 6.0, 7.0, 4.0], [0.0, 0.0, 0.0, 0.0]]])
    (out, indices), pullback = ops.adaptive_max_pool2d(x, (2, 2), return_indices=True)
    assert out.tolist() == [[[6, 8], [6, 7]]]
    assert indices.tolist() == [[[5, 3], [5, 6]]]
    assert indices.dtype == np.int64
    assert pullback(np.array([[[1.0, 2.0], [4.0, 8.0]]]))[0].tolist() == [
        [[0, 0, 0, 2], [0, 5, 8, 0], [0, 0, 0, 0]]
    ]


@pytest.mark.parametrize("size", [1, (1, 2), (2, 1)])
def test_the_first_of_equal_maxima_is_that_of_the_first_row(size: object) -> None:
    # In the order of columns it would be the 1 on the left.
    x = np.array([[[0.0, 0.0, 1.0, 1.0], [1.0, 0.0, 1.0, 0.0]]])
    (_, indices), pullback = ops.adaptive_max_pool2d(x, size, return_indices=True)  # type: ignore[arg-type, call-overload] # of any kind
    wanted: dict[object, list[int]] = {1: [2], (1, 2): [4, 2], (2, 1): [2, 4]}
    assert indices.ravel().tolist() == wanted[size]
    (grad_x,) = pullback(np.ones(indices.shape))
    assert np.flatnonzero(grad_x).tolist() == sorted(wanted[size])


@pytest.mark.parametrize("size", [1, (1, 2)])
def test_nan_wins_and_the_last_of_several(size: object) -> None:
    x = np.array([[[NAN, 9.0, 1.0, 2.0], [NAN, 1.0, 8.0, 3.0]]])
    (out, indices), pullback = ops.adaptive_max_pool2d(x, size, return_indices=True)  # type: ignore[arg-type, call-overload] # of any kind
    assert np.isnan(out.ravel()[0])
    assert indices.ravel()[0] == 4
    assert pullback(np.ones_like(out))[0].ravel()[4] == 1


def test_the_maximum_of_all_may_be_that_of_one_image_alone_and_nan_of_another() -> None:
    x = np.array([[[[1.0, NAN, 2.0, NAN]], [[1.0, 3.0, 3.0, 0.0]]]])
    (out, indices), _ = ops.adaptive_max_pool2d(x, 1, return_indices=True)
    assert indices.tolist() == [[[[3]], [[1]]]]
    assert out[0, 1].tolist() == [[3]]


def test_a_volume_is_parted_along_three_axes() -> None:
    x = np.arange(24.0).reshape(1, 1, 2, 3, 4)
    (out, indices), pullback = ops.adaptive_max_pool3d(x, (2, 1, 2), return_indices=True)
    assert out.tolist() == [[[[[9, 11]], [[21, 23]]]]]
    assert indices.tolist() == [[[[[9, 11]], [[21, 23]]]]]
    assert np.flatnonzero(pullback(out)[0]).tolist() == [9, 11, 21, 23]
    alone, _ = ops.adaptive_max_pool3d(x[0], 1)
    assert alone.tolist() == [[[[23]]]]


def test_indices_are_not_returned_unless_asked_for() -> None:
    out, _ = ops.adaptive_max_pool1d(np.array([[1.0, 2.0]]), 1)
    assert out.tolist() == [[2]]
