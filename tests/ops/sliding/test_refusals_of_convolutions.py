"""What convolutions along one and three axes, and transposed ones, say when they refuse."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scratchcnn import ops

X = np.zeros((2, 3, 4, 5))
ROWS = np.zeros((2, 3))
REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: ops.conv1d(X, ROWS),
        ValueError,
        "x must have the axes (N C L) or (C L), got an array of shape (2, 3, 4, 5) and dtype "
        "float64",
    ),
    (
        lambda: ops.conv1d(ROWS, ROWS),
        ValueError,
        "weight must have the axes (F C/groups K), got an array of shape (2, 3) and dtype float64",
    ),
    (
        lambda: ops.conv3d(ROWS, ROWS),
        ValueError,
        "x must have the axes (N C D H W) or (C D H W), got an array of shape (2, 3) and dtype "
        "float64",
    ),
    (
        lambda: ops.conv3d(X, X),
        ValueError,
        "weight must have the axes (F C/groups KD KH KW), "
        "got an array of shape (2, 3, 4, 5) and dtype float64",
    ),
    (
        lambda: ops.conv3d(X, np.zeros((6, 2, 1, 0, 2))),
        ValueError,
        "weight must have a kernel of at least 1 x 1 x 1, "
        "got an array of shape (6, 2, 1, 0, 2) and dtype float64",
    ),
    (
        lambda: ops.conv1d(ROWS, np.zeros((6, 2, 0))),
        ValueError,
        "weight must have a kernel of at least 1, "
        "got an array of shape (6, 2, 0) and dtype float64",
    ),
    (
        lambda: ops.conv1d(ROWS, np.zeros((6, 2, 1)), stride=()),
        ValueError,
        "stride must be an integer, got () (tuple)",
    ),
    (
        lambda: ops.conv3d(X, np.zeros((6, 2, 1, 2, 2)), dilation=(1, 2)),
        ValueError,
        "dilation must be an integer or three integers, got (1, 2) (tuple)",
    ),
    (
        lambda: ops.conv3d(X, np.zeros((6, 2, 4, 2, 2))),
        ValueError,
        "kernel_size must fit into the padded image: along the depth a window reaches over 4 "
        "positions (kernel_size 4, dilation 1), got 3 (x 3, padding (0, 0))",
    ),
    (
        lambda: ops.conv_transpose2d(ROWS, ROWS),
        ValueError,
        "x must have the axes (N C H W) or (C H W), got an array of shape (2, 3) and dtype float64",
    ),
    (
        lambda: ops.conv_transpose1d(X, ROWS),
        ValueError,
        "x must have the axes (N C L) or (C L), got an array of shape (2, 3, 4, 5) and dtype "
        "float64",
    ),
    (
        lambda: ops.conv_transpose3d(ROWS, ROWS),
        ValueError,
        "x must have the axes (N C D H W) or (C D H W), got an array of shape (2, 3) and dtype "
        "float64",
    ),
    (
        lambda: ops.conv_transpose2d(X, ROWS),
        ValueError,
        "weight must have the axes (C F/groups KH KW), "
        "got an array of shape (2, 3) and dtype float64",
    ),
    (
        lambda: ops.conv_transpose2d(X, np.zeros((2, 3, 2, 2))),
        ValueError,
        "weight must have 3 entries along its first axis for x of 3 channels, "
        "got an array of shape (2, 3, 2, 2) and dtype float64",
    ),
    (
        lambda: ops.conv_transpose2d(X, np.zeros((3, 3, 2, 2)), groups=2),
        ValueError,
        "groups must divide the channels of x, 3, got 2",
    ),
    (
        lambda: ops.conv_transpose2d(X, np.zeros((3, 3, 2, 2)), output_padding=(0, 2), stride=2),
        ValueError,
        "output_padding must be smaller than stride or dilation, got (0, 2) for stride 2 and "
        "dilation 1",
    ),
    (
        lambda: ops.conv_transpose2d(X, np.zeros((3, 3, 2, 2)), padding=3),
        ValueError,
        "padding must leave something of the output, got 3, which leaves -1 x 0",
    ),
    (
        lambda: ops.conv_transpose2d(np.zeros((1, 1, 3, 0)), np.zeros((1, 1, 2, 2))),
        ValueError,
        "x must have at least one row and one column, "
        "got an array of shape (1, 1, 3, 0) and dtype float64",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[m for *_, m in REFUSED])
def test_a_refusal_says(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value) == message
