"""The documented networks: their architecture, and how they encode and predict digits."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scratchcnn import ops
from scratchcnn.nn import network
from scratchcnn.nn.network import DOCUMENTED

PARAMETERS = {
    "guide": {
        "0.weight": (16, 1, 3, 3),
        "0.bias": (16, 26, 26),
        "3.weight": (10, 10816),
        "3.bias": (10,),
    },
    "notebook": {"0.weight": (8, 1, 3, 3), "4.weight": (10, 1352), "4.bias": (10,)},
    "binary": {
        "0.weight": (5, 1, 3, 3),
        "0.bias": (5,),
        "3.weight": (1, 3380),
        "3.bias": (1,),
    },
    "lenet": {
        "0.weight": (6, 1, 5, 5),
        "0.bias": (6,),
        "3.weight": (16, 6, 5, 5),
        "3.bias": (16,),
        "7.weight": (120, 400),
        "7.bias": (120,),
        "9.weight": (84, 120),
        "9.bias": (84,),
        "11.weight": (10, 84),
        "11.bias": (10,),
    },
    "modern": {
        "0.weight": (16, 1, 3, 3),
        "1.weight": (16,),
        "1.bias": (16,),
        "4.weight": (32, 16, 3, 3),
        "5.weight": (32,),
        "5.bias": (32,),
        "10.weight": (128, 800),
        "10.bias": (128,),
        "13.weight": (10, 128),
        "13.bias": (10,),
    },
}
LAYERS = {
    "guide": "Conv2d ReLU Flatten Dense Softmax",
    "notebook": "Conv2d ReLU MaxPool2d Flatten Dense",
    "binary": "Conv2d Sigmoid Flatten Dense Sigmoid",
    "lenet": "Conv2d ReLU MaxPool2d Conv2d ReLU MaxPool2d Flatten Dense ReLU Dense ReLU Dense",
    "modern": "Conv2d BatchNorm2d ReLU MaxPool2d Conv2d BatchNorm2d ReLU MaxPool2d Flatten "
    "Dropout Dense ReLU Dropout Dense",
}
COUNTS = {"guide": 119_130, "notebook": 13_602, "binary": 3_431, "lenet": 61_706, "modern": 108_666}
LOSSES = {
    "guide": ops.categorical_cross_entropy,
    "notebook": ops.cross_entropy,
    "binary": ops.binary_cross_entropy,
    "lenet": ops.cross_entropy,
    "modern": ops.cross_entropy,
}
NAMES = list(PARAMETERS)


def build(name: str, dtype: Any = np.float32) -> Any:
    return DOCUMENTED[name].build(np.random.default_rng(0), dtype)


def test_there_are_five_documented_networks() -> None:
    assert list(DOCUMENTED) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_network_goes_by_its_own_name(name: str) -> None:
    assert DOCUMENTED[name].name == name


@pytest.mark.parametrize("name", NAMES)
def test_network_has_its_layers_in_order(name: str) -> None:
    assert " ".join(type(layer).__name__ for layer in build(name).layers) == LAYERS[name]


@pytest.mark.parametrize("name", NAMES)
def test_network_has_the_parameters_of_its_architecture(name: str) -> None:
    assert {key: p.shape for key, p in build(name).parameters.items()} == PARAMETERS[name]


@pytest.mark.parametrize("name", NAMES)
def test_network_has_as_many_numbers_to_learn_as_its_architecture(name: str) -> None:
    assert sum(p.size for p in build(name).parameters.values()) == COUNTS[name]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_network_computes_in_its_dtype(name: str, dtype: Any) -> None:
    built = build(name, dtype)
    out = built.forward(np.zeros((3, 1, 28, 28), dtype))
    assert out.dtype == dtype
    assert out.shape == (3, 1 if name == "binary" else 10)
    built.backward(out)
    assert {gradient.dtype for gradient in built.gradients.values()} == {np.dtype(dtype)}


@pytest.mark.parametrize("name", NAMES)
def test_network_is_drawn_in_float32_unless_told_otherwise(name: str) -> None:
    built = getattr(network, name)(np.random.default_rng(0))
    assert {p.dtype for p in built.parameters.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", NAMES)
def test_network_has_its_documented_loss(name: str) -> None:
    assert DOCUMENTED[name].loss is LOSSES[name]


@pytest.mark.parametrize("name", NAMES)
def test_network_tells_its_digits_apart(name: str) -> None:
    assert DOCUMENTED[name].digits == ((0, 1) if name == "binary" else tuple(range(10)))


@pytest.mark.parametrize("name", NAMES)
def test_targets_suit_the_loss_of_the_network(name: str) -> None:
    documented, labels = DOCUMENTED[name], np.array([0, 1, 1])
    out = build(name).forward(np.zeros((3, 1, 28, 28), np.float32))
    loss, _ = documented.loss(out, documented.encode(labels, out.dtype))
    assert np.isfinite(loss)


@pytest.mark.parametrize(
    ("encode", "expected"),
    [
        (network.labels_themselves, [0, 1]),
        (network.one_hot, [[1] + [0] * 9, [0, 1] + [0] * 8]),
        (network.column, [[0], [1]]),
    ],
)
def test_labels_are_encoded(encode: Callable[..., Any], expected: list[Any]) -> None:
    np.testing.assert_array_equal(encode(np.array([0, 1]), np.float32), expected)


@pytest.mark.parametrize("encode", [network.one_hot, network.column])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_encoded_labels_have_the_dtype(encode: Callable[..., Any], dtype: Any) -> None:
    assert encode(np.array([0, 1]), dtype).dtype == dtype


def test_the_largest_output_is_the_prediction() -> None:
    output = np.array([[0.1, 0.7, 0.2], [3.0, -1.0, 2.0]])
    np.testing.assert_array_equal(network.largest(output), [1, 0])


def test_a_probability_above_one_half_predicts_a_one() -> None:
    output = np.array([[0.4], [0.5], [0.6]])
    np.testing.assert_array_equal(network.rounded(output), [0, 0, 1])


def test_selecting_digits_keeps_images_beside_their_labels() -> None:
    images, labels = network.select_digits(np.arange(5), np.array([0, 7, 1, 3, 0]), (0, 1))
    np.testing.assert_array_equal(images, [0, 2, 4])
    np.testing.assert_array_equal(labels, [0, 1, 0])
