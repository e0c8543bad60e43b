"""The invalid arguments that every op must refuse, by an error that names the argument."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from scratchcnn.oracle.cases.case import Refusal

NOT_ARRAYS = (None, [[1.0]], 1.0, "x")


def refused(valid: Mapping[str, Any], **invalid: tuple[Any, ...]) -> list[Refusal]:
    """Return one refusal for every invalid value of every argument."""
    return [
        Refusal(argument, value, valid) for argument, values in invalid.items() for value in values
    ]


def wrong_dtypes(array: np.ndarray) -> tuple[Any, ...]:
    """Return the same numbers in dtypes that no op takes, and things that are no arrays."""
    return *(array.astype(d) for d in (np.int64, np.float16, np.complex128, bool)), *NOT_ARRAYS


def conv2d() -> list[Refusal]:
    """Return the calls that conv2d refuses."""
    x, weight = np.zeros((2, 4, 5, 6)), np.zeros((6, 4, 3, 2))
    valid = {"x": x, "weight": weight, "bias": np.zeros(6), "grad_out": np.zeros((2, 6, 3, 5))}
    half = weight.astype(np.float32)
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0], x[None], x[:, :3]),
            weight=(*wrong_dtypes(weight), half, weight[0], weight[:, :3], weight[:, :, :0]),
            bias=(
                *(np.zeros(5), np.zeros((6, 3)), np.zeros((6, 5, 3)), np.zeros((6, 1, 1))),
                *(np.zeros(6, np.float32), np.zeros(6, int), 0.0, [0.0] * 6),
            ),
            stride=(0, -1, 1.0, "1", None, True, (1,), (1, 2, 3), (1, 0), (1.0, 1)),
            padding=(-1, 1.0, "full", "", None, True, (1,), (1, 2, 3), (0, -1)),
            dilation=(0, -1, 1.0, "1", None, True, (1,), (0, 1)),
            groups=(0, -1, 1.0, "1", None, True, (1, 1), 3, 4, 8),
            grad_out=(np.zeros((2, 6, 3, 4)), np.zeros((2, 6, 3, 5), np.float32), 0.0, None),
        ),
        *refused({**valid, "stride": 2}, padding=("same",)),
        # The kernel outgrows the image, by itself or by its dilation.
        *too_large({"x": x, "weight": np.zeros((6, 4, 6, 2))}),
        *too_large({"x": x, "weight": np.zeros((6, 4, 3, 7))}),
        *too_large({"x": x, "weight": weight, "dilation": 3}),
        *refused({"x": x, "weight": weight[:, :2], "bias": None}, groups=(1,)),
    ]


def too_large(arguments: Mapping[str, Any]) -> list[Refusal]:
    """Return a call whose windows do not fit, which is the fault of the kernel's size."""
    return [Refusal("kernel_size", None, arguments)]


def pool2d() -> list[Refusal]:
    """Return the calls that both poolings refuse."""
    x = np.zeros((2, 3, 5, 6))
    valid = {"x": x, "kernel_size": 2, "grad_out": np.zeros((2, 3, 2, 3))}
    return refused(
        valid,
        x=(*wrong_dtypes(x), x[0], x[None]),
        kernel_size=(0, -1, 2.0, "2", None, True, (2,), (1, 2, 3), (2, 0), 6, (1, 7)),
        stride=(0, -1, 1.0, "1", True, (1,), (1, 0)),
        padding=(-1, 1.0, "same", None, True, (1,), 2, (0, 2), (2, 0)),
        grad_out=(np.zeros((2, 3, 3, 2)), np.zeros((2, 3, 2, 3), np.float32), 0.0, None),
    )


def elementwise(**invalid: tuple[Any, ...]) -> list[Refusal]:
    """Return the calls that an activation refuses."""
    x = np.zeros((2, 3))
    wrong = (np.zeros((3, 2)), np.zeros(2), x.astype(np.float32), 0.0, None)
    return refused({"x": x, "grad_out": x}, x=wrong_dtypes(x), grad_out=wrong, **invalid)


def normaliser() -> list[Refusal]:
    """Return the calls that softmax and log_softmax refuse."""
    scalar = np.zeros(())
    return [
        *elementwise(axis=(2, -3, 1.0, "1", None, True)),
        *refused({"x": scalar}, axis=(0, -1)),
    ]


def linear() -> list[Refusal]:
    """Return the calls that linear refuses."""
    x, weight = np.zeros((2, 3)), np.zeros((4, 3))
    valid = {"x": x, "weight": weight, "bias": np.zeros(4), "grad_out": np.zeros((2, 4))}
    half = weight.astype(np.float32)
    return refused(
        valid,
        x=(*wrong_dtypes(x), x[0], x[None]),
        weight=(*wrong_dtypes(weight), half, weight[0], weight.T, weight[None]),
        bias=(np.zeros(3), np.zeros((4, 1)), np.zeros(4, np.float32), 0.0, [0.0] * 4),
        grad_out=(np.zeros((4, 2)), np.zeros(4), np.zeros((2, 4), np.float32), 0.0, None),
    )


def batch_norm2d() -> list[Refusal]:
    """Return the calls that batch_norm2d refuses."""
    x = np.zeros((2, 3, 4, 1))
    statistics = dict.fromkeys(("weight", "bias", "running_mean", "running_var"), np.ones(3))
    valid = {"x": x, **statistics, "training": False, "grad_out": x}
    wrong = (np.ones(2), np.ones((3, 1)), np.ones(3, np.float32), np.ones(3, int), 1.0, [1.0] * 3)
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0], x[None]),
            weight=wrong,
            bias=wrong,
            running_mean=(*wrong, None),
            running_var=(*wrong, None),
            training=(None, 1, 0, "yes", [True]),
            eps=(0.0, -1e-5, float("nan"), float("inf"), "1e-5", None, True, [1e-5]),
            grad_out=(np.zeros((2, 3, 1, 4)), x.astype(np.float32), 0.0, None),
        ),
        # Also where they are not used.
        *refused({**valid, "training": True}, running_mean=wrong, running_var=wrong),
        # The variance of a single value says nothing.
        *refused({}, x=(np.zeros((1, 3, 1, 1)),)),
    ]


def flatten() -> list[Refusal]:
    """Return the calls that flatten refuses."""
    x = np.zeros((2, 3, 4))
    wrong = (np.zeros((2, 3, 4)), np.zeros((2, 12), np.float32), 0.0, None)
    return refused(
        {"x": x, "grad_out": np.zeros((2, 12))},
        x=(*wrong_dtypes(x), np.zeros(())),
        grad_out=wrong,
    )


def cross_entropy() -> list[Refusal]:
    """Return the calls that cross_entropy refuses."""
    logits, target = np.zeros((2, 3)), np.array([0, 2])
    valid = {"logits": logits, "target": target, "grad_out": np.zeros(())}
    return refused(
        valid,
        logits=(*wrong_dtypes(logits), logits[0], logits[None]),
        target=(
            *(np.array([0, 3]), np.array([-1, 0]), np.array([0]), np.array([[0, 1]])),
            *(np.zeros((3, 2)), np.zeros((2, 3), np.float32), np.zeros(2), [0, 2], None),
        ),
        reduction=("none", "", None, 1, True),
        grad_out=(np.zeros(1), np.zeros((2, 3)), np.zeros((), np.float32), "1", None),
    )


def probabilities(*, bounded: tuple[str, ...], rows: bool) -> list[Refusal]:
    """Return the calls that a loss of (p, target) refuses; `bounded` arguments lie in [0, 1]."""
    p = np.full((2, 3), 0.5)
    outside = tuple(np.where(np.eye(2, 3) == 1, bad, p) for bad in (-0.1, 1.1, np.nan))
    wrong: dict[str, tuple[Any, ...]] = {
        "p": (*wrong_dtypes(p), *((p[0], p[None]) if rows else ())),
        "target": (*wrong_dtypes(p), p[0], p.T, p[None], p.astype(np.float32)),
        "reduction": ("none", "", None, 1, True),
        "grad_out": (np.zeros(1), np.zeros((2, 3)), np.zeros((), np.float32), "1", None),
    }
    for name in bounded:
        wrong[name] += outside
    return refused({"p": p, "target": p, "grad_out": np.zeros(())}, **wrong)


REFUSALS: dict[str, Callable[[], list[Refusal]]] = {
    "conv2d": conv2d,
    "max_pool2d": pool2d,
    "avg_pool2d": pool2d,
    "relu": elementwise,
    "leaky_relu": partial(
        elementwise, negative_slope=("0.1", None, True, [0.1], float("nan"), float("inf"))
    ),
    "sigmoid": elementwise,
    "tanh": elementwise,
    "softmax": normaliser,
    "log_softmax": normaliser,
    "batch_norm2d": batch_norm2d,
    "linear": linear,
    "flatten": flatten,
    "cross_entropy": cross_entropy,
    "categorical_cross_entropy": partial(probabilities, bounded=("p",), rows=True),
    "binary_cross_entropy": partial(probabilities, bounded=("p", "target"), rows=False),
    "mse_loss": partial(probabilities, bounded=(), rows=False),
}
