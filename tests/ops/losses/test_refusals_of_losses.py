"""What the losses say when they refuse an argument: which one, what it got, what it needs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scratchcnn import ops

X = np.zeros((2, 3, 4, 5))
SCALAR = np.zeros(())
SQUARE = np.full((2, 2), 0.5)
ROWS = np.zeros((2, 3))
REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: ops.cross_entropy(ROWS[:, :0], ROWS[:, :0]),
        ValueError,
        "logits must have at least one class, got an array of shape (2, 0) and dtype float64",
    ),
    (
        lambda: ops.nll_loss(ROWS[0, :0], ROWS[0, :0]),
        ValueError,
        "log_p must have at least one class, got an array of shape (0,) and dtype float64",
    ),
    (
        lambda: ops.cross_entropy(ROWS[0], 1),
        TypeError,
        "target must be a float64 array, got 1 (int)",
    ),
    (
        lambda: ops.cross_entropy(ROWS, np.array([0, 1]), label_smoothing="0"),
        TypeError,
        "label_smoothing must be a number, got '0' (str)",
    ),
    (
        lambda: ops.cross_entropy(ROWS, np.array([0, 1]), label_smoothing=1.5),
        ValueError,
        "label_smoothing must lie in [0, 1], got 1.5",
    ),
    (
        lambda: ops.cross_entropy(ROWS, ROWS, ignore_index=0),
        ValueError,
        "ignore_index must be negative for a target of probabilities, got 0",
    ),
    (
        lambda: ops.cross_entropy(X, np.zeros((2, 4), int)),
        ValueError,
        "target must hold labels of the shape (2, 4, 5), got an array of shape (2, 4) and dtype "
        "int64",
    ),
    (
        lambda: ops.binary_cross_entropy(SQUARE, SQUARE, weight=np.ones(3)),
        ValueError,
        "weight must have a shape that can be repeated to (2, 2), got an array of shape (3,) and "
        "dtype float64",
    ),
    (
        lambda: ops.smooth_l1_loss(ROWS, ROWS, beta=-1.0),
        ValueError,
        "beta must be at least 0, got -1.0",
    ),
    (
        lambda: ops.huber_loss(ROWS, ROWS, delta=0),
        ValueError,
        "delta must be greater than 0, got 0",
    ),
    (
        lambda: ops.cross_entropy(SCALAR, ROWS),
        ValueError,
        "logits must have the axes (K), (N K) or more, got an array of shape () and dtype float64",
    ),
    (
        lambda: ops.cross_entropy(ROWS, np.array([0, 1, 2])),
        ValueError,
        "target must hold 2 labels, got an array of shape (3,) and dtype int64",
    ),
    (
        lambda: ops.cross_entropy(ROWS, np.array([0, 3])),
        ValueError,
        "target must hold labels from 0 to 2, got [0 3]",
    ),
    (
        lambda: ops.cross_entropy(ROWS, np.array([0, 1]), reduction="all"),  # type: ignore[arg-type] # which is the point
        ValueError,
        "reduction must be one of mean, sum, none, got 'all' (str)",
    ),
    (
        lambda: ops.categorical_cross_entropy(X, X),
        ValueError,
        "p must have the axes (N K), got an array of shape (2, 3, 4, 5) and dtype float64",
    ),
    (
        lambda: ops.binary_cross_entropy(ROWS, ROWS - 1),
        ValueError,
        "target must lie in [0, 1], got values outside, or NaN",
    ),
    (
        lambda: ops.nll_loss(SCALAR, ROWS),
        ValueError,
        "log_p must have the axes (K), (N K) or more, got an array of shape () and dtype float64",
    ),
    (
        lambda: ops.nll_loss(ROWS, np.array([0, 3])),
        ValueError,
        "target must hold labels from 0 to 2, got [0 3]",
    ),
    (
        lambda: ops.binary_cross_entropy_with_logits(ROWS, ROWS + 2),
        ValueError,
        "target must lie in [0, 1], got values outside, or NaN",
    ),
    (
        lambda: ops.binary_cross_entropy_with_logits(ROWS, ROWS[0]),
        ValueError,
        "target must have the shape (2, 3), got an array of shape (3,) and dtype float64",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[m for *_, m in REFUSED])
def test_a_refusal_says(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value) == message
