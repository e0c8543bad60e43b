"""What was recognised and not judged has a result of its own, and is no success."""

from pathlib import Path

import numpy as np
import pytest

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.not_judged import never_made, why
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.process.worker.loading.unmade import Unmade
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_runner, judge_target
from tests.helpers.checked import RIGHT


class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, grad):
        return grad * (self.x > 0)


class MaxPool:
    def __init__(self, kernel_size, stride):
        self.k = kernel_size

    def forward(self, x):
        return x + name_that_is_nowhere  # noqa: F821 # the fault of this homework


class AvgPool:
    def __init__(self, riddle, stride):
        self.k = riddle

    def forward(self, x):
        return {}[self.k]


class Softmax:
    def forward(self, x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.out = e / e.sum(axis=1, keepdims=True)
        return self.out

    def backward(self, grad, optimizer):
        return optimizer.step(self.out * (grad - (grad * self.out).sum(axis=1, keepdims=True)))


def judged(*classes: type, **settings: tuple[str, ...]) -> Report:
    return judge_runner("homework", Live(*classes), Settings(**settings))


def of(report: Report, op: str) -> list[Result]:
    return [result for result in report if result.op == op]


def test_a_name_that_is_bound_nowhere_is_wrong_however_the_layer_is_called() -> None:
    report = judged(MaxPool, ReLU)
    (result,) = of(report, "max_pool2d")
    assert (result.check, result.status, result.examples) == ("forward", "wrong", 0)
    assert "every call raised NameError" in result.verdict.message
    assert report.exit_code == 1


def test_a_layer_that_was_not_understood_is_not_judged_beside_one_that_is_right() -> None:
    report = judged(AvgPool, ReLU)
    (result,) = of(report, "avg_pool2d")
    assert result.status == "not_judged"
    assert all(of(report, "relu"))
    assert (report.verdict, report.exit_code) == ("error", 1)


def test_a_backward_pass_that_was_not_understood_is_not_judged() -> None:
    report = judged(Softmax)
    (result,) = [one for one in report if one.status == "not_judged"]
    assert (result.op, result.check) == ("softmax", "grad_x")
    assert "optimizer" in result.verdict.message
    assert report.exit_code == 1


def test_only_the_checks_asked_for_are_told_as_not_judged() -> None:
    statuses = {result.status for result in judged(Softmax, checks=("forward",))}
    assert "not_judged" not in statuses


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (None, "not_judged"),
        (Failure("exception", "TypeError", "unexpected keyword"), "not_judged"),
        (Failure("exception", "UnboundLocalError", "local variable"), "wrong"),
        (Failure("exception", "NotImplementedError", ""), "unimplemented"),
        (Failure("timeout", "", "took too long"), "timeout"),
    ],
)
def test_what_a_layer_is_that_no_call_got_through(failure: Failure | None, status: str) -> None:
    assert why(failure, "not judged: it is a riddle")[0] == status


def test_the_reason_is_what_was_understood() -> None:
    assert why(None, "not judged: it is a riddle") == ("not_judged", "it is a riddle")


class Conv2D:
    def __init__(self, e, s, q):
        self.w = np.zeros((s, e, q, q))

    def rechne(self, v):
        return v[:, :1] * 0 + 3


def test_a_class_whose_names_say_nothing_but_its_op_is_not_judged_rather_than_left_out() -> None:
    report = judged(Conv2D, ReLU)
    (result,) = of(report, "conv2d")
    assert (result.status, report.exit_code) == ("not_judged", 1)


# The line behind the layer that is right.
NEXT = RIGHT.count("\n") + 1


def of_file(folder: Path, text: str, **settings: tuple[str, ...]) -> Report:
    path = folder / "homework.py"
    path.write_text(RIGHT + text, "utf-8")
    return judge_target(str(path), Settings(budget=1e-9, **settings))


@pytest.mark.parametrize(
    ("text", "op", "check", "name"),
    [
        ("class Conv2D:\n    size = missing\n", "conv2d", "forward", "Conv2D"),
        ("tanh = np.vectorise(lambda x: x)\n", "tanh", "forward", "tanh"),
        ("def relu_backward(x=missing):\n    pass\n", "relu", "grad_x", "relu_backward"),
    ],
)
def test_a_layer_that_could_not_be_made_is_not_judged_beside_one_that_is_right(
    tmp_path: Path, text: str, op: str, check: str, name: str
) -> None:
    report = of_file(tmp_path, text)
    (result,) = [one for one in report if one.implementation == name]
    assert (result.op, result.check, result.status, result.examples) == (op, check, "not_judged", 0)
    assert "it could not be made: " in result.verdict.message
    assert f"(homework.py, line {NEXT})" in result.verdict.message
    assert (report.verdict, report.exit_code) == ("error", 1)


@pytest.mark.parametrize(
    "text",
    [
        "class Helper:\n    size = missing\n",
        "class Conv2D:\n    size = missing\nclass Conv2D:\n    pass\n",
        "def conv_output_size(x=missing):\n    pass\n",
    ],
)
def test_what_is_no_layer_or_was_made_after_all_has_no_result(tmp_path: Path, text: str) -> None:
    report = of_file(tmp_path, text)
    assert {result.implementation for result in report if result.status != "ok"} <= {"Conv2D"}
    assert not any("could not be made" in result.verdict.message for result in report)


@pytest.mark.parametrize("settings", [{"ops": ("relu",)}, {"checks": ("grad_x",)}])
def test_only_what_is_asked_for_is_told_as_not_made(
    tmp_path: Path, settings: dict[str, tuple[str, ...]]
) -> None:
    report = of_file(tmp_path, "class Conv2D:\n    size = missing\n", **settings)
    assert {result.status for result in report} == {"ok"}


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("Conv2D", "class", True),
        ("layers.Conv2D", "class", True),
        ("softmax", "assignment", True),
        ("conv_weights", "assignment", False),
        ("W_conv1", "assignment", False),
        ("loss", "assignment", False),
        ("loss", "function", True),
        ("pool_size", "function", False),
        ("im2col", "function", False),
        ("Network", "class", False),
    ],
)
def test_of_what_was_not_made_only_layers_are_told(name: str, kind: str, told: bool) -> None:
    found = list(never_made([Unmade(name, kind, "NameError", "hw.py", 3)]))
    assert [result.implementation for result in found] == [name] * told
