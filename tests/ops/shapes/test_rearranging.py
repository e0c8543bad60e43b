"""Pixels from channels, channels from pixels, and arrays side by side."""

from typing import Any

import numpy as np
import pytest

from scratchcnn.ops import cat, pixel_shuffle, pixel_unshuffle


def test_the_place_in_a_block_is_the_last_part_of_a_channels_number() -> None:
    x = np.arange(8.0).reshape(8, 1, 1)
    out, _ = pixel_shuffle(x, 2)
    np.testing.assert_array_equal(out, [[[0, 1], [2, 3]], [[4, 5], [6, 7]]])


def test_one_undoes_the_other_in_any_shape() -> None:
    x = np.arange(2.0 * 3 * 18 * 2 * 5).reshape(2, 3, 18, 2, 5)
    out, pullback = pixel_shuffle(x, 3)
    assert out.shape == (2, 3, 2, 6, 15)
    back, pullback_of_back = pixel_unshuffle(out, 3)
    np.testing.assert_array_equal(back, x)
    np.testing.assert_array_equal(pullback(out)[0], x)
    np.testing.assert_array_equal(pullback_of_back(x)[0], out)


def test_a_factor_of_one_copies() -> None:
    x = np.ones((1, 2, 3))
    for op in (pixel_shuffle, pixel_unshuffle):
        out, pullback = op(x, 1)
        np.testing.assert_array_equal(out, x)
        assert not np.shares_memory(out, x)
        assert not np.shares_memory(pullback(x)[0], x)


@pytest.mark.parametrize("shape", [(6, 2, 2), (5, 4, 4)])
def test_channels_must_fill_their_blocks(shape: tuple[int, ...]) -> None:
    with pytest.raises(
        ValueError, match="channels that upscale_factor 2 squared divides, got an array of shape"
    ):
        pixel_shuffle(np.zeros(shape), 2)


@pytest.mark.parametrize("shape", [(1, 3, 4), (1, 4, 3)])
def test_pixels_must_fill_their_blocks(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="that downscale_factor 2 divides, got an array of shape"):
        pixel_unshuffle(np.zeros(shape), 2)


def test_an_image_has_at_least_three_axes() -> None:
    with pytest.raises(
        ValueError,
        match=r"x must have the axes \(C H W\), or more before them, got an array of shape",
    ):
        pixel_shuffle(np.zeros((4, 4)), 1)


def test_several_arrays_go_one_behind_the_other() -> None:
    x, *others = (np.full((2, size), float(size)) for size in (1, 2, 3))
    out, pullback = cat(x, others, axis=-1)
    np.testing.assert_array_equal(out, [[1, 2, 2, 3, 3, 3]] * 2)
    grads = pullback(np.arange(12.0).reshape(2, 6))
    np.testing.assert_array_equal(grads[0], [[0], [6]])
    np.testing.assert_array_equal(grads[1], [[1, 2], [7, 8]])
    np.testing.assert_array_equal(grads[2], [[3, 4, 5], [9, 10, 11]])


def test_an_array_alone_is_copied() -> None:
    x = np.ones(2)
    out, pullback = cat(x)
    np.testing.assert_array_equal(out, x)
    assert not np.shares_memory(out, x)
    (grad,) = pullback(out)
    assert not np.shares_memory(grad, out)


@pytest.mark.parametrize("first", [True, False])
def test_an_array_of_no_entries_goes_with_every_shape(first: bool) -> None:
    nothing, x = np.zeros(0), np.ones((2, 3))
    out, pullback = cat(nothing, x, 1) if first else cat(x, nothing, 1)
    np.testing.assert_array_equal(out, x)
    shapes = [grad.shape for grad in pullback(out)]
    assert shapes == ([(0,), (2, 3)] if first else [(2, 3), (0,)])


def test_only_arrays_of_no_entries_make_one_of_none() -> None:
    out, pullback = cat(np.zeros(0), np.zeros(0))
    assert out.shape == (0,)
    assert [grad.shape for grad in pullback(out)] == [(0,), (0,)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((np.ones((2, 3)), np.ones((3, 3)), 1), r"other must have the shape \(2, 3\)"),
        ((np.ones((2, 3)), np.ones(3)), r"other must have the shape"),
        ((np.ones((2, 3)), np.ones((2, 3), np.float32)), "other must be a float64 array"),
        ((np.ones((2, 3)), np.ones((2, 3)), 2), "axis must be one of the 2 axes"),
        ((np.ones((2, 3)), "x"), "other must be a float64 array, got 'x'"),
        ((np.ones(()),), "x must have at least one axis, got an array of shape"),
    ],
)
def test_what_does_not_fit_is_told(arguments: Any, told: str) -> None:
    with pytest.raises((TypeError, ValueError), match=told):
        cat(*arguments)
