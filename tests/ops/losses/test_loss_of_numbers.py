"""Losses between square and absolute difference, where one passes into the other."""

import numpy as np
import pytest

from scratchcnn import ops

ZERO = np.zeros(3)


def test_the_absolute_difference_has_no_slope_where_both_are_equal_or_nan() -> None:
    out, pullback = ops.l1_loss(np.array([0.0, np.nan, -2.0]), ZERO, reduction="none")
    np.testing.assert_array_equal(out, [0.0, np.nan, 2.0])
    assert pullback(np.full(3, 5.0))[0].tolist() == [0.0, 0.0, -5.0]


def test_a_square_becomes_a_line_at_its_limit() -> None:
    p = np.array([1.0, -2.0, 6.0])
    out, pullback = ops.smooth_l1_loss(p, ZERO, beta=2.0, reduction="none")
    assert out.tolist() == [0.25, 1.0, 5.0]
    assert pullback(np.ones(3))[0].tolist() == [0.5, -1.0, 1.0]
    out, pullback = ops.huber_loss(p, ZERO, delta=2.0, reduction="none")
    assert out.tolist() == [0.5, 2.0, 10.0]
    assert pullback(np.ones(3))[0].tolist() == [1.0, -2.0, 2.0]


def test_the_limit_is_1_unless_given() -> None:
    p = np.array([0.5, 3.0, -1.0])
    for op, option in ((ops.smooth_l1_loss, "beta"), (ops.huber_loss, "delta")):
        assert op(p, ZERO)[0] == op(p, ZERO, **{option: 1.0})[0]


def test_without_a_corner_it_is_the_absolute_difference() -> None:
    p = np.array([0.5, 3.0, 0.0])
    for reduction in ("mean", "sum"):
        corner, pullback = ops.smooth_l1_loss(p, ZERO, beta=0, reduction=reduction)
        absolute, pullback_of_l1 = ops.l1_loss(p, ZERO, reduction=reduction)
        assert corner == absolute
        assert pullback(1.0)[0].tolist() == pullback_of_l1(1.0)[0].tolist()


def test_the_square_of_a_large_difference_does_not_overflow() -> None:
    out, _ = ops.huber_loss(np.array([1e200]), np.zeros(1))
    assert out == pytest.approx(1e200)


@pytest.mark.parametrize("op", [ops.mse_loss, ops.l1_loss, ops.smooth_l1_loss, ops.huber_loss])
def test_losses_of_numbers_stay_in_single_precision(op: object) -> None:
    assert callable(op)
    p = np.array([0.5, 3.0], np.float32)
    for reduction in ("mean", "sum", "none"):
        out, pullback = op(p, np.zeros(2, np.float32), reduction=reduction)
        assert out.dtype == np.float32
        assert pullback(np.ones_like(out))[0].dtype == np.float32
