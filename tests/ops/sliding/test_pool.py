"""Pooling where libraries differ: ties, NaN, windows of nothing but -inf."""

from typing import Any

import numpy as np
import pytest

from scratchcnn import ops

NAN, INF = np.nan, np.inf


def winner(window: list[float], **options: Any) -> tuple[float, int]:
    """Pool one window of a row; return its maximum and where the gradient goes."""
    x = np.array(window).reshape(1, 1, 1, -1)
    out, pullback = ops.max_pool2d(x, (1, len(window)), **options)
    (grad_x,) = pullback(np.ones_like(out))
    return float(out[0, 0, 0, 0]), int(np.argmax(grad_x))


@pytest.mark.parametrize(
    ("window", "place"),
    [
        ([1.0, 3.0, 3.0], 1),
        ([0.0, -0.0, 0.0], 0),
        ([-INF, -INF, -INF], 0),
        ([INF, 1.0, INF], 0),
        ([-3.0, -1.0, -2.0], 1),
    ],
)
def test_the_first_of_equal_maxima_receives_the_gradient(window: list[float], place: int) -> None:
    assert winner(window) == (window[place], place)


@pytest.mark.parametrize(
    ("window", "place"), [([1.0, NAN, 3.0], 1), ([NAN, 5.0, NAN], 2), ([NAN, INF, 1.0], 0)]
)
def test_nan_wins_and_the_last_of_several(window: list[float], place: int) -> None:
    value, where = winner(window)
    assert np.isnan(value)
    assert where == place


def test_padding_never_wins_not_even_over_minus_infinity() -> None:
    x = np.full((1, 1, 1, 2), -INF)
    out, pullback = ops.max_pool2d(x, (1, 2), stride=1, padding=(0, 1))
    assert out.tolist() == [[[[-INF, -INF, -INF]]]]
    assert pullback(np.array([[[[1.0, 2.0, 4.0]]]]))[0].tolist() == [[[[3.0, 4.0]]]]


@pytest.mark.parametrize("pool", [ops.max_pool2d, ops.avg_pool2d])
def test_rows_and_columns_that_fill_no_window_are_dropped(pool: Any) -> None:
    x = np.arange(35.0).reshape(1, 1, 5, 7)
    out, pullback = pool(x, 2)
    (grad_x,) = pullback(np.ones_like(out))
    assert out.shape == (1, 1, 2, 3)
    assert not grad_x[:, :, 4].any()
    assert not grad_x[:, :, :, 6].any()


@pytest.mark.parametrize("pool", [ops.max_pool2d, ops.avg_pool2d])
def test_the_stride_is_the_window_unless_given(pool: Any) -> None:
    x = np.arange(48.0).reshape(1, 2, 4, 6)
    np.testing.assert_array_equal(pool(x, (2, 3))[0], pool(x, (2, 3), stride=(2, 3), padding=0)[0])


def test_padded_zeros_count_in_a_mean() -> None:
    out, _ = ops.avg_pool2d(np.full((1, 1, 2, 2), 4.0), 2, padding=1)
    assert out.tolist() == [[[[1.0, 1.0], [1.0, 1.0]]]]


@pytest.mark.parametrize("pool", [ops.max_pool2d, ops.avg_pool2d])
def test_only_where_windows_overlap_is_anything_added(
    monkeypatch: pytest.MonkeyPatch, pool: Any
) -> None:
    added = []
    monkeypatch.setattr("scratchcnn.ops.sliding.pool.add", lambda values, place: added.append(1))
    for options in ({}, {"stride": 3}, {"stride": (2, 3)}):
        out, pullback = pool(np.zeros((1, 1, 7, 7)), 2, **options)
        pullback(out)
    assert added == []
    for stride in ((1, 2), (2, 1)):
        out, pullback = pool(np.zeros((1, 1, 7, 7)), 2, stride=stride)
        pullback(out)
        assert len(added) == 4
        added.clear()
