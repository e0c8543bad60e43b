"""Convolution and dense layer: their parameters, and the mistake that ends the second guide."""

from typing import Any

import numpy as np
import pytest
from layered import IMAGES, assert_same_layer, defaults, refused, rng, uniform

from scratchcnn import ops
from scratchcnn.nn import Conv2d, Dense, Flatten, MaxPool2d, Sequential


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
        ({"dilation": -1}, ValueError, "dilation must be at least 1, got -1"),
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
