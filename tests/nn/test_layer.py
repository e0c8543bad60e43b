"""What all layers share, and layers in a row."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from layered import IMAGES, refused, rng

from scratchcnn import ops
from scratchcnn.nn import (
    BatchNorm2d,
    Conv2d,
    Dense,
    Flatten,
    Layer,
    LeakyReLU,
    ReLU,
    Sequential,
    Tanh,
)
from scratchcnn.nn.dropout import Dropout
from scratchcnn.nn.layer import inference


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


def test_the_first_layer_can_do_without_the_gradient_of_its_input() -> None:
    def network() -> Sequential:
        return Sequential(Conv2d(1, 2, 3, rng=rng()), ReLU(), Flatten(), Dense(32, 3, rng=rng()))

    images, grad_out = np.ones((2, 1, 6, 6), np.float32), np.ones((2, 3), np.float32)
    whole, short = network(), network()
    whole.forward(images)
    whole.backward(grad_out)
    short.forward(images)
    assert short.backward_to_parameters(grad_out) is None
    assert list(short.gradients) == list(whole.gradients)
    for name, grad in short.gradients.items():
        np.testing.assert_array_equal(grad, whole.gradients[name])


def test_a_pullback_that_can_do_without_is_asked_for_the_parameters_alone() -> None:
    def op(x: Any, weight: Any) -> Any:
        return x, SimpleNamespace(of_parameters=lambda grad_out: (grad_out + weight,))

    layer = Layer(op, {"weight": np.ones(2)})
    layer.forward(np.zeros(2))
    layer.backward_to_parameters(np.ones(2))
    np.testing.assert_array_equal(layer.gradients["weight"], [2, 2])


def test_a_pullback_without_such_a_short_way_goes_the_whole() -> None:
    layer = Dense(2, 3, rng=rng(), dtype=np.float64)
    layer.forward(np.ones((1, 2)))
    layer.backward_to_parameters(np.ones((1, 3)))
    np.testing.assert_array_equal(layer.gradients["weight"], np.ones((3, 2)))


def test_a_layer_with_a_way_back_of_its_own_goes_it() -> None:
    class Shift(Layer):
        def backward(self, grad_out: Any) -> Any:
            self.gradients = {"weight": grad_out}
            return grad_out

    layer = Shift(ops.relu, {})
    layer.backward_to_parameters(np.ones(2))
    np.testing.assert_array_equal(layer.gradients["weight"], [1, 1])


def test_a_row_of_no_layers_has_nothing_to_learn() -> None:
    network = Sequential()
    assert network.backward_to_parameters(np.ones(1)) is None
    assert network.gradients == {}


def test_backward_to_parameters_before_forward_is_refused() -> None:
    with pytest.raises(RuntimeError, match="needs a forward before it"):
        Dense(2, 3, rng=rng()).backward_to_parameters(np.ones((1, 3), np.float32))


def test_sequential_backward_before_forward_is_refused() -> None:
    refused(
        RuntimeError,
        "Tanh.backward needs a forward before it",
        lambda: Sequential(ReLU(), Tanh()).backward(np.ones(1)),
    )


def test_sequential_refuses_a_class_in_place_of_a_layer() -> None:
    refused(
        TypeError,
        f"layers[1] must be a layer, got {ReLU!r} (type)",
        lambda: Sequential(Flatten(), ReLU),  # type: ignore[arg-type]  # the mistake under test
    )


def test_sequential_refuses_a_layer_that_one_of_its_rows_has_already() -> None:
    row = Sequential(ReLU(), Flatten())
    refused(
        ValueError,
        "layers[1] must be an object of its own, got one twice",
        lambda: Sequential(row, row.layers[1]),
    )
    refused(
        ValueError,
        "layers[1] must be an object of its own, got one twice",
        lambda: Sequential(row.layers[0], row),
    )
    assert Sequential(row, ReLU()).leaves[:2] == list(row.layers)


def test_sequential_refuses_the_same_layer_twice() -> None:
    relu = ReLU()
    refused(
        ValueError,
        "layers[2] must be an object of its own, got one twice",
        lambda: Sequential(relu, Flatten(), relu),
    )


def test_the_state_is_all_that_inference_needs() -> None:
    row = Sequential(BatchNorm2d(2), Dense(2, 3, rng=rng()))
    network = Sequential(ReLU(), row)
    names = ["0.weight", "0.bias", "0.running_mean", "0.running_var", "1.weight", "1.bias"]
    assert list(network.state) == [f"1.{name}" for name in names]
    assert network.state["1.0.running_var"] is row.leaves[0].buffers["running_var"]
    assert network.state["1.1.weight"] is row.leaves[1].parameters["weight"]


def test_all_layers_are_told_whether_they_train() -> None:
    network = Sequential(ReLU(), Sequential(BatchNorm2d(2), Flatten()))
    assert all(leaf.training for leaf in network.leaves)
    network.train(False)
    assert not any(leaf.training for leaf in network.leaves)
    network.train()
    assert all(leaf.training for leaf in network.leaves)


def test_inference_ends_as_it_began() -> None:
    trained, frozen = ReLU(), ReLU()
    frozen.training = False
    network = Sequential(trained, frozen)

    def fails() -> None:
        with inference(network):
            assert not trained.training
            network.forward([1.0])  # type: ignore[arg-type] # the mistake

    with pytest.raises(TypeError, match="x must be"):
        fails()
    assert trained.training
    assert not frozen.training


def test_only_layers_that_draw_have_generators() -> None:
    network = Sequential(ReLU(), Dropout(rng=rng()), Flatten())
    assert network.generators == [network.leaves[1].generator]
