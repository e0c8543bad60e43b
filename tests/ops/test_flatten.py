"""Flattening: every sample as a row, or any axes as one."""

import numpy as np
import pytest

from scratchcnn.ops import flatten


@pytest.mark.parametrize(
    ("shape", "axes", "wanted"),
    [
        ((2, 3, 4), (), (2, 12)),
        ((2,), (), (2, 1)),
        ((2, 3, 4), (0,), (24,)),
        ((2, 3, 4), (0, 1), (6, 4)),
        ((2, 3, 4), (-2, -1), (2, 12)),
        ((2, 3, 4), (-3, -2), (6, 4)),
        ((2, 3, 4), (1, 1), (2, 3, 4)),
        ((2, 3, 4), (3,), None),
        ((), (0,), (1,)),
        ((), (-1, -1), (1,)),
        ((5,), (0, 0), (5,)),
    ],
)
def test_axes_are_laid_out_as_one(
    shape: tuple[int, ...], axes: tuple[int, ...], wanted: tuple[int, ...] | None
) -> None:
    x = np.arange(float(np.prod(shape))).reshape(shape)
    out, pullback = flatten(x, *axes)
    assert out.shape == ((2, 3, 4, 1) if wanted is None else wanted)
    np.testing.assert_array_equal(out.ravel(), x.ravel())
    np.testing.assert_array_equal(pullback(2 * out)[0], 2 * x)


@pytest.mark.parametrize(
    ("axes", "told"),
    [
        ((4,), "start_axis must be one of the 3 axes of x, got 4"),
        ((-4,), "start_axis must be one of the 3 axes"),
        ((0, 3), "end_axis must be one of the 3 axes of x, got 3"),
        ((0, -4), "end_axis must be one of the 3 axes"),
        ((2, 1), "start_axis must not lie behind end_axis, got 2 and 1"),
        ((3, 1), "start_axis must not lie behind end_axis, got 3 and 1"),
        ((1.0,), "start_axis must be an integer"),
    ],
)
def test_axes_that_there_are_not_are_told(axes: tuple[int, ...], told: str) -> None:
    with pytest.raises((TypeError, ValueError), match=told):
        flatten(np.zeros((2, 3, 4)), *axes)


def test_a_number_has_no_samples() -> None:
    with pytest.raises(ValueError, match="start_axis must be one of the 1 axes of x, got 1"):
        flatten(np.zeros(()))
