"""What overwrites a gradient is found by a second use of the same value."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from engine_of_arrays import Tensor

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.second_uses import overwritten as overwritten_in
from scratchcnn.oracle.target import judge_target
from scratchcnn.oracle.understanding.calls.understand import understand

pytestmark = pytest.mark.one_python

Judge: TypeAlias = Callable[..., Report]

BUG = "used-twice-overwritten"
# Without what broadcasts: the engine of arrays below does not sum its gradients back.
OPS = (
    *("engine_add", "engine_mul", "engine_neg", "used_twice", "diamond"),
    *("tanh", "leaky_relu"),
)
SCALARS = """
import math

class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad = data, 0.0
        self.parents, self.spread = parents, lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))
        def spread():
            self.grad += out.grad
            other.grad += out.grad
        out.spread = spread
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        def spread():
            self.grad += out.grad * other.data
            other.grad += out.grad * self.data
        out.spread = spread
        return out

    def __neg__(self):
        return self * -1

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))
        def spread():
            self.grad += (1 - t * t) * out.grad
        out.spread = spread
        return out

    def backward(self):
        order, seen = [], set()
        def visit(node):
            if node not in seen:
                seen.add(node)
                for one in node.parents:
                    visit(one)
                order.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node.spread()
"""
ARRAYS = (
    SCALARS.replace("import math", "import numpy as np")
    .replace("math.", "np.")
    .replace("self * -1", "self * Value(-np.ones_like(self.data))")
    .replace(
        "self.data, self.grad = data, 0.0",
        "self.data = np.asarray(data, float)\n        self.grad = np.zeros_like(self.data)",
    )
    .replace("self.grad = 1.0", "self.grad = np.ones_like(self.data)")
    + """
def leaky_relu(x, negative_slope=0.01):
    out = Value(np.where(x.data > 0, x.data, negative_slope * x.data), (x,))
    def spread():
        x.grad += np.where(x.data > 0, 1.0, negative_slope) * out.grad
    out.spread = spread
    return out
"""
)


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    def judged(source: str, *changes: tuple[str, str], ops: tuple[str, ...] = OPS) -> Report:
        for old, new in changes:
            assert source.count(old) == 1
            source = source.replace(old, new)
        path = tmp_path / "homework.py"
        path.write_text(source, "utf-8")
        return judge_target(str(path), Settings(budget=0, ops=ops))

    return judged


def assigned(line: str) -> tuple[str, str]:
    return line, line.replace("+=", "=")


def overwritten(report: Report) -> set[tuple[str, str]]:
    return {(r.op, r.check) for r in report if any(bug.id == BUG for bug in r.bugs)}


SLOPE = assigned("self.grad += (1 - t * t) * out.grad")
FACTOR = assigned("self.grad += out.grad * other.data")
LEAKY = assigned("x.grad += np.where(x.data > 0, 1.0, negative_slope) * out.grad")


@pytest.mark.parametrize("source", [SCALARS, ARRAYS])
def test_what_adds_up_its_gradients_is_right(judge: Judge, source: str) -> None:
    report = judge(source)
    assert {"diamond", "tanh"} <= {r.op for r in report}
    assert {r.status for r in report} == {"ok"}


@pytest.mark.parametrize(
    ("source", "change", "found"),
    [
        (SCALARS, SLOPE, {("tanh", "grad_x")}),
        (ARRAYS, SLOPE, {("tanh", "grad_x")}),
        (ARRAYS, LEAKY, {("leaky_relu", "grad_x")}),
    ],
)
def test_an_operation_that_assigns_a_gradient_is_wrong(
    judge: Judge, source: str, change: tuple[str, str], found: set[tuple[str, str]]
) -> None:
    report = judge(source, change)
    assert overwritten(report) == found
    assert {(r.op, r.check) for r in report if r.status != "ok"} == found


def test_what_calls_an_operation_that_overwrites_is_not_to_blame(judge: Judge) -> None:
    found = overwritten(judge(SCALARS, FACTOR))
    assert ("engine_mul", "grad_x") in found
    assert "engine_neg" not in {op for op, _ in found}


def test_of_what_is_wrong_anyway_the_reason_is_told_alone(judge: Judge) -> None:
    change = (SLOPE[0], "self.grad = (1 - t) * out.grad")
    report = judge(SCALARS, change)
    assert not overwritten(report)
    assert {r.op for r in report if r.status == "wrong"} == {"tanh"}


def test_an_engine_whose_own_sums_overwrite_is_not_judged_by_two_uses(judge: Judge) -> None:
    report = judge(SCALARS, assigned("            self.grad += out.grad\n"), SLOPE)
    assert {op for op, _ in overwritten(report)} <= {"used_twice", "diamond"}


@pytest.mark.parametrize(
    ("source", "change"), [(SCALARS, SLOPE), (SCALARS, FACTOR), (ARRAYS, LEAKY)]
)
def test_the_lines_to_paste_show_both_uses(
    judge: Judge, tmp_path: Path, source: str, change: tuple[str, str]
) -> None:
    lines = next(r.reproducer for r in judge(source, change) if r.status == "wrong")
    pasted = tmp_path / "pasted.py"
    pasted.write_text(f"{(tmp_path / 'homework.py').read_text('utf-8')}\n{lines}", "utf-8")
    run = subprocess.run([sys.executable, str(pasted)], capture_output=True, text=True, check=True)
    got, expected = run.stdout.removeprefix("got").split("expected")
    first = [float(one.strip("[]")) for one in got.split() if one.strip("[]")]
    second = [float(one.strip("[]")) for one in expected.split() if one.strip("[]")]
    assert [2 * one for one in first] == pytest.approx(second)


RULES = """
import numpy as np

class Value:
    def __init__(self, data, parents=(), rule=None):
        self.data, self.parents, self.rule = np.asarray(data, float), parents, rule
        self.grad = np.zeros_like(self.data)

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), lambda g: (g, g))

    def __mul__(self, other):
        rule = lambda g: (g * other.data, g * self.data)
        return Value(self.data * other.data, (self, other), rule)

    def backward(self, grad):
        order, seen = [], set()
        def visit(node):
            if node not in seen:
                seen.add(node)
                for one in node.parents:
                    visit(one)
                order.append(node)
        visit(self)
        self.grad = grad
        for node in reversed(order):
            for one, part in zip(node.parents, node.rule(node.grad) if node.rule else ()):
                one.grad = part

def tanh(x):
    t = np.tanh(x.data)
    return Value(t, (x,), lambda g: (g * (1 - t * t),))
"""


@pytest.mark.parametrize("ops", [OPS, ("tanh",)])
def test_where_the_walk_overwrites_no_operation_is_to_blame(
    judge: Judge, ops: tuple[str, ...]
) -> None:
    assert {(r.op, r.status) for r in judge(RULES, ops=ops) if r.op == "tanh"} == {("tanh", "ok")}


def relu(x):
    mask = x.data > 0
    return x.made(x.data * mask, (x, mask))


def test_a_gradient_that_is_0_is_not_overwritten() -> None:
    runner = Live(Tensor, relu)
    (one,) = [known for known in understand(runner) if known.op == "relu"]
    assert one.plan is not None
    assert one.setting is not None
    dead = replace(one.setting, arrays={"x": -np.abs(one.setting.first) - 1})
    assert not overwritten_in(runner, one.plan, dead)
