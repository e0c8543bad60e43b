"""A carrier and a way, each a line added to its table: a Tensor of the homework's own, and a graph.

The gradient is asked for by a method of the output, and lies beside what was handed over.
"""

import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.adapted import Adapted
from scratchcnn.oracle.understanding.calls.reproducer import reproducer
from scratchcnn.oracle.understanding.carriers import table as carriers
from scratchcnn.oracle.understanding.carriers.carrier import Carrier
from scratchcnn.oracle.understanding.carriers.ndarray import numeric
from scratchcnn.oracle.understanding.protocols import table as protocols
from scratchcnn.oracle.understanding.protocols.callee import (
    Callee,
    Caller,
    Pass,
    Target,
    called_by_name,
)
from scratchcnn.oracle.understanding.protocols.place import Place, Source
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import passed_arrays
from scratchcnn.oracle.understanding.teacher.skeleton import skeleton
from tests.helpers.living import everything, plan_of

X = np.array([[1.0, -1.0], [0.5, 2.0]])
GRAD = np.array([[3.0, 4.0], [-2.0, 5.0]])


class Tensor:
    def __init__(self, data):
        if not isinstance(data, np.ndarray):
            raise TypeError("a Tensor is made of an array")
        self.data = data
        self.grad = None
        self.pull = None

    def backward(self, grad):
        self.pull(grad.data)
        return self


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


def given(name, array):
    called = {"call": {"name": "Tensor"}, "args": [{"var": name}], "save": name}
    return [{"let": name, "value": {"array": array}}, called]


def crossing(name):
    return [{"pick": {"var": name}, "path": ["data"], "save": f"{name} data"}], f"{name} data"


TENSOR = Carrier(
    "tensor",
    suits=lambda definition: "Tensor(" in definition["source"],
    given=given,
    crossing=crossing,
    taken=numeric,
    given_text=lambda text, naming: f"{naming('Tensor')}({text})",
    taken_text=lambda text: f"{text}.data",
    copied_text=lambda text: f"Tensor({text}.data.copy())",
)


def passes(asked):
    if asked.carrier is TENSOR:
        parameter = {"name": "grad", "kind": "positional", "required": True}
        described = {"params": [parameter], "empty": False, "source": ""}
        yield Pass(Callee(GRAPH, "backward"), described)


def targets(callee):
    expression = {"attr": [{"var": "returned"}, callee.name]}
    return [Target(expression, lambda naming: f"out.{callee.name}")]


def find(looked):
    for name in passed_arrays(looked.signature.forward):
        yield Place("handed", (name, "grad"))


GRAPH = Caller(
    "graph",
    targets,
    called_by_name,
    lambda definition: None,
    passes,
    named=False,
)
HANDED = Source("handed", "", attributes=True, words=lambda path: "beside what is handed over")


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    monkeypatch.setattr(carriers, "CARRIERS", (TENSOR, *carriers.CARRIERS))
    way = Way("graph", caller=GRAPH, source=HANDED, find=find)
    monkeypatch.setattr(protocols, "WAYS", (way, *protocols.WAYS))


def test_homework_is_understood_with_its_own_tensors():
    plan = plan_of(relu, Tensor)
    assert plan.carrier is TENSOR
    assert plan.protocol.gradients == {"x": Place("handed", ("x", "grad"), "same")}
    understood = everything(relu, Tensor)["relu"].layer.understood
    assert understood == ("function; any shape; backward(grad); grad_x beside what is handed over")


def test_it_is_called_with_its_own_tensors():
    out, pullback = Adapted(Live(relu, Tensor), plan_of(relu, Tensor))(x=X)
    np.testing.assert_array_equal(out, np.maximum(X, 0))
    np.testing.assert_array_equal(pullback(GRAD)[0], GRAD * (X > 0))


def test_every_array_has_a_gradient_of_its_own():
    plan = plan_of(linear, Tensor)
    assert {name: place.path for name, place in plan.protocol.gradients.items()} == {
        name: (name, "grad") for name in ("x", "weight", "bias")
    }


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
