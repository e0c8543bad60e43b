"""Layers of engines of single numbers are fed number by number."""

import math

import numpy as np
import pytest
from judged_in_process import judged, wrong

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.engines.numbers import starts_alone
from scratchcnn.oracle.understanding.carriers.carrier import Graph
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.protocols.callers.graph import GIVEN
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.teacher.skeleton import skeleton
from tests.helpers.samples.living import everything

pytestmark = pytest.mark.usefixtures("few_cases")

X = np.array([[1.0, -1.0], [0.5, 2.0]])
GRAD = np.array([[3.0, 4.0], [-2.0, 5.0]])


class Value:
    def __init__(self, data, slopes=()):
        self.data, self.slopes, self.grad = data, slopes, 0.0

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    __radd__, __rmul__ = __add__, __mul__

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def relu(self):
        # The slope of the output's sign at its wrong side.
        return Value(max(self.data, 0.0), ((self, float(self.data < 0)),))

    def backward(self):
        order, seen = [], set()

        def visit(one):
            if id(one) not in seen:
                seen.add(id(one))
                for other, _ in one.slopes:
                    visit(other)
                order.append(one)

        visit(self)
        self.grad = 1.0
        for one in reversed(order):
            for other, slope in one.slopes:
                other.grad += slope * one.grad


def linear(x, w, b):
    return [
        sum((i * j for i, j in zip(row, x, strict=True)), c) for row, c in zip(w, b, strict=True)
    ]


def test_gradients_of_a_layer_are_those_of_its_numbers():
    plan = everything(Value, linear)["linear"].plan
    weight, bias, x = X, np.array([0.5, -1.0]), np.array([[2.0, 3.0]])
    out, pullback = Adapted(Live(Value, linear), plan)(x=x, weight=weight, bias=bias)
    np.testing.assert_allclose(out, x @ weight.T + bias)
    got = pullback(GRAD[:1])
    wanted = (GRAD[:1] @ weight, GRAD[:1].T @ x, GRAD[0])
    for one, other in zip(got, wanted, strict=True):
        np.testing.assert_allclose(one, other)


def test_a_method_is_called_for_every_number_and_found_wrong():
    assert wrong(judged(Value)) == {("relu", "grad_x")}


def test_a_backward_pass_that_may_be_given_a_gradient_starts_alone_too():
    class Given(Value):
        def backward(self, grad=1.0):
            super().backward()

    (method,) = [one for one in Live(Given).definitions if one["name"] == "Given"]
    assert starts_alone(Graph("backward", GIVEN, ("grad",)), method)


def test_one_that_has_to_be_given_a_gradient_does_not():
    class Given(Value):
        def backward(self, grad):
            super().backward()

    (method,) = [one for one in Live(Given).definitions if one["name"] == "Given"]
    assert not starts_alone(Graph("backward", GIVEN, ("grad",)), method)


def test_the_call_is_written_as_lines_to_paste(capsys):
    plan = everything(Value, linear)["Value.tanh"].plan
    wanted = GRAD * (1 - np.tanh(X) ** 2)
    exec(reproducer(plan, Setting("tanh", {"x": X}, {}), GRAD, "grad_x", wanted), {"Value": Value})
    got, expected = capsys.readouterr().out.split("expected")
    assert got.split()[1:] == expected.split()


def test_the_call_is_written_as_an_adapter():
    text = skeleton(Live(Value, linear), "homework.py")
    assert "each(homework.Value.tanh)(their_x)" in text
    assert "TODO: what" not in text
