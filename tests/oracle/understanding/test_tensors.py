"""Layers that compute with a Tensor of the homework's own, which has a graph."""

import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.teacher.skeleton import skeleton
from tests.helpers.samples.living import everything, plan_of
from tests.oracle.understanding.tensors import Tensor, verdicts

X = np.array([[1.0, -1.0], [0.5, 2.0]])
GRAD = np.array([[3.0, 4.0], [-2.0, 5.0]])
TENSORS = {"Tensor": Tensor}


def relu(x):
    out = Tensor(np.maximum(x.data, 0))

    def pull(grad):
        x.grad = Tensor(grad * (x.data > 0))

    out.pull = pull
    return out


def linear(x, weight, bias):
    out = Tensor(x.data @ weight.data.T + bias.data)

    def pull(grad):
        x.grad = Tensor(grad @ weight.data)
        weight.grad = Tensor(grad.T @ x.data)
        bias.grad = Tensor(grad.sum(0))

    out.pull = pull
    return out


def transposed(x, weight, bias):
    out = Tensor(x.data @ weight.data.T + bias.data)

    def pull(grad):
        x.grad = Tensor(grad @ weight.data)
        weight.grad = Tensor(x.data.T @ grad)
        bias.grad = Tensor(grad.sum(0))

    out.pull = pull
    return out


def halved(x, weight, bias):
    out = Tensor(x.data @ weight.data.T + bias.data)

    def pull(grad):
        x.grad = Tensor(grad @ weight.data)
        weight.grad = Tensor(grad.T @ x.data / 2)
        bias.grad = Tensor(grad.sum(0))

    out.pull = pull
    return out


class Dense:
    def __init__(self, in_features, out_features):
        self.weight = Tensor(np.random.standard_normal((out_features, in_features)))
        self.bias = Tensor(np.zeros(out_features))

    def forward(self, x):
        return linear(x, self.weight, self.bias)


def test_homework_is_understood_with_its_own_tensors():
    plan = plan_of(relu, Tensor)
    assert plan.carrier.name == "Tensor"
    assert plan.protocol.gradients == {"x": Place("handed", ("x", "grad"), "same")}
    understood = everything(relu, Tensor)["relu"].layer.understood
    assert understood == "function; any shape; backward(grad); grad_x in x.grad"


def test_it_is_called_with_its_own_tensors():
    out, pullback = Adapted(Live(relu, Tensor), plan_of(relu, Tensor))(x=X)
    np.testing.assert_array_equal(out, np.maximum(X, 0))
    np.testing.assert_array_equal(pullback(GRAD)[0], GRAD * (X > 0))


def test_every_array_has_a_gradient_of_its_own():
    plan = plan_of(linear, Tensor)
    assert {name: place.path for name, place in plan.protocol.gradients.items()} == {
        name: (name, "grad") for name in ("x", "weight", "bias")
    }


def test_an_object_holds_its_parameters_and_their_gradients_as_tensors():
    plan = plan_of(Dense, linear, Tensor)
    assert plan.signature.parameters == {"weight": (("weight",), "KD"), "bias": (("bias",), "K")}
    assert plan.protocol.gradients["weight"] == Place("attribute", ("weight", "grad"), "KD")
    weight, bias = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]]), np.arange(3.0)
    live = Live(Dense, linear, Tensor)
    out, pullback = Adapted(live, plan)(x=X, weight=weight, bias=bias)
    grad = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(out, X @ weight.T + bias)
    for got, wanted in zip(pullback(grad), (grad @ weight, grad.T @ X, grad.sum(0)), strict=True):
        np.testing.assert_array_equal(got, wanted)


def layer_of(function):
    """Return a dense layer whose forward is a function of Tensors."""

    class Linear:
        def __init__(self, in_features, out_features):
            self.weight = Tensor(np.random.standard_normal((out_features, in_features)))
            self.bias = Tensor(np.zeros(out_features))

        def forward(self, x):
            return function(x, self.weight, self.bias)

    return Linear


def linear_of(function):
    """Return a function of Tensors under a name that says what it computes."""

    def linear(x, weight, bias):
        return function(x, weight, bias)  # Tensor(

    return linear


@pytest.mark.parametrize("made", [linear_of, layer_of])
def test_right_gradients_are_judged_right(made):
    assert verdicts(made(linear)) == {}


@pytest.mark.parametrize("made", [linear_of, layer_of])
def test_a_gradient_of_a_wrong_shape_is_judged_and_not_missed(made):
    said = verdicts(made(transposed))
    assert list(said) == ["grad_weight"]
    assert "has the shape" in said["grad_weight"]


@pytest.mark.parametrize("made", [linear_of, layer_of])
def test_a_gradient_of_a_wrong_value_is_judged(made):
    said = verdicts(made(halved))
    assert "grad_weight" in said
    assert "has the shape" not in said["grad_weight"]


def test_what_is_written_into_is_told_through_the_tensor():
    def relu(x):
        x.data[x.data < 0] = 0
        return Tensor(x.data)

    x = X.copy()
    live = Live(relu, Tensor)
    plan = everything(relu, Tensor)["relu"].plan
    Adapted(live, plan)(x=x)
    np.testing.assert_array_equal(x, np.maximum(X, 0))


def test_the_call_is_written_as_lines_to_paste(capsys):
    setting = Setting("relu", {"x": X}, {})
    lines = reproducer(plan_of(relu, Tensor), setting, GRAD, "grad_x", GRAD * (X > 0))
    exec(lines, {"relu": relu, "Tensor": Tensor})
    got, expected = capsys.readouterr().out.split("expected")
    assert got.split()[1:] == expected.split()


def test_the_call_is_written_as_an_adapter_that_works():
    text = skeleton(Live(relu, Tensor), "homework.py")
    assert "their_x = homework.Tensor(x)" in text
    assert "out.backward(their_grad_out)" in text
    assert "return their_x.grad.data" in text
    assert "TODO: what" not in text


def test_an_object_with_parameters_of_its_own_tensors_is_written_as_an_adapter_that_works():
    text = skeleton(Live(Dense, linear, Tensor), "homework.py")
    assert "layer.weight = homework.Tensor(np.array(homework.Tensor(weight).data))" in text
    assert "TODO: Dense" not in text
    assert "return their_x.grad.data, layer.weight.grad.data, layer.bias.grad.data" in text


def test_a_call_of_an_object_with_its_own_tensors_is_written_as_lines_to_paste(capsys):
    plan = plan_of(Dense, linear, Tensor)
    arrays = {"x": X, "weight": np.array([[1.0, 2.0], [0.5, -1.0]]), "bias": np.ones(2)}
    expected = GRAD.T @ X
    lines = reproducer(plan, Setting("linear", arrays, {}), GRAD, "grad_weight", expected)
    exec(lines, {"Dense": Dense, "Tensor": Tensor})
    got, wanted = capsys.readouterr().out.split("expected")
    assert got.split()[1:] == wanted.split()


def test_a_gradient_of_a_wrong_shape_is_written_as_lines_to_paste_and_as_an_adapter(capsys):
    layer = layer_of(transposed)
    arrays = {"x": X, "weight": np.ones((3, 2)), "bias": np.ones(3)}
    grad = np.arange(6.0).reshape(2, 3)
    setting, plan = Setting("linear", arrays, {}), plan_of(layer, Tensor)
    exec(reproducer(plan, setting, grad, "grad_weight", grad.T @ X), {"Linear": layer} | TENSORS)
    got, expected = (text.count("\n") for text in capsys.readouterr().out.split("expected"))
    assert (got, expected) == (2, 3)
    text = skeleton(Live(layer, Tensor), "homework.py")
    assert "return their_x.grad.data, layer.weight.grad.data, layer.bias.grad.data" in text
