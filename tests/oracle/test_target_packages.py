"""A file of a package is judged with what it imports from the others."""

from pathlib import Path

import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

TENSOR = """
import numpy as np


class Tensor:
    def __init__(self, data, parents=(), rule=None):
        self.data, self.grad = np.asarray(data, float), None
        self.parents, self.rule = parents, rule

    def __add__(self, other):
        return Tensor(self.data + other.data, (self, other), lambda g: (g, g))

    def backward(self, grad=None):
        self.grad = np.ones_like(self.data) if grad is None else grad
        for parent, part in zip(self.parents, self.rule(self.grad) if self.rule else ()):
            parent.backward(part)
"""
LAYERS = """
import numpy as np

from .tensor import Tensor


class ReLU:
    def __call__(self, x):
        return Tensor(np.maximum(x.data, 0), (x,), lambda g: (g * (x.data > 0),))


def tanh(x):
    t = np.tanh(x.data)
    return Tensor(t, (x,), lambda g: (g * (1 - t * t),))
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "nn"
    folder.mkdir()
    for name, text in (("__init__", ""), ("tensor", TENSOR), ("layers", LAYERS)):
        (folder / f"{name}.py").write_text(text, "utf-8")
    return folder


def judged(target: Path) -> Report:
    return judge_target(str(target), Settings(budget=0))


def statuses(report: Report) -> set[tuple[str, str, str]]:
    return {(r.implementation, r.op, r.status) for r in report}


def test_layers_compute_with_a_tensor_of_another_file(package: Path) -> None:
    report = judged(package / "layers.py")
    assert report.error is None
    assert statuses(report) == {("ReLU", "relu", "ok"), ("tanh", "tanh", "ok")}


def test_what_is_imported_is_not_judged_itself(package: Path) -> None:
    (package / "more.py").write_text("from .layers import ReLU, tanh\nfrom .tensor import Tensor\n")
    report = judged(package / "more.py")
    assert not list(report)
    assert report.error == "no layer found in it"


def test_a_bug_in_such_a_layer_is_found(package: Path) -> None:
    wrong = LAYERS.replace("(1 - t * t)", "(1 - t)")
    (package / "layers.py").write_text(wrong, "utf-8")
    assert ("tanh", "tanh", "wrong") in statuses(judged(package / "layers.py"))


def test_the_whole_folder_is_judged_as_before(package: Path) -> None:
    found = {(op, status) for _, op, status in statuses(judged(package))}
    assert {("relu", "ok"), ("tanh", "ok"), ("engine_add", "ok")} <= found
