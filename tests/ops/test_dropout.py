"""Dropout: what its mask may be, and its ends."""

import numpy as np
import pytest

from scratchcnn import ops


def test_what_is_kept_is_scaled_and_so_is_its_gradient() -> None:
    out, pullback = ops.dropout(np.array([1.0, 3.0, 5.0]), np.array([True, False, True]), 0.75)
    np.testing.assert_array_equal(out, [4, 0, 20])
    np.testing.assert_array_equal(pullback(np.ones(3))[0], [4, 0, 4])


def test_by_default_half_is_dropped() -> None:
    x, keep = np.ones(2), np.array([True, False])
    np.testing.assert_array_equal(ops.dropout(x, keep)[0], ops.dropout(x, keep, 0.5)[0])


def test_a_mask_of_channels_drops_whole_channels() -> None:
    keep = np.array([[True, False]]).reshape(1, 2, 1, 1)
    out, _ = ops.dropout(np.ones((3, 2, 2, 2)), keep)
    assert (out[:, 0] == 2).all()
    assert not out[:, 1].any()


@pytest.mark.parametrize("p", [0, 0.0, np.float32(0)])
def test_where_nothing_is_dropped_everything_stays(p: float) -> None:
    x = np.array([1.5, -2.5], np.float32)
    out, _ = ops.dropout(x, np.ones(2, bool), p)
    assert out.dtype == x.dtype
    np.testing.assert_array_equal(out, x)


def test_where_everything_is_dropped_nothing_is_left() -> None:
    # Not even of what a mask would keep.
    out, pullback = ops.dropout(np.ones(2), np.ones(2, bool), 1)
    assert not out.any()
    assert not pullback(np.ones(2))[0].any()


def test_a_dropped_nan_stays() -> None:
    assert np.isnan(ops.dropout(np.array([np.nan]), np.array([False]))[0]).all()


def test_an_array_without_axes_gives_arrays() -> None:
    out, pullback = ops.dropout(np.array(2.0), np.array(True))
    assert isinstance(out, np.ndarray)
    assert isinstance(pullback(np.array(1.0))[0], np.ndarray)


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        (np.ones(2), "keep must be a bool array, got an array of shape (2,) and dtype float64"),
        (
            np.ones(3, bool),
            "keep must broadcast to the shape (2,), got an array of shape (3,) and dtype bool",
        ),
        (
            np.ones((1, 2), bool),
            "keep must broadcast to the shape (2,), got an array of shape (1, 2) and dtype bool",
        ),
    ],
)
def test_another_mask_is_refused(keep: np.ndarray, message: str) -> None:
    with pytest.raises((TypeError, ValueError)) as refused:
        ops.dropout(np.ones(2), keep)
    assert str(refused.value) == message


@pytest.mark.parametrize("p", [-0.5, 1.5])
def test_a_share_beyond_0_and_1_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match=rf"p must be from 0 to 1, got {p}"):
        ops.dropout(np.ones(1), np.ones(1, bool), p)
