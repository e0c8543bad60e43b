"""Layers without parameters: pooling, activations, flatten."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from layered import IMAGES, assert_same_layer, defaults, refused

from scratchcnn import ops
from scratchcnn.nn import (
    AvgPool2d,
    Flatten,
    Layer,
    LeakyReLU,
    LogSoftmax,
    MaxPool2d,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)

Pool = type[MaxPool2d] | type[AvgPool2d]
POOLS = [(MaxPool2d, ops.max_pool2d), (AvgPool2d, ops.avg_pool2d)]


@pytest.mark.parametrize("pool", [MaxPool2d, AvgPool2d])
def test_pool_defaults(pool: Pool) -> None:
    assert defaults(pool) == {"stride": None, "padding": 0}


@pytest.mark.parametrize(("pool", "op"), POOLS)
def test_pool_is_its_op_with_every_option(pool: Pool, op: Callable[..., Any]) -> None:
    options: dict[str, Any] = {"kernel_size": (2, 3), "stride": (1, 2), "padding": (1, 0)}
    assert_same_layer(pool(**options), lambda x: op(x, **options), IMAGES)


@pytest.mark.parametrize(("pool", "op"), POOLS)
def test_pool_by_default_is_its_op_by_default(pool: Pool, op: Callable[..., Any]) -> None:
    assert_same_layer(pool(2), lambda x: op(x, 2), IMAGES)


@pytest.mark.parametrize("pool", [MaxPool2d, AvgPool2d])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kernel_size": 0}, "kernel_size must be at least 1, got 0"),
        ({"kernel_size": -1}, "kernel_size must be at least 1, got -1"),
        ({"stride": 0}, "stride must be at least 1, got 0"),
        ({"padding": -1}, "padding must be at least 0, got -1"),
        ({"padding": 2}, "padding must be at most half of kernel_size 3, got 2"),
    ],
)
def test_pool_refuses(pool: Pool, arguments: dict[str, Any], message: str) -> None:
    good: dict[str, Any] = {"kernel_size": 3}
    refused(ValueError, message, lambda: pool(**good | arguments))


@pytest.mark.parametrize("pool", [MaxPool2d, AvgPool2d])
def test_pool_takes_a_window_of_one_pixel(pool: Pool) -> None:
    np.testing.assert_array_equal(pool(1).forward(IMAGES), IMAGES)


@pytest.mark.parametrize(
    ("build", "op"),
    [
        (ReLU, ops.relu),
        (lambda: LeakyReLU(0.3), lambda x: ops.leaky_relu(x, 0.3)),
        (Sigmoid, ops.sigmoid),
        (Tanh, ops.tanh),
        (lambda: Softmax(2), lambda x: ops.softmax(x, 2)),
        (lambda: LogSoftmax(2), lambda x: ops.log_softmax(x, 2)),
        (Flatten, ops.flatten),
    ],
    ids=["ReLU", "LeakyReLU", "Sigmoid", "Tanh", "Softmax", "LogSoftmax", "Flatten"],
)
def test_layer_without_parameters_is_its_op(
    build: Callable[[], Layer], op: Callable[..., Any]
) -> None:
    layer = build()
    assert layer.parameters == {}
    assert_same_layer(layer, op, IMAGES)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 0, 1, 2)])
def test_flatten_copies_nothing(order: tuple[int, ...]) -> None:
    # In memory the images lie in a row, or all their first pixels, as they come from `Conv2d`.
    x = np.zeros((2, 3, 4, 5)).transpose(order)
    layer = Flatten()
    out = layer.forward(x)
    assert np.shares_memory(out, x)
    assert np.shares_memory(layer.backward(out), out)


@pytest.mark.parametrize(
    ("layer_class", "expected"),
    [
        (LeakyReLU, {"negative_slope": 0.01}),
        (Softmax, {"axis": 1}),
        (LogSoftmax, {"axis": 1}),
    ],
)
def test_activation_defaults(layer_class: type, expected: dict[str, Any]) -> None:
    assert defaults(layer_class) == expected


def test_leaky_relu_by_default_has_the_slope_of_its_default() -> None:
    assert_same_layer(LeakyReLU(), lambda x: ops.leaky_relu(x, 0.01), IMAGES)


@pytest.mark.parametrize(("layer", "op"), [(Softmax, ops.softmax), (LogSoftmax, ops.log_softmax)])
def test_softmax_by_default_runs_along_the_classes(
    layer: type[Softmax], op: Callable[..., Any]
) -> None:
    assert_same_layer(layer(), lambda x: op(x, 1), IMAGES)


def test_leaky_relu_refuses_a_slope_that_is_no_number() -> None:
    refused(
        TypeError,
        "negative_slope must be a number, got '0.1' (str)",
        lambda: LeakyReLU("0.1"),  # type: ignore[arg-type]  # the mistake under test
    )


@pytest.mark.parametrize("layer", [Softmax, LogSoftmax])
@pytest.mark.parametrize("axis", [4, -5])
def test_softmax_refuses_an_axis_beyond_an_image(layer: type[Softmax], axis: int) -> None:
    refused(ValueError, f"axis must be one of the 4 axes of x, got {axis}", lambda: layer(axis))


@pytest.mark.parametrize("layer", [Softmax, LogSoftmax])
@pytest.mark.parametrize("axis", [3, -4])
def test_softmax_takes_the_outermost_axes_of_an_image(layer: type[Softmax], axis: int) -> None:
    assert layer(axis).forward(IMAGES).shape == IMAGES.shape


def test_flatten_refuses_what_has_no_samples() -> None:
    message = "x must have at least one axis, got an array of shape () and dtype float64"
    refused(ValueError, message, lambda: Flatten().forward(np.zeros(())))
    wrong = "x must be a float32 or float64 array, got [1.0] (list)"
    refused(TypeError, wrong, lambda: Flatten().forward([1.0]))  # type: ignore[arg-type] # refused


def test_flatten_makes_rows_of_single_numbers() -> None:
    assert Flatten().forward(np.zeros(3)).shape == (3, 1)
