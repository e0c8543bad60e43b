"""Layers whose passes are static methods, with and without a context."""

import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.teacher.skeleton import skeleton
from tests.helpers.samples.living import everything, plan_of

X = np.array([[1.0, -1.0], [0.5, 2.0]])
GRAD = np.array([[3.0, 4.0], [-2.0, 5.0]])


class Context:
    def __init__(self):
        self.kept = ()

    def keep(self, *values):
        self.kept = values


class ReLU:
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return np.maximum(x, 0)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * (x > 0)


class Rectifier:
    """It needs the homework's own context."""

    @classmethod
    def forward(cls, c, x):
        c.keep(x)
        return np.maximum(x, 0)

    @classmethod
    def backward(cls, c, grad):
        return grad * (c.kept[0] > 0)


class Relu:
    """Its context is a dictionary."""

    @staticmethod
    def forward(memory, x):
        memory["mask"] = x > 0
        return x * memory["mask"]

    @staticmethod
    def backward(memory, grad):
        return grad * memory["mask"]


class Linear:
    """It has gradients for what has one, and None for what has none."""

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.x, ctx.weight = x, weight
        return x @ weight.T + bias

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output @ ctx.weight, grad_output.T @ ctx.x, grad_output.sum(0), None


class Tanh:
    """Without a context: what forward returns is handed over."""

    @staticmethod
    def forward(x):
        out = np.tanh(x)
        return out, out

    @staticmethod
    def backward(dout, cache):
        return dout * (1 - cache**2)


class LeakyReLU:
    """Its context is filled after the call, by a method of its own."""

    @staticmethod
    def forward(x, slope):
        return np.where(x > 0, x, slope * x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, ctx.slope = inputs
        ctx.save_for_backward(x, output)

    @staticmethod
    def backward(ctx, grad_output):
        x, _ = ctx.saved_tensors
        return np.where(x > 0, grad_output, ctx.slope * grad_output), None


class Layers:
    """Functions of several layers in one class."""

    @staticmethod
    def relu_forward(x):
        return np.maximum(x, 0), x

    @staticmethod
    def relu_backward(dout, cache):
        return dout * (cache > 0)


@pytest.mark.parametrize("layer", [ReLU, Relu], ids=["attributes", "dictionary"])
def test_a_context_is_made_for_every_call(layer):
    plan = plan_of(layer)
    out, pullback = Adapted(Live(layer), plan)(x=X)
    np.testing.assert_array_equal(out, np.maximum(X, 0))
    np.testing.assert_array_equal(pullback(GRAD)[0], GRAD * (X > 0))


def test_a_context_of_the_homeworks_own_class_is_used_where_it_has_one():
    found = everything(Rectifier, Context)["Rectifier"]
    assert found.plan is not None
    assert found.plan.protocol.forward.caller.before[0]["call"] == {"name": "Context"}


def test_gradients_that_are_none_are_passed_over():
    found = plan_of(Linear).protocol.gradients
    assert {name: place.path for name, place in found.items()} == {
        "x": (0,),
        "weight": (1,),
        "bias": (2,),
    }


def test_a_context_may_be_filled_after_the_call():
    plan = plan_of(LeakyReLU)
    out, pullback = Adapted(Live(LeakyReLU), plan)(x=X, negative_slope=0.5)
    np.testing.assert_array_equal(out, np.where(X > 0, X, 0.5 * X))
    np.testing.assert_array_equal(pullback(GRAD)[0], np.where(X > 0, GRAD, 0.5 * GRAD))


def test_a_call_after_which_the_context_is_filled_is_written_as_lines_to_paste(capsys):
    plan, wanted = plan_of(LeakyReLU), np.where(X > 0, GRAD, 0.5 * GRAD)
    setting = Setting(plan.op, {"x": X}, {"negative_slope": 0.5})
    exec(reproducer(plan, setting, GRAD, "grad_x", wanted), {"LeakyReLU": LeakyReLU})
    got, expected = capsys.readouterr().out.split("expected")
    assert got.split()[1:] == expected.split()


def test_a_call_after_which_the_context_is_filled_is_written_as_an_adapter():
    text = skeleton(Live(LeakyReLU), "homework.py")
    assert "homework.LeakyReLU.setup_context(ctx, inputs, output)" in text
    assert "TODO" not in text


def test_static_methods_need_no_context():
    assert everything(Tanh)["Tanh"].layer.understood == ("class; any shape; backward(dout, cache)")


def test_a_class_that_holds_functions_is_as_many_layers_as_they_are():
    assert set(everything(Layers)) == {"Layers.relu_forward"}
    assert everything(Layers)["Layers.relu_forward"].perfect


@pytest.mark.parametrize("targets", [(ReLU,), (Rectifier, Context), (Relu,), (Tanh,)])
def test_the_call_is_written_as_lines_to_paste(targets, capsys):
    plan = plan_of(*targets)
    op = plan.op
    wanted = GRAD * ((X > 0) if op == "relu" else 1 - np.tanh(X) ** 2)
    lines = reproducer(plan, Setting(op, {"x": X}, {}), GRAD, "grad_x", wanted)
    exec(lines, {one.__name__: one for one in targets})
    got, expected = capsys.readouterr().out.split("expected")
    assert got.split()[1:] == expected.split()


def test_the_call_is_written_as_an_adapter():
    text = skeleton(Live(Rectifier, Context), "homework.py")
    assert "ctx = homework.Context()" in text
    assert "out = homework.Rectifier.forward(x=x, c=ctx)" in text
    assert "TODO" not in text


def test_what_takes_no_context_has_no_backward_pass_with_one():
    class Activations:
        @staticmethod
        def sigmoid(x):
            return 1 / (1 + np.exp(-x))

        @staticmethod
        def tanh(x):
            return np.tanh(x)

    found = everything(Activations, Linear)
    assert {"Activations.sigmoid", "Activations.tanh", "Linear"} == set(found)
    assert not found["Activations.sigmoid"].has_backward
