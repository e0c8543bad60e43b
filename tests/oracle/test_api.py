"""Anything that can be judged, and what happens with it."""

import importlib.util
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reference import ops as twins
from scratchcnn import oracle

RELU = """
import numpy as np


class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dout):
        return dout * (dout > 0)
"""


class ReLU:
    def forward(self, x: Any) -> Any:
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dout: Any) -> Any:
        return dout * (self.x > 0)


class PReLU:
    def __init__(self, size: int = 4) -> None:
        self.a = np.full(size, 0.25)

    def forward(self, x: Any) -> Any:
        self.x = x
        return np.where(x > 0, x, self.a * x)

    def backward(self, dout: Any) -> Any:
        self.da = (dout * np.minimum(self.x, 0)).sum(0)
        return dout * np.where(self.x > 0, 1, self.a)


class Dense:
    def __init__(self, n_in: int, n_out: int) -> None:
        self.W, self.b = np.ones((n_in, n_out)), np.zeros(n_out)

    def forward(self, x: Any) -> Any:
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout: Any) -> Any:
        self.dW, self.db = self.x.T @ dout, dout.sum(0)
        return dout @ self.W.T


class Cube:
    def forward(self, x: Any) -> Any:
        self.x = x
        return x**3

    def backward(self, dout: Any) -> Any:
        return 3 * self.x**2 * dout


class Power(Cube):
    def __init__(self, exponent: int) -> None:
        self.exponent = exponent


def sigmoid_forward(x: Any) -> Any:
    out = 1 / (1 + np.exp(-x))
    return out, out


def sigmoid_backward(dout: Any, cache: Any) -> Any:
    return dout * cache * (1 + cache)


def my_tanh(x: Any) -> Any:
    out = np.tanh(x)
    return out, lambda grad_out: (grad_out * (1 - out * out),)


def cube(x: Any) -> Any:
    return x**3, lambda grad_out: (3 * x**2 * grad_out,)


def judged_ops(report: oracle.Report) -> set[str]:
    return {result.op for result in report}


def wrong(report: oracle.Report) -> set[tuple[str, str]]:
    return {(result.op, result.check) for result in report if result.status == "wrong"}


@pytest.fixture
def homework(tmp_path: Path) -> Path:
    path = tmp_path / "homework.py"
    path.write_text(RELU)
    return path


def test_a_path_is_judged_apart(homework: Path) -> None:
    report = oracle.check(homework, budget=0)
    assert wrong(report) == {("relu", "grad_x")}
    assert report.target == str(homework)
    assert not any("a process of its own" in note for note in report.notes)


def test_the_path_may_be_a_text(homework: Path) -> None:
    assert oracle.check(str(homework), budget=0).verdict == "wrong"


def test_a_path_that_is_none_is_a_report_that_says_so() -> None:
    report = oracle.check("nowhere/homework.py")
    assert (bool(report), report.exit_code) == (False, 2)
    assert "nowhere" in str(report.error)


def test_a_class_is_judged_by_the_op_of_its_name() -> None:
    report = oracle.check(ReLU, budget=0)
    assert report
    assert judged_ops(report) == {"relu"}
    assert any("a process of its own" in note for note in report.notes)


def test_a_module_is_judged(homework: Path) -> None:
    spec = importlib.util.spec_from_file_location("homework", homework)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    report = oracle.check(module, budget=0)
    assert (report.target, wrong(report)) == ("homework", {("relu", "grad_x")})


def test_a_module_without_layers_is_told() -> None:
    report = oracle.check(types.ModuleType("empty"))
    assert (report.verdict, report.error) == (
        "error",
        "empty: no layer is known by its name in it",
    )


def test_a_function_finds_its_backward_pass_beside_it() -> None:
    assert wrong(oracle.check(sigmoid_forward, budget=0)) == {("sigmoid", "grad_x")}


def test_of_a_layer_with_a_twin_new_objects_are_judged() -> None:
    report = oracle.check(Dense(2, 3), budget=0)
    assert report
    assert judged_ops(report) == {"linear"}
    assert "new objects of Dense were judged, not this one" in report.notes


def test_a_layer_without_a_twin_is_judged_by_finite_differences() -> None:
    report = oracle.check(Cube(), examples=1)
    assert report
    assert {(r.op, r.check) for r in report} == {("layer", "finite_difference")}
    assert "judged by finite differences" in report.notes[0]


def test_an_object_of_a_class_that_no_call_suits_is_judged_without_its_twin() -> None:
    report = oracle.check(PReLU(), examples=1)
    assert report
    assert judged_ops(report) == {"layer"}


def test_a_class_without_a_twin_is_judged_if_it_takes_no_arguments() -> None:
    assert judged_ops(oracle.check(Cube, examples=1)) == {"layer"}


def test_of_one_that_takes_arguments_an_object_is_asked_for() -> None:
    report = oracle.check(Power)
    assert not report
    assert "oracle.check(Power(...)) judges the gradients of an object" in str(report.error)


def test_a_function_in_the_protocol_is_judged_by_the_op_of_its_name() -> None:
    report = oracle.check(my_tanh, examples=1, refusals=False)
    assert report
    assert judged_ops(report) == {"tanh"}
    assert "my_tanh keeps the op protocol, and its name says tanh" in report.notes


def test_a_function_in_the_protocol_without_an_op_is_judged_by_finite_differences() -> None:
    report = oracle.check(cube, examples=1)
    assert report
    assert judged_ops(report) == {"layer"}


def test_an_op_that_is_given_is_taken() -> None:
    report = oracle.check(cube, op="tanh", examples=1, refusals=False)
    assert ("tanh", "forward") in wrong(report)


def test_any_callable_object_may_keep_the_protocol() -> None:
    class Callable:
        def __call__(self, x: Any) -> Any:
            return twins.relu(x)

    assert oracle.check(Callable(), op="relu", examples=1, refusals=False)


def test_an_op_picks_one_of_several_layers(homework: Path) -> None:
    homework.write_text(RELU + RELU.replace("ReLU", "MyTanh"))
    assert judged_ops(oracle.check(homework, op="relu", budget=0)) == {"relu"}


@pytest.mark.parametrize("obj", [None, 3, [ReLU], {"op": "relu"}, np.zeros(2), b"homework.py"])
def test_what_cannot_be_judged_is_refused(obj: Any) -> None:
    with pytest.raises(TypeError, match=rf"^obj must be a path, .*, got {type(obj).__name__}$"):
        oracle.check(obj)


@pytest.mark.parametrize("obj", [ReLU, ReLU(), "homework.py", twins.relu])
def test_an_unknown_op_is_refused(obj: Any) -> None:
    with pytest.raises(ValueError, match=r"^op must be one of .*conv2d, .*, got 'conv4d'$"):
        oracle.check(obj, op="conv4d")


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"seed": None}, TypeError, "seed must be a whole number, got None"),
        ({"seed": 1.5}, TypeError, "seed must be a whole number, got 1.5"),
        ({"seed": -1}, ValueError, "seed must be at least 0, got -1"),
        ({"examples": True}, TypeError, "examples must be a whole number, got True"),
        ({"timeout": "x"}, TypeError, "timeout must be a number of seconds, got 'x'"),
        ({"seed": np.int64(3)}, TypeError, "seed must be a whole number, got np.int64(3)"),
        ({"timeout": True}, TypeError, "timeout must be a number of seconds, got True"),
        ({"timeout": 0}, ValueError, "timeout must be a finite number of seconds above 0, got 0"),
        ({"timeout": float("nan")}, ValueError, "timeout must be a finite number of seconds"),
        ({"budget": -1}, ValueError, "budget must be a finite number of seconds from 0 up"),
        ({"checks": ("nope",)}, ValueError, "checks must be among forward, grad_x, "),
        ({"checks": "grad_x"}, TypeError, "checks must be a tuple of names, such as ('grad_x',)"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(
    arguments: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error) as raised:
        oracle.check(ReLU, **arguments)
    assert said in str(raised.value)


def test_a_report_is_a_sequence_of_results() -> None:
    report = oracle.check(Cube(), examples=1)
    assert [report[index] for index in range(len(report))] == list(report)
    assert report[:1] == (report[0],)


def test_a_report_prints_as_the_command_shows_it() -> None:
    text = str(oracle.check(Cube(), examples=1))
    lines = text.splitlines()
    assert lines[0].startswith("Cube: ")
    assert "What was checked" in lines
    assert lines[-1].endswith("seed 0")
    assert "\x1b" not in text
    # One line for what does not hold it.
    assert len([line for line in lines if line.startswith("note: without protection by: ")]) == 1


def test_a_report_is_told_in_one_line() -> None:
    report = oracle.check(Cube(), examples=1)
    assert repr(report) == f"<Report of Cube: {report.verdict}, {len(report)} results>"


def test_a_notebook_shows_the_report() -> None:
    page = oracle.check(Cube(), examples=1)._repr_html_()
    assert "Cube" in page
    assert "finite differences" in page
