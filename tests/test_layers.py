"""Layers: their parameters, gradients and refusals. Their arithmetic is tested with the ops."""

import inspect
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scratchcnn import ops
from scratchcnn.layers import (
    AvgPool2d,
    Conv2d,
    Dense,
    Flatten,
    Layer,
    LeakyReLU,
    LogSoftmax,
    MaxPool2d,
    ReLU,
    Sequential,
    Sigmoid,
    Softmax,
    Tanh,
)

IMAGES = np.random.default_rng(7).standard_normal((2, 4, 5, 6))


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def refused(error: type[Exception], message: str, function: Callable[[], Any]) -> None:
    """Assert that calling raises this error with this whole message."""
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        function()


def defaults(layer_class: type) -> dict[str, Any]:
    parameters = inspect.signature(layer_class).parameters.values()
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def uniform(shape: tuple[int, ...], fan_in: int, generator: np.random.Generator) -> Any:
    """Draw as the layers should, by another formula for the same range."""
    return (2 * generator.random(shape) - 1) / math.sqrt(fan_in)


def assert_same_layer(layer: Layer, op: Callable[..., Any], x: Any) -> None:
    """Assert that the layer computes what the op computes, forward and backward."""
    expected, pullback = op(x, *layer.parameters.values())
    out = layer.forward(x)
    np.testing.assert_array_equal(out, expected)
    upstream = np.random.default_rng(11).standard_normal(out.shape)
    grad_x, *grads = pullback(upstream)
    np.testing.assert_array_equal(layer.backward(upstream), grad_x)
    assert len(layer.gradients) == len(grads)
    for gradient, expected_gradient in zip(layer.gradients.values(), grads, strict=True):
        np.testing.assert_array_equal(gradient, expected_gradient)


# --- what all layers share


def test_gradients_are_empty_before_backward() -> None:
    assert Dense(2, 3, rng=rng()).gradients == {}


def test_gradients_have_the_names_of_the_parameters() -> None:
    layer = Dense(2, 3, rng=rng(), dtype=np.float64)
    layer.forward(np.ones((1, 2)))
    layer.backward(np.ones((1, 3)))
    assert list(layer.gradients) == ["weight", "bias"]


def test_gradients_are_not_added_up() -> None:
    layer = Dense(2, 3, rng=rng(), dtype=np.float64)
    layer.forward(np.ones((1, 2)))
    layer.backward(np.ones((1, 3)))
    first = layer.gradients
    layer.backward(np.ones((1, 3)))
    np.testing.assert_array_equal(layer.gradients["weight"], first["weight"])


def test_gradients_of_a_backward_outlive_the_next() -> None:
    layer = Dense(1, 1, bias=False, rng=rng(), dtype=np.float64)
    layer.forward(np.ones((1, 1)))
    layer.backward(np.ones((1, 1)))
    first = layer.gradients
    layer.backward(np.full((1, 1), 5.0))
    assert first["weight"].item() == 1


def test_backward_belongs_to_the_last_forward() -> None:
    layer = ReLU()
    layer.forward(np.array([1.0]))
    layer.forward(np.array([-1.0, 1.0]))
    np.testing.assert_array_equal(layer.backward(np.array([3.0, 3.0])), [0, 3])


def test_backward_before_forward_is_refused() -> None:
    refused(
        RuntimeError,
        "ReLU.backward needs a forward before it",
        lambda: ReLU().backward(np.ones(1)),
    )


def test_an_op_that_forgets_a_gradient_is_refused() -> None:
    layer = Layer(lambda x, weight: (x, lambda grad_out: (grad_out,)), {"weight": np.ones(1)})
    layer.forward(np.ones(1))
    with pytest.raises(ValueError, match="zip"):
        layer.backward(np.ones(1))


def test_the_parameters_are_the_given_arrays() -> None:
    weight = np.ones((1, 1))
    assert Layer(ops.linear, {"weight": weight}).parameters["weight"] is weight


def test_the_dict_of_parameters_is_the_layers_own() -> None:
    given = {"weight": np.ones((1, 1))}
    layer = Layer(ops.linear, given)
    given.clear()
    assert list(layer.parameters) == ["weight"]


# --- convolution


def test_conv2d_defaults() -> None:
    assert defaults(Conv2d) == {
        "stride": 1,
        "padding": 0,
        "dilation": 1,
        "groups": 1,
        "bias": True,
        "input_size": None,
        "dtype": np.float32,
    }


def test_conv2d_draws_from_the_range_of_its_fan_in() -> None:
    layer = Conv2d(4, 6, (2, 3), groups=2, rng=rng(), dtype=np.float64)
    generator = rng()
    fan_in = 2 * 2 * 3
    np.testing.assert_allclose(
        layer.parameters["weight"], uniform((6, 2, 2, 3), fan_in, generator), rtol=1e-14
    )
    np.testing.assert_allclose(
        layer.parameters["bias"], uniform((6,), fan_in, generator), rtol=1e-14
    )


def test_conv2d_is_its_op_with_every_option() -> None:
    options: dict[str, Any] = {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2), "groups": 2}
    layer = Conv2d(4, 6, (2, 3), **options, rng=rng(), dtype=np.float64)
    assert_same_layer(layer, lambda *arrays: ops.conv2d(*arrays, **options), IMAGES)


def test_conv2d_by_default_is_its_op_by_default() -> None:
    assert_same_layer(Conv2d(4, 3, 2, rng=rng(), dtype=np.float64), ops.conv2d, IMAGES)


def test_conv2d_without_bias_has_a_weight_only() -> None:
    layer = Conv2d(4, 3, 2, bias=False, rng=rng(), dtype=np.float64)
    assert list(layer.parameters) == ["weight"]
    assert_same_layer(layer, ops.conv2d, IMAGES)


def test_conv2d_untied_bias_has_the_shape_of_the_output() -> None:
    layer = Conv2d(4, 3, 2, stride=2, bias="untied", input_size=(5, 6), rng=rng(), dtype=np.float64)
    assert layer.parameters["bias"].shape == (3, 2, 3)
    assert_same_layer(layer, lambda *arrays: ops.conv2d(*arrays, stride=2), IMAGES)


def test_conv2d_untied_bias_is_drawn_from_the_range_of_the_fan_in() -> None:
    layer = Conv2d(1, 1, 2, bias="untied", input_size=(3, 4), rng=rng(), dtype=np.float64)
    generator = rng()
    uniform((1, 1, 2, 2), 4, generator)
    np.testing.assert_allclose(
        layer.parameters["bias"], uniform((1, 2, 3), 4, generator), rtol=1e-14
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_conv2d_parameters_have_the_dtype(dtype: Any) -> None:
    layer = Conv2d(1, 2, 3, rng=rng(), dtype=dtype)
    assert [parameter.dtype for parameter in layer.parameters.values()] == [dtype, dtype]


def test_conv2d_draws_the_same_numbers_in_either_dtype() -> None:
    single = Conv2d(1, 2, 3, rng=rng()).parameters["weight"]
    double = Conv2d(1, 2, 3, rng=rng(), dtype=np.float64).parameters["weight"]
    np.testing.assert_array_equal(single, double.astype(np.float32))


def test_conv2d_takes_a_single_channel_filter_and_pixel() -> None:
    layer = Conv2d(1, 1, 1, bias="untied", input_size=(1, 1), rng=rng())
    assert [p.shape for p in layer.parameters.values()] == [(1, 1, 1, 1), (1, 1, 1)]


def test_conv2d_takes_a_dilation_wider_than_its_kernel() -> None:
    layer = Conv2d(4, 1, (1, 2), dilation=(1, 5), rng=rng(), dtype=np.float64)
    assert layer.forward(IMAGES).shape == (2, 1, 5, 1)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"in_channels": 0}, ValueError, "in_channels must be at least 1, got 0"),
        ({"out_channels": 0}, ValueError, "out_channels must be at least 1, got 0"),
        ({"kernel_size": 0}, ValueError, "kernel_size must be at least 1, got 0"),
        ({"groups": 0}, ValueError, "groups must be at least 1, got 0"),
        ({"stride": 0}, ValueError, "stride must be at least 1, got 0"),
        ({"padding": -1}, ValueError, "padding must be at least 0, got -1"),
        ({"dilation": 0}, ValueError, "dilation must be at least 1, got 0"),
        ({"input_size": (0, 5)}, ValueError, "input_size must be at least 1, got 0"),
        ({"in_channels": 2.0}, TypeError, "in_channels must be an integer, got 2.0 (float)"),
        (
            {"groups": 3},
            ValueError,
            "groups must divide the channels of x, 4, and the filters, 6",
        ),
        (
            {"bias": "untied"},
            ValueError,
            "input_size must be (H, W) for an untied bias, got None",
        ),
        (
            {"bias": "tied"},
            ValueError,
            "bias must be True, False or 'untied', got 'tied' (str)",
        ),
        ({"bias": 1}, ValueError, "bias must be True, False or 'untied', got 1 (int)"),
        (
            {"rng": 3},
            TypeError,
            "rng must be a numpy.random.Generator, got 3 (int)",
        ),
        (
            {"dtype": "float32"},
            TypeError,
            "dtype must be np.float32 or np.float64, got 'float32' (str)",
        ),
    ],
)
def test_conv2d_refuses(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    good: dict[str, Any] = {"in_channels": 4, "out_channels": 6, "kernel_size": 3, "rng": rng()}
    refused(error, message, lambda: Conv2d(**good | arguments))


def test_conv2d_refuses_more_groups_than_channels() -> None:
    with pytest.raises(ValueError, match=r"^groups must divide the channels of x, 1,"):
        Conv2d(1, 2, 3, groups=2, rng=rng())


def test_conv2d_refuses_a_kernel_larger_than_the_input_size() -> None:
    with pytest.raises(ValueError, match=r"^kernel_size must fit into the padded image"):
        Conv2d(1, 2, 3, input_size=(2, 9), rng=rng())


# --- dense


def test_dense_defaults() -> None:
    assert defaults(Dense) == {"bias": True, "dtype": np.float32}


def test_dense_draws_from_the_range_of_its_fan_in() -> None:
    layer = Dense(5, 3, rng=rng(), dtype=np.float64)
    generator = rng()
    np.testing.assert_allclose(
        layer.parameters["weight"], uniform((3, 5), 5, generator), rtol=1e-14
    )
    np.testing.assert_allclose(layer.parameters["bias"], uniform((3,), 5, generator), rtol=1e-14)


@pytest.mark.parametrize("bias", [True, False])
def test_dense_is_its_op(bias: bool) -> None:
    layer = Dense(6, 3, bias=bias, rng=rng(), dtype=np.float64)
    assert list(layer.parameters) == ["weight", "bias"][: 1 + bias]
    assert_same_layer(layer, ops.linear, IMAGES[0, 0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dense_parameters_have_the_dtype(dtype: Any) -> None:
    layer = Dense(2, 3, rng=rng(), dtype=dtype)
    assert [parameter.dtype for parameter in layer.parameters.values()] == [dtype, dtype]


def test_dense_takes_one_feature_in_and_out() -> None:
    assert Dense(1, 1, rng=rng()).parameters["weight"].shape == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"in_features": 0}, ValueError, "in_features must be at least 1, got 0"),
        ({"out_features": 0}, ValueError, "out_features must be at least 1, got 0"),
        ({"in_features": "5"}, TypeError, "in_features must be an integer, got '5' (str)"),
        ({"bias": "untied"}, TypeError, "bias must be True or False, got 'untied' (str)"),
        ({"rng": None}, TypeError, "rng must be a numpy.random.Generator, got None (NoneType)"),
        (
            {"dtype": np.float16},
            TypeError,
            "dtype must be np.float32 or np.float64, got <class 'numpy.float16'> (type)",
        ),
    ],
)
def test_dense_refuses(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    good: dict[str, Any] = {"in_features": 5, "out_features": 3, "rng": rng()}
    refused(error, message, lambda: Dense(**good | arguments))


# The mistake that ends the second guide: p - y of one sample, without its batch axis, goes back
# into the dense layer ("shapes (10,) and (1352,10) not aligned").


def test_dense_names_the_shape_of_a_gradient_without_its_batch_axis() -> None:
    layer = Dense(1352, 10, rng=rng())
    p = layer.forward(np.ones((1, 1352), np.float32))
    refused(
        ValueError,
        "grad_out must have the shape (1, 10), got an array of shape (10,) and dtype float32",
        lambda: layer.backward(p[0]),
    )


def test_sequential_names_the_shape_of_a_gradient_without_its_batch_axis() -> None:
    network = Sequential(MaxPool2d(2), Flatten(), Dense(1352, 10, rng=rng()))
    p = network.forward(np.ones((1, 8, 26, 26), np.float32))
    refused(
        ValueError,
        "grad_out must have the shape (1, 10), got an array of shape (10,) and dtype float32",
        lambda: network.backward(p[0]),
    )


def test_sequential_takes_a_gradient_with_its_batch_axis() -> None:
    network = Sequential(MaxPool2d(2), Flatten(), Dense(1352, 10, rng=rng()))
    p = network.forward(np.ones((1, 8, 26, 26), np.float32))
    assert network.backward(p).shape == (1, 8, 26, 26)
    assert network.gradients["2.weight"].shape == (10, 1352)


# --- pooling

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


# --- activations and flatten


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


# --- sequential


def small_network() -> Sequential:
    return Sequential(
        Conv2d(4, 2, 3, rng=rng(), dtype=np.float64),
        Tanh(),
        Sequential(Flatten(), Dense(2 * 3 * 4, 3, rng=rng(), dtype=np.float64)),
    )


def test_sequential_names_parameters_by_their_place() -> None:
    network = small_network()
    names = ["0.weight", "0.bias", "2.1.weight", "2.1.bias"]
    assert list(network.parameters) == names
    network.backward(network.forward(IMAGES))
    assert list(network.gradients) == names


def test_sequential_hands_out_the_layers_own_parameters() -> None:
    dense = Dense(2, 3, rng=rng())
    assert Sequential(ReLU(), dense).parameters["1.weight"] is dense.parameters["weight"]


def test_sequential_hands_out_the_gradients_of_each_layer() -> None:
    network = small_network()
    network.backward(network.forward(IMAGES))
    conv = network.layers[0]
    assert network.gradients["0.weight"] is conv.gradients["weight"]


def test_sequential_runs_forward_in_order_and_backward_in_reverse() -> None:
    first, second = LeakyReLU(0.5), Dense(1, 1, rng=rng(), dtype=np.float64)
    first_alone, second_alone = LeakyReLU(0.5), Dense(1, 1, rng=rng(), dtype=np.float64)
    network, x = Sequential(first, second), np.array([[-2.0]])
    out = network.forward(x)
    np.testing.assert_array_equal(out, second_alone.forward(first_alone.forward(x)))
    np.testing.assert_array_equal(
        network.backward(out), first_alone.backward(second_alone.backward(out))
    )


def test_sequential_keeps_its_layers() -> None:
    layers = ReLU(), Flatten()
    assert Sequential(*layers).layers == layers


def test_sequential_of_nothing_hands_everything_through() -> None:
    assert Sequential().forward(IMAGES) is IMAGES
    assert Sequential().backward(IMAGES) is IMAGES


def test_sequential_backward_before_forward_is_refused() -> None:
    refused(
        RuntimeError,
        "Tanh.backward needs a forward before it",
        lambda: Sequential(ReLU(), Tanh()).backward(np.ones(1)),
    )


def test_sequential_refuses_a_class_in_place_of_a_layer() -> None:
    refused(
        TypeError,
        "layers[1] must be a layer, got <class 'scratchcnn.layers.ReLU'> (type)",
        lambda: Sequential(Flatten(), ReLU),  # type: ignore[arg-type]  # the mistake under test
    )


def test_sequential_refuses_the_same_layer_twice() -> None:
    relu = ReLU()
    refused(
        ValueError,
        "layers[2] must be an object of its own, got one twice",
        lambda: Sequential(relu, Flatten(), relu),
    )
