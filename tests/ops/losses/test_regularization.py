"""What a loss adds to keep weights small."""

import numpy as np
import pytest

from scratchcnn.ops import l1_regularization, l2_regularization

WEIGHT = np.array([[2.0, -1.0], [0.0, 3.0]])


def test_l2_is_half_of_the_squares() -> None:
    out, pullback = l2_regularization(WEIGHT, 0.5)
    assert out == 3.5
    np.testing.assert_array_equal(pullback(2.0)[0], WEIGHT)


def test_l1_has_no_slope_at_zero() -> None:
    out, pullback = l1_regularization(WEIGHT, 0.5)
    assert out == 3
    np.testing.assert_array_equal(pullback(4.0)[0], [[2, -2], [0, 2]])


def test_single_precision_stays_single() -> None:
    for op in (l1_regularization, l2_regularization):
        out, pullback = op(WEIGHT.astype(np.float32), 0.1)
        assert out.dtype == pullback(1.0)[0].dtype == np.float32


def test_a_share_is_a_finite_number() -> None:
    for op in (l1_regularization, l2_regularization):
        with pytest.raises(ValueError, match="weight_decay must be finite"):
            op(WEIGHT, np.inf)
        with pytest.raises(TypeError, match="weight_decay must be a number"):
            op(WEIGHT, None)  # type: ignore[arg-type] # what is asked is that it is refused
