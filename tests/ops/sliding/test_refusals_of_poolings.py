"""What poolings say when they refuse an argument: which one, what it got, what it needs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scratchcnn import ops

SEQUENCE, IMAGE, VOLUME = np.zeros((2, 3, 4)), np.zeros((2, 3, 4, 5)), np.zeros((2, 3, 4, 5, 6))
INDICES = np.zeros((2, 3, 4, 5), np.int64)
REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: ops.max_pool1d(VOLUME, 2),
        ValueError,
        "x must have the axes (N C L) or (C L), "
        "got an array of shape (2, 3, 4, 5, 6) and dtype float64",
    ),
    (
        lambda: ops.avg_pool3d(SEQUENCE, 2),
        ValueError,
        "x must have the axes (N C D H W) or (C D H W), "
        "got an array of shape (2, 3, 4) and dtype float64",
    ),
    (
        lambda: ops.max_pool1d(SEQUENCE, (2, 2)),  # type: ignore[call-overload] # the point
        ValueError,
        "kernel_size must be an integer, got (2, 2) (tuple)",
    ),
    (
        lambda: ops.avg_pool3d(VOLUME, (2, 2)),  # type: ignore[arg-type] # the point
        ValueError,
        "kernel_size must be an integer or three integers, got (2, 2) (tuple)",
    ),
    (
        lambda: ops.max_pool3d(VOLUME, 2, stride=(1, 0, 1)),
        ValueError,
        "stride must be at least 1, got 0",
    ),
    (
        lambda: ops.avg_pool1d(SEQUENCE, 7),
        ValueError,
        "kernel_size must fit into the padded image: along the length a window reaches over 7 "
        "positions (kernel_size 7, dilation 1), got 4 (x 4, padding (0, 0))",
    ),
    (
        lambda: ops.max_pool3d(VOLUME, (5, 1, 1)),
        ValueError,
        "kernel_size must fit into the padded image: along the depth a window reaches over 5 "
        "positions (kernel_size 5, dilation 1), got 4 (x 4, padding (0, 0))",
    ),
    (
        lambda: ops.max_pool1d(SEQUENCE[..., :0], 2),
        ValueError,
        "x must have at least one position, got an array of shape (2, 3, 0) and dtype float64",
    ),
    (
        lambda: ops.adaptive_max_pool3d(VOLUME[:, :, :0], 2),
        ValueError,
        "x must have at least one slice, one row and one column, "
        "got an array of shape (2, 3, 0, 5, 6) and dtype float64",
    ),
    (
        lambda: ops.adaptive_avg_pool2d(IMAGE, (2, 2, 2)),
        ValueError,
        "output_size must be an integer or a pair of integers, got (2, 2, 2) (tuple)",
    ),
    (
        lambda: ops.adaptive_avg_pool2d(IMAGE, (None, 0)),
        ValueError,
        "output_size must be at least 1, got 0",
    ),
    (
        lambda: ops.adaptive_max_pool1d(SEQUENCE, 2, return_indices=1),  # type: ignore[call-overload] # the point
        TypeError,
        "return_indices must be True or False, got 1 (int)",
    ),
    (
        lambda: ops.lp_pool1d(SEQUENCE, "2", 2),  # type: ignore[arg-type] # the point
        TypeError,
        "norm_type must be a number, got '2' (str)",
    ),
    (
        lambda: ops.lp_pool2d(IMAGE, True, 2),
        TypeError,
        "norm_type must be a number, got True (bool)",
    ),
    (
        lambda: ops.lp_pool2d(IMAGE, 0, 2),
        ValueError,
        "norm_type must be a number but 0 and NaN, got 0",
    ),
    (
        lambda: ops.lp_pool2d(IMAGE, np.nan, 2),
        ValueError,
        "norm_type must be a number but 0 and NaN, got nan",
    ),
    (
        lambda: ops.max_unpool2d(IMAGE, INDICES[..., :4], 2),
        ValueError,
        "indices must have the shape (2, 3, 4, 5), "
        "got an array of shape (2, 3, 4, 4) and dtype int64",
    ),
    (
        lambda: ops.max_unpool2d(IMAGE, IMAGE, 2),
        TypeError,
        "indices must be a int64 array, got an array of shape (2, 3, 4, 5) and dtype float64",
    ),
    (
        lambda: ops.max_unpool2d(IMAGE, INDICES + 80, 2),
        ValueError,
        "indices must be places in images of 8 x 10, from 0 to 79, got 80 to 80",
    ),
    (
        lambda: ops.max_unpool2d(IMAGE, INDICES - 1, 2),
        ValueError,
        "indices must be places in images of 8 x 10, from 0 to 79, got -1 to -1",
    ),
    (
        lambda: ops.max_unpool2d(IMAGE[:, :, :1], INDICES[:, :, :1], 2, padding=1),
        ValueError,
        "padding must leave images of at least 1 x 1, got 1",
    ),
    (
        lambda: ops.max_unpool2d(IMAGE, INDICES, 2, output_size=(8, 12)),
        ValueError,
        "output_size must differ from (8, 10) by less than the stride (2, 2), got (8, 12)",
    ),
    (
        lambda: ops.max_unpool2d(IMAGE, INDICES, 2, output_size=(1, 8, 10)),
        ValueError,
        "output_size must be an integer or a pair of integers, got (1, 8, 10) (tuple)",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[m for *_, m in REFUSED])
def test_a_refusal_says(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value) == message
