"""What becomes of the losses of a batch."""

import numpy as np
import pytest

from scratchcnn.ops.losses.reduction import reduced

LOSSES = np.array([[1.0, 2.0], [3.0, 6.0]])


def test_losses_are_averaged_summed_or_left_alone() -> None:
    assert reduced(LOSSES, "mean", 8)[0] == 1.5
    assert reduced(LOSSES, "sum", 8)[0] == 12
    assert reduced(LOSSES, "none", 8)[0].tolist() == LOSSES.tolist()


def test_the_upstream_gradient_is_spread_in_the_same_way() -> None:
    assert float(reduced(LOSSES, "mean", 8)[1](4.0)) == 0.5
    assert float(reduced(LOSSES, "sum", 8)[1](4.0)) == 4
    assert reduced(LOSSES, "none", 8)[1](2 * LOSSES).tolist() == (2 * LOSSES).tolist()
    with pytest.raises(ValueError, match=r"^grad_out must have the shape \(2, 2\)"):
        reduced(LOSSES, "none", 8)[1](np.ones(2))


def test_a_mean_over_nothing_is_nan() -> None:
    assert np.isnan(reduced(np.zeros(0), "mean", 0)[0])
    assert reduced(np.zeros(0), "sum", 0)[0] == 0
