"""Layers whose backward pass reads the inputs of a node."""

import numpy as np
from judged_in_process import judged, wrong

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.teacher.skeleton import skeleton
from tests.helpers.samples.living import plan_of

X = np.array([[1.0, -1.0], [0.5, 2.0]])
GRAD = np.array([[3.0, 4.0], [-2.0, 5.0]])


class ReLU:
    def compute(self, a):
        return np.maximum(a, 0)

    def gradient(self, out_grad, node):
        (a,) = node.inputs
        return out_grad * (a > 0)


class Tanh:
    """What else it reads from its node, its engine alone knows."""

    def compute(self, a):
        return np.tanh(a)

    def gradient(self, out_grad, node):
        return out_grad * (1 - node.cached_data**2)


def test_a_node_holds_what_forward_was_called_with():
    out, pullback = Adapted(Live(ReLU), plan_of(ReLU))(x=X)
    np.testing.assert_array_equal(out, np.maximum(X, 0))
    np.testing.assert_array_equal(pullback(GRAD)[0], GRAD * (X > 0))


def test_an_op_that_makes_a_node_when_it_is_called_is_asked_to_compute():
    class Calling(ReLU):
        def __call__(self, *inputs):
            return self, inputs

    Calling.__name__ = Calling.__qualname__ = "ReLU"
    assert plan_of(Calling).protocol.forward.name == "compute"


def test_what_is_wrong_beside_a_node_is_found(few_cases):
    class Tanh:
        def compute(self, a):
            return np.tanh(a)

        def gradient(self, out_grad, node):
            return out_grad * (1 - node.inputs[0] ** 2)

    assert wrong(judged(Tanh)) == {("tanh", "grad_x")}


def test_a_node_of_which_more_is_asked_is_not_stood_in_for(few_cases):
    report = judged(Tanh)
    assert not wrong(report)
    assert {result.status for result in report if result.check == "grad_x"} == {"not_judged"}


def test_the_call_is_written_as_lines_to_paste(capsys):
    setting = Setting("relu", {"x": X}, {})
    exec(reproducer(plan_of(ReLU), setting, GRAD, "grad_x", GRAD * (X > 0)), {"ReLU": ReLU})
    got, expected = capsys.readouterr().out.split("expected")
    assert got.split()[1:] == expected.split()


def test_the_call_is_written_as_an_adapter():
    text = skeleton(Live(ReLU), "homework.py")
    assert "node.inputs = inputs" in text
    assert "TODO" not in text


def test_the_inputs_of_another_layer_are_no_node(few_cases):
    class Linear:
        def __init__(self, n_in, n_out):
            self.W, self.b = np.ones((n_in, n_out)), np.zeros(n_out)

        def forward(self, x):
            self.inputs = x
            return x @ self.W + self.b

        def backward(self, grad, layer):
            self.dW, self.db = layer.inputs.T @ grad, grad.sum(0)
            return grad @ self.W.T

    report = judged(Linear)
    assert not wrong(report)
    assert any(result.status == "not_judged" for result in report)
