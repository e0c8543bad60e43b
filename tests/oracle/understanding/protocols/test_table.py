"""A way that is added to the table is used by all that calls homework: nothing else has to know."""

import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.adapted import Adapted
from scratchcnn.oracle.understanding.calls.reproducer import reproducer
from scratchcnn.oracle.understanding.protocols import table
from scratchcnn.oracle.understanding.protocols.callee import (
    Callee,
    Caller,
    Entry,
    Pass,
    called_by_name,
)
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Argument
from scratchcnn.oracle.understanding.teacher.skeleton import skeleton
from tests.helpers.living import everything, plan_of, relu

X = np.array([[1.0, -1.0], [0.5, 2.0]])
GRAD = np.array([[3.0, 4.0], [-2.0, 5.0]])
CONTEXT = (("ctx", Argument("ctx")),)


class ReLU:
    """Static methods, which share a context."""

    @staticmethod
    def forward(ctx, x):
        ctx["x"] = x
        return np.maximum(x, 0)

    @staticmethod
    def backward(ctx, grad_out):
        return grad_out * (ctx["x"] > 0)

    def __str__(self):
        return "ReLU"


def without_context(described):
    return {**described, "params": [p for p in described["params"] if p["name"] != "ctx"]}


def static_entry(definition):
    described = definition.get("methods", {}).get("forward")
    if described is None or "ctx" not in [p["name"] for p in described["params"]]:
        return None
    name = f"{definition['name']}.forward"
    return Entry(STATIC, name, without_context(described), always=CONTEXT)


def static_passes(asked):
    if asked.sought.entry.caller is STATIC:
        name, methods = asked.sought.definition["name"], asked.sought.definition["methods"]
        described = without_context(methods["backward"])
        yield Pass(Callee(STATIC, f"{name}.backward"), described, CONTEXT)


def static_functions(callee, naming):
    holder, _, method = callee.name.rpartition(".")
    return [f"{naming(holder)}.{method}"]


STATIC = Caller(
    "static",
    lambda callee: [{"name": callee.name}],
    static_functions,
    called_by_name,
    static_entry,
    static_passes,
    before=({"let": "ctx", "value": {"dict": {}}},),
    before_text=("ctx = {}",),
)


@pytest.fixture
def with_static(monkeypatch):
    monkeypatch.setattr(table, "WAYS", (Way("static", caller=STATIC), *table.WAYS))


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
        "function; any shape; ReLU.backward(grad_out, ctx)"
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
    assert "out = homework.ReLU.forward(x=x, ctx=ctx)" in text
    assert "TODO" not in text


def test_the_first_caller_that_knows_a_definition_is_taken():
    (definition,) = Live(relu).definitions
    assert table.entry_of(definition).caller.name == "function"
