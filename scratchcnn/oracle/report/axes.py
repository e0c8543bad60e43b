"""What the axes of an op's output and gradients are called."""

from typing import TypeAlias

# By a result's name: what its axes are called, for every number of axes that it may have.
Results: TypeAlias = dict[str, list[tuple[str, ...]]]

IMAGES = ("sample", "channel", "row", "column")
FILTERED = ("sample", "filter", "row", "column")
CLASSES = ("sample", "class")
# For ops that take arrays of any shape: what their axes most likely are.
LIKELY: dict[int, tuple[str, ...]] = {1: ("element",), 2: ("sample", "feature"), 4: IMAGES}

CONVOLUTION: Results = {
    "out": [FILTERED],
    "grad_x": [IMAGES],
    "grad_weight": [("filter", "channel", "kernel row", "kernel column")],
    # An untied bias has a value for every output pixel.
    "grad_bias": [("filter",), ("filter", "row", "column")],
}
DENSE: Results = {
    "out": [("sample", "output")],
    "grad_x": [("sample", "input")],
    "grad_weight": [("output", "input")],
    "grad_bias": [("output",)],
}
POOLING: Results = {"out": [IMAGES], "grad_x": [IMAGES]}
NORMALIZATION: Results = {**POOLING, "grad_weight": [("channel",)], "grad_bias": [("channel",)]}
FROM_LOGITS: Results = {"grad_logits": [CLASSES], "grad_x": [CLASSES]}

OPS: dict[str, Results] = {
    "conv2d": CONVOLUTION,
    "conv2d_relu": CONVOLUTION,
    "max_pool2d": POOLING,
    "avg_pool2d": POOLING,
    "linear": DENSE,
    "softmax_linear": {**DENSE, "out": [CLASSES]},
    "batch_norm2d": NORMALIZATION,
    "softmax": {"out": [CLASSES], "grad_x": [CLASSES]},
    "log_softmax": {"out": [CLASSES], "grad_x": [CLASSES]},
    "cross_entropy": FROM_LOGITS,
    "softmax_cross_entropy": FROM_LOGITS,
    "categorical_cross_entropy": {"grad_p": [CLASSES]},
}


def axis_names(op: str, name: str, ndim: int) -> tuple[str, ...]:
    """Return what the axes of a result are called; `name` is "out", or "grad_" + an argument."""
    for names in OPS.get(op, {}).get(name, []):
        if len(names) == ndim:
            return names
    return LIKELY.get(ndim, tuple(f"index of axis {axis}" for axis in range(ndim)))


def numbered(name: str, number: str) -> str:
    """Return a name with its number: "row 2", but "index 2 of axis 0"."""
    first, _, rest = name.partition(" of ")
    return f"{first} {number}{' of ' * bool(rest)}{rest}"


def plural(name: str) -> str:
    """Return the name of several of an axis."""
    if name.startswith("index of"):
        return name.replace("index", "indices", 1)
    return f"{name}es" if name.endswith("s") else f"{name}s"
