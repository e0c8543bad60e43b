import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.protocols.method import (
    backward_methods,
    forward_method,
    zero_method,
)
from tests.helpers.samples.living import Dense


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


def test_the_likeliest_backward_method_comes_first():
    methods = dict.fromkeys(("gradient", "backward", "fit"))
    assert backward_methods({"methods": methods}) == ["backward", "gradient"]
