"""The letters of every array of an op, and which ops are of one kind."""

from collections.abc import Mapping

CONVOLUTION = {"x": "NCHW", "weight": "FCKL", "bias": "F", "out": "NCHW"}
POOLING = {"x": "NCHW", "out": "NCHW"}
DENSE = {"x": "ND", "weight": "KD", "bias": "K", "out": "ND"}
OF_LOGITS = {"logits": "ND", "target": "ND", "out": ""}
OF_P = {"p": "ND", "target": "ND", "out": ""}
# The letters of every array of an op.
AXES: Mapping[str, Mapping[str, str]] = {
    "conv2d": CONVOLUTION,
    "conv2d_relu": CONVOLUTION,
    "max_pool2d": POOLING,
    "avg_pool2d": POOLING,
    "linear": DENSE,
    "softmax_linear": DENSE,
    "softmax_linear_of_logits": DENSE,
    "cross_entropy": OF_LOGITS,
    "softmax_cross_entropy": OF_LOGITS,
    "categorical_cross_entropy": OF_P,
    "binary_cross_entropy": OF_P,
    "mse_loss": OF_P,
    "batch_norm2d": {"x": "NCHW", "weight": "C", "bias": "C", "out": "NCHW"},
    "flatten": {"x": "NCHW", "out": "ND"},
}
ACTIVATIONS = ("relu", "leaky_relu", "sigmoid", "tanh", "softmax", "log_softmax")
LOSSES = (
    *("cross_entropy", "softmax_cross_entropy", "categorical_cross_entropy"),
    *("binary_cross_entropy", "mse_loss"),
)
# Targets in these forms are numbers of classes, others are rows with one entry for every class.
LABEL_FORMS = ("N", "", "N1", "1N")
# What takes rows (N, D), and has as many of them in its output.
ROW_LAYERS = ("linear", "softmax_linear", "softmax_linear_of_logits")
WINDOWED = ("conv2d", "conv2d_relu", "max_pool2d", "avg_pool2d")


def axes_of(op: str, name: str, ndim: int) -> str:
    """Return the letters of an array of an op; `ndim` tells where they depend on its shape."""
    if op in ACTIVATIONS:
        return {1: "D", 2: "ND", 3: "NHW", 4: "NCHW"}[ndim]
    letters = AXES[op][name.removeprefix("grad_")]
    if name == "target" and ndim == 1:
        return "N"
    if name == "bias" and ndim == 3:
        return "FHW"
    return letters


def first_argument(op: str) -> str:
    """Return the name of an op's first argument."""
    if op in ACTIVATIONS:
        return "x"
    return next(iter(AXES[op]))
