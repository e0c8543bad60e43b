"""The calls that are tried on a forward pass: its hyperparameters, targets and kinds of bias."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scratchcnn.oracle.understanding.signatures.axes import ACTIVATIONS, LOSSES, WINDOWED
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.settings import image_setting, other_setting

# The slopes that a leaky ReLU may have where none is passed, beside PyTorch's.
SLOPES = (0.1, 0.2, 0.3, 0.05, 0.02, 0.25, 0.001, 0.5)


BIASES = {"conv2d": ("tied", "untied"), "conv2d_relu": ("tied",)} | dict.fromkeys(
    ("max_pool2d", "avg_pool2d"), ("none",)
)


def settings(op: str, sizes: Mapping[str, int], named: Sequence[str]) -> Iterator[Setting]:
    """Yield the calls to try: with the hyperparameters that are named, and likely fixed ones."""
    if op in WINDOWED:
        yield from window_settings(op, sizes, named)
    elif op in LOSSES:
        for target in targets_of(op):
            yield other_setting(op, sizes, target=target)
            if op == "binary_cross_entropy":
                yield other_setting(op, {**sizes, "D": 1}, target=target)
    elif op in ACTIVATIONS:
        yield other_setting(op, sizes)
        if op == "leaky_relu" and "negative_slope" not in named:
            for slope in SLOPES:
                yield replace(other_setting(op, sizes), options={"negative_slope": slope})
        yield other_setting(op, sizes, ndim=4)
        yield other_setting(op, sizes, ndim=1)
    elif op == "flatten":
        yield other_setting(op, sizes, ndim=4)
    elif op != "batch_norm2d" or sizes["C"] > 1:
        # One channel would fit whoever normalises over anything.
        yield other_setting(op, sizes)


def targets_of(op: str) -> tuple[str, ...]:
    """Return the kinds of targets that a loss may take."""
    return {
        "cross_entropy": ("labels", "one_hot"),
        "softmax_cross_entropy": ("labels", "one_hot"),
        "categorical_cross_entropy": ("one_hot",),
        "binary_cross_entropy": ("bits",),
        "mse_loss": ("numbers",),
    }[op]


def window_settings(op: str, sizes: Mapping[str, int], named: Sequence[str]) -> Iterator[Setting]:
    """Yield calls of a convolution or a pooling."""
    pooling = "pool" in op
    given = {"kernel_size", "kernel_height", "kernel_width"} & set(named) or "weight" in named
    if pooling:
        kernels = [(2, 2)] if given else [(2, 2), (3, 3)]
        strides: list[Any] = [2] if "stride" in named else [None, 2, 1]
        # At 1 zeros may win over negative numbers; so that is tried where 0 gets nowhere.
        paddings: list[Any] = [0, 1] if "padding" in named else [0]
    else:
        kernels = [(3, 3)] if given else [(3, 3), (5, 5), (2, 2)]
        strides = [1] if "stride" in named else [1, 2]
        # A padding of 1 where it is offered: at 0 too much homework breaks.
        paddings = [1, 0] if "padding" in named else [0, "same"]
        if "named padding" in named:
            paddings = ["valid", "same"]
    for kernel in kernels:
        for padding in paddings:
            for stride in strides:
                if padding == "same" and stride != 1:
                    continue
                options = {"stride": stride} if stride is not None else {}
                options |= {"padding": padding} if padding or "padding" in named else {}
                for bias in BIASES[op]:
                    yield image_setting(op, sizes, kernel, bias, **options)
