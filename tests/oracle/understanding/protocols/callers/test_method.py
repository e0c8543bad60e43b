import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.protocols.callers.method import (
    backward_methods,
    forward_method,
    zero_method,
)
from tests.helpers.samples.living import Dense, everything


@pytest.mark.parametrize(
    ("methods", "name"),
    [
        (("backward", "forward"), "forward"),
        (("__call__", "fit"), "__call__"),
        (("call", "__call__", "forward"), "forward"),
        (("fit",), None),
    ],
)
def test_the_likeliest_forward_method_is_taken(methods, name):
    assert forward_method({"methods": dict.fromkeys(methods)}) == name


def test_gradients_that_add_up_are_reset():
    class Layer(Dense):
        def zero_grad(self):
            self.dW = self.db = 0

    (definition,) = Live(Layer).definitions
    assert zero_method(definition) == "zero_grad"


def test_a_reset_that_wants_arguments_is_left_alone():
    class Layer(Dense):
        def zero_grad(self, network):
            pass

    (definition,) = Live(Layer).definitions
    assert zero_method(definition) is None


def test_what_sets_to_zero_what_backward_adds_to_is_a_reset_in_any_language():
    class Layer(Dense):
        def backward(self, dout):
            self.dW += self.x.T @ dout
            self.db += dout.sum(0)

        def nolkan(self):
            self.dW = np.zeros_like(self.W)
            self.db = np.zeros_like(self.b)

    (definition,) = Live(Layer).definitions
    assert zero_method(definition) == "nolkan"


def test_an_update_that_sets_gradients_to_zero_is_no_reset():
    class Layer(Dense):
        def backward(self, dout):
            self.dW += self.x.T @ dout

        def schritt(self, rate=1.0):
            self.W -= rate * self.dW
            self.dW[:] = 0

    (definition,) = Live(Layer).definitions
    assert zero_method(definition) is None


def test_the_likeliest_backward_method_comes_first():
    methods = dict.fromkeys(("gradient", "backward", "fit"))
    assert backward_methods({"methods": methods}) == ["backward", "gradient"]


class Layer:
    """Calling its object keeps what backward reads."""

    def __call__(self, *inputs):
        self.inputs = inputs
        return self.forward(*inputs)

    def backward(self, grad):
        return self.slope(grad, *self.inputs)


class ReLU(Layer):
    def forward(self, x):
        return np.maximum(x, 0)

    def slope(self, grad, x):
        return grad * (x > 0)


def test_an_object_that_keeps_what_backward_reads_is_called():
    found = everything(ReLU)["ReLU"]
    assert found.perfect
    assert found.plan.protocol.forward.name == "__call__"
