"""A way that is added to the table is used by all that calls homework: nothing else has to know."""

import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.protocols import table
from scratchcnn.oracle.understanding.protocols.callee import (
    Callee,
    Caller,
    Entry,
    Pass,
    Target,
    called_by_name,
)
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Argument
from scratchcnn.oracle.understanding.teacher.skeleton import skeleton
from tests.helpers.samples.living import everything, plan_of, relu

X = np.array([[1.0, -1.0], [0.5, 2.0]])
GRAD = np.array([[3.0, 4.0], [-2.0, 5.0]])
SHARED = (("shared", Argument("shared")),)


class ReLU:
    """Static methods that are called in another way: they share a list."""

    @staticmethod
    def start(shared, x):
        shared.append(x)
        return np.maximum(x, 0)

    @staticmethod
    def back(shared, grad_out):
        return grad_out * (shared[0] > 0)

    def __str__(self):
        return "ReLU"


def without_the_list(described):
    return {**described, "params": [p for p in described["params"] if p["name"] != "shared"]}


def static_entry(definition):
    described = definition.get("methods", {}).get("start")
    if described is None:
        return None
    name = f"{definition['name']}.start"
    return Entry(STATIC, name, without_the_list(described), always=SHARED)


def static_passes(asked):
    if asked.sought.entry.caller is STATIC:
        name, methods = asked.sought.definition["name"], asked.sought.definition["methods"]
        described = without_the_list(methods["back"])
        yield Pass(Callee(STATIC, f"{name}.back"), described, SHARED)


def static_targets(callee):
    holder, _, method = callee.name.rpartition(".")
    return [Target({"name": callee.name}, lambda naming: f"{naming(holder)}.{method}")]


STATIC = Caller(
    "shared",
    static_targets,
    called_by_name,
    static_entry,
    static_passes,
    before=({"let": "shared", "value": {"list": []}},),
    before_text=lambda naming: ("shared = []",),
)


@pytest.fixture
def with_static(monkeypatch):
    monkeypatch.setattr(table, "WAYS", (Way("shared", caller=STATIC), *table.WAYS))


def test_without_the_line_in_the_table_nobody_knows_the_way():
    assert all(one.plan is None for one in everything(ReLU).values())


@pytest.mark.usefixtures("with_static")
def test_a_caller_in_the_table_is_found_and_called():
    plan = plan_of(ReLU)
    assert plan.protocol.forward.caller is STATIC
    out, pullback = Adapted(Live(ReLU), plan)(x=X)
    np.testing.assert_array_equal(out, np.maximum(X, 0))
    np.testing.assert_array_equal(pullback(GRAD)[0], GRAD * (X > 0))


@pytest.mark.usefixtures("with_static")
def test_a_caller_in_the_table_is_told():
    assert everything(ReLU)["ReLU"].layer.understood == (
        "function; any shape; ReLU.back(grad_out, shared)"
    )


@pytest.mark.usefixtures("with_static")
def test_a_caller_in_the_table_is_written_as_lines_to_paste(capsys):
    lines = reproducer(plan_of(ReLU), Setting("relu", {"x": X}, {}), GRAD, "grad_x", GRAD * (X > 0))
    exec(lines, {"ReLU": ReLU})
    got, _ = capsys.readouterr().out.split("expected")
    assert "[[ 3.  0.]\n [-2.  5.]]" in got


@pytest.mark.usefixtures("with_static")
def test_a_caller_in_the_table_is_written_as_an_adapter_that_works():
    text = skeleton(Live(ReLU), "homework.py")
    assert "out = homework.ReLU.start(x=x, shared=shared)" in text
    assert "TODO" not in text


class Affine:
    """Two methods: one for the gradient of the input, one for those of the parameters."""

    def __init__(self, input_dim, output_dim):
        self.weights, self.biases = np.ones((output_dim, input_dim)), np.zeros(output_dim)

    def fprop(self, inputs):
        return inputs @ self.weights.T + self.biases

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs @ self.weights

    def grads_wrt_params(self, inputs, grads_wrt_outputs):
        return [grads_wrt_outputs.T @ inputs, grads_wrt_outputs.sum(0)]


def test_two_calls_give_all_gradients_together():
    plan = plan_of(Affine)
    assert {name: (place.kind, place.path) for name, place in plan.protocol.gradients.items()} == {
        "x": ("returned", ()),
        "weight": ("left", ("from_grads_wrt_params", 0)),
        "bias": ("left", ("from_grads_wrt_params", 1)),
    }
    weight = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]])
    _, pullback = Adapted(Live(Affine), plan)(x=X, weight=weight, bias=np.zeros(3))
    grad = np.arange(6.0).reshape(2, 3)
    for got, wanted in zip(pullback(grad), (grad @ weight, grad.T @ X, grad.sum(0)), strict=True):
        np.testing.assert_array_equal(got, wanted)


def test_two_calls_are_written_as_an_adapter_that_works():
    text = skeleton(Live(Affine), "homework.py")
    assert "from_grads_wrt_params = layer.grads_wrt_params(" in text
    assert "return gradients, from_grads_wrt_params[0], from_grads_wrt_params[1]" in text
    assert "TODO" not in text


def test_the_first_caller_that_knows_a_definition_is_taken():
    (definition,) = Live(relu).definitions
    assert table.entry_of(definition).caller.name == "function"


def test_a_source_that_is_in_no_line_is_not_known():
    with pytest.raises(LookupError, match="nowhere to be seen"):
        table.source_of(Place("nowhere to be seen"))
