"""What the ops say when they refuse an argument: which one, what it got, what it needs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scratchcnn import ops
from scratchcnn.ops.arguments import alike, choice, floating, integer, pair, upstream

X = np.zeros((2, 3, 4, 5))
SCALAR = np.zeros(())
ROWS = np.zeros((2, 3))
CONV = {"x": X, "weight": np.zeros((6, 3, 2, 2))}
REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: floating("x", [1.0]),
        TypeError,
        "x must be a float32 or float64 array, got [1.0] (list)",
    ),
    (
        lambda: floating("x", np.zeros(2, np.float16)),
        TypeError,
        "x must be a float32 or float64 array, got an array of shape (2,) and dtype float16",
    ),
    (
        lambda: alike("bias", np.zeros(2), np.dtype(np.float32), (2,)),
        TypeError,
        "bias must be a float32 array, got an array of shape (2,) and dtype float64",
    ),
    (
        lambda: alike("bias", np.zeros(2), np.dtype(np.float64), (3,), (3, 4)),
        ValueError,
        "bias must have the shape (3,) or (3, 4), got an array of shape (2,) and dtype float64",
    ),
    (
        lambda: upstream(1.0, ROWS),
        TypeError,
        "grad_out must be a float64 array, got 1.0 (float)",
    ),
    (
        lambda: upstream(np.zeros(3), ROWS),
        ValueError,
        "grad_out must have the shape (2, 3), got an array of shape (3,) and dtype float64",
    ),
    (lambda: integer("groups", 1.0, 1), TypeError, "groups must be an integer, got 1.0 (float)"),
    (lambda: integer("groups", True, 1), TypeError, "groups must be an integer, got True (bool)"),
    (lambda: integer("groups", 0, 1), ValueError, "groups must be at least 1, got 0"),
    (
        lambda: pair("stride", (1, 2, 3), 1),
        ValueError,
        "stride must be an integer or a pair of integers, got (1, 2, 3) (tuple)",
    ),
    (
        lambda: pair("stride", "12", 1),
        ValueError,
        "stride must be an integer or a pair of integers, got '12' (str)",
    ),
    (lambda: pair("stride", (1, 0), 1), ValueError, "stride must be at least 1, got 0"),
    (
        lambda: choice("padding", "full", ("valid", "same")),
        ValueError,
        "padding must be one of valid, same, got 'full' (str)",
    ),
    (
        lambda: ops.conv2d(ROWS, ROWS),
        ValueError,
        "x must have the axes (N C H W) or (C H W), got an array of shape (2, 3) and dtype float64",
    ),
    (
        lambda: ops.conv2d(X, ROWS),
        ValueError,
        "weight must have the axes (F C/groups KH KW), "
        "got an array of shape (2, 3) and dtype float64",
    ),
    (
        lambda: ops.conv2d(X, X.astype(np.float32)),
        TypeError,
        "weight must have the dtype of x, float64, got float32",
    ),
    (
        lambda: ops.conv2d(**CONV, groups=2),
        ValueError,
        "groups must divide the channels of x, 3, and the filters, 6",
    ),
    (
        lambda: ops.conv2d(X, np.zeros((6, 2, 2, 2))),
        ValueError,
        "weight must have 3 channels a filter for x of 3 channels and groups=1, "
        "got an array of shape (6, 2, 2, 2) and dtype float64",
    ),
    (
        lambda: ops.conv2d(X, np.zeros((6, 3, 2, 0))),
        ValueError,
        "weight must have a kernel of at least 1 x 1, "
        "got an array of shape (6, 3, 2, 0) and dtype float64",
    ),
    (
        lambda: ops.conv2d(**CONV, padding="same", stride=2),
        ValueError,
        "padding 'same' needs stride 1, got stride 2",
    ),
    (
        lambda: ops.conv2d(**CONV, padding="full"),
        ValueError,
        "padding must be one of valid, same, got 'full' (str)",
    ),
    (
        lambda: ops.conv2d(X, np.zeros((6, 3, 3, 2)), dilation=2),
        ValueError,
        "kernel_size must fit into the padded image: along the height a window reaches over 5 "
        "positions (kernel_size 3, dilation 2), got 4 (x 4, padding (0, 0))",
    ),
    (
        lambda: ops.conv2d(X, np.zeros((6, 3, 2, 8)), padding=1),
        ValueError,
        "kernel_size must fit into the padded image: along the width a window reaches over 8 "
        "positions (kernel_size 8, dilation 1), got 7 (x 5, padding (1, 1))",
    ),
    (
        lambda: ops.conv2d(np.zeros((1, 1, 0, 3)), np.zeros((1, 1, 2, 2)), padding="same"),
        ValueError,
        "x must have at least one row and one column, "
        "got an array of shape (1, 1, 0, 3) and dtype float64",
    ),
    (
        lambda: ops.max_pool2d(np.zeros((1, 1, 3, 0)), 2, padding=1),
        ValueError,
        "x must have at least one row and one column, "
        "got an array of shape (1, 1, 3, 0) and dtype float64",
    ),
    (
        lambda: choice("reduction", np.array(["mean", "sum"]), ("mean", "sum")),
        ValueError,
        "reduction must be one of mean, sum, got an array of shape (2,) and dtype <U4",
    ),
    (
        lambda: upstream(True, np.zeros(())),
        TypeError,
        "grad_out must be a float64 array, got True (bool)",
    ),
    (
        lambda: ops.sobel(X, "diagonal"),
        ValueError,
        "direction must be one of vertical, horizontal, got 'diagonal' (str)",
    ),
    (
        lambda: ops.sobel(ROWS[0], "vertical"),
        ValueError,
        "x must have the axes (N C H W), got an array of shape (3,) and dtype float64",
    ),
    (
        lambda: ops.max_pool2d(ROWS, 2),
        ValueError,
        "x must have the axes (N C H W) or (C H W), got an array of shape (2, 3) and dtype float64",
    ),
    (
        lambda: ops.avg_pool2d(ROWS, 2),
        ValueError,
        "x must have the axes (N C H W) or (C H W), got an array of shape (2, 3) and dtype float64",
    ),
    (
        lambda: ops.avg_pool2d(X, 3, padding=2),
        ValueError,
        "padding must be at most half of kernel_size 3, got 2",
    ),
    (
        lambda: ops.linear(SCALAR, ROWS),
        ValueError,
        "x must have at least one axis, got an array of shape () and dtype float64",
    ),
    (
        lambda: ops.max_pool2d(X, 2, dilation=2, padding=2),
        ValueError,
        "padding must be at most half of the 3 positions that a window of kernel_size 2 and "
        "dilation 2 spans, got 2",
    ),
    (
        lambda: ops.avg_pool2d(X, 2, divisor_override=0),
        ValueError,
        "divisor_override must not be 0, got 0",
    ),
    (
        lambda: ops.avg_pool2d(X, 2, count_include_pad=1),
        TypeError,
        "count_include_pad must be True or False, got 1 (int)",
    ),
    (
        lambda: ops.linear(ROWS, X),
        ValueError,
        "weight must have the axes (K D) or (D), got an array of shape (2, 3, 4, 5) and dtype "
        "float64",
    ),
    (
        lambda: ops.linear(ROWS, np.zeros((4, 2))),
        ValueError,
        "weight must have the shape (4, 3), got an array of shape (4, 2) and dtype float64",
    ),
    (
        lambda: ops.flatten(np.zeros(())),
        ValueError,
        "start_axis must be one of the 1 axes of x, got 1",
    ),
    (
        lambda: ops.softmax(ROWS, 1.0),  # type: ignore[arg-type] # which is the point
        TypeError,
        "axis must be an integer, got 1.0 (float)",
    ),
    (lambda: ops.log_softmax(ROWS, 2), ValueError, "axis must be one of the 2 axes of x, got 2"),
    (
        lambda: ops.leaky_relu(ROWS, "0.1"),  # type: ignore[arg-type] # which is the point
        TypeError,
        "negative_slope must be a number, got '0.1' (str)",
    ),
    (
        lambda: ops.leaky_relu(ROWS, np.inf),
        ValueError,
        "negative_slope must be finite in float64, got inf",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[m for *_, m in REFUSED])
def test_a_refusal_says(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value) == message


FIRST = {
    **dict.fromkeys(("categorical_cross_entropy", "binary_cross_entropy", "mse_loss"), "p"),
    **dict.fromkeys(("l1_loss", "smooth_l1_loss", "huber_loss"), "p"),
    **dict.fromkeys(("cross_entropy", "binary_cross_entropy_with_logits"), "logits"),
    "nll_loss": "log_p",
    **dict.fromkeys(("multi_margin_loss", "svm_loss"), "logits"),
    "hinge_embedding_loss": "p",
    **dict.fromkeys(("l1_regularization", "l2_regularization"), "weight"),
}
# The first argument of these is no array, or one of indices.
NO_ARRAY_FIRST = {"sobel_filter", "embedding"}
FURTHER: dict[str, list[Any]] = {
    **{f"conv{axes}d": [X] for axes in (1, 2, 3)},
    **{f"conv_transpose{axes}d": [X] for axes in (1, 2, 3)},
    "linear": [ROWS],
    "max_pool2d": [2],
    "avg_pool2d": [2],
    **{f"{kind}_pool{axes}d": [2] for kind in ("max", "avg") for axes in (1, 3)},
    **{f"adaptive_{kind}_pool{axes}d": [2] for kind in ("max", "avg") for axes in (1, 2, 3)},
    **{f"lp_pool{axes}d": [2, 2] for axes in (1, 2)},
    "max_unpool2d": [X, 2],
    **{name: [2] for name in ("pixel_shuffle", "pixel_unshuffle")},
    "pad": [[1, 1]],
    "margin_ranking_loss": [ROWS, ROWS],
    "hinge_embedding_loss": [ROWS],
    "l1_regularization": [0.1],
    "l2_regularization": [0.1],
    **{f"{kind}_norm": [1] for kind in ("group", "layer", "rms", "local_response")},
    "sobel": ["vertical"],
    "dropout": [np.ones(1, bool)],
    "prelu": [np.zeros(1)],
}


@pytest.mark.parametrize("name", sorted(set(ops.__all__) - NO_ARRAY_FIRST))
def test_a_list_is_refused_by_the_name_of_the_first_argument(name: str) -> None:
    first = FIRST.get(name, "x")
    rest = FURTHER.get(name, [ROWS] if first != "x" else [])
    message = rf"^{first} must be a float32 or float64 array, got \[1\.0\] \(list\)$"
    with pytest.raises(TypeError, match=message):
        getattr(ops, name)([1.0], *rest)
