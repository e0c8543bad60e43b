"""Gradients that add up until something else than their layer sets them to zero."""

from pathlib import Path

import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.target import judge_target

pytestmark = pytest.mark.one_python

LAYER = """
import numpy as np


class Linear:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out)
        self.b = np.zeros(n_out)
        self.dW = np.zeros((n_in, n_out))
        self.db = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW += self.x.T @ grad
        self.db += grad.sum(axis=0)
        return grad @ self.W.T
"""
OPTIMIZER = """

class Descent:
    def __init__(self, layers, rate):
        self.layers, self.rate = layers, rate

    def step(self):
        for layer in self.layers:
            layer.W -= self.rate * layer.dW

    def zero_grad(self):
        for layer in self.layers:
            layer.dW[:] = 0
            layer.db[:] = 0
"""
LOOP = """

def train(layer, x, grad, rate):
    for _ in range(10):
        layer.forward(x)
        layer.backward(grad)
        layer.W -= rate * layer.dW
        layer.dW.fill(0)
        layer.db.fill(0)
"""
HALF = """
    def zero_grad(self):
        self.dW = np.zeros_like(self.W)
"""


def verdict(tmp_path: Path, source: str) -> tuple[str, set[str]]:
    path = tmp_path / "homework.py"
    path.write_text(source, "utf-8")
    report = judge_target(str(path), Settings(ops=("linear",)))
    return report.verdict, {r.verdict.message for r in report if r.status == "convention"}


@pytest.mark.parametrize(("more", "owner"), [(OPTIMIZER, "Descent.zero_grad"), (LOOP, "train")])
def test_gradients_add_up_until_an_optimizer_or_a_loop_sets_them_to_zero(
    tmp_path: Path, more: str, owner: str
) -> None:
    words = f"gradients add up until {owner} sets them to zero: a convention"
    assert verdict(tmp_path, LAYER + more) == ("ok", {words})


def test_gradients_that_nothing_sets_to_zero_are_wrong(tmp_path: Path) -> None:
    assert verdict(tmp_path, LAYER)[0] == "wrong"


def test_a_layer_that_forgets_one_where_it_sets_them_to_zero_is_wrong(tmp_path: Path) -> None:
    assert verdict(tmp_path, LAYER + HALF + OPTIMIZER.replace("zero_grad", "nothing"))[0] == "wrong"


def test_what_scales_a_number_sets_no_gradient_to_zero(tmp_path: Path) -> None:
    decayed = "\n\ndef decayed(lr):\n    lr *= 0.95\n    return lr\n"
    assert verdict(tmp_path, LAYER + decayed)[0] == "wrong"


def test_a_layer_that_zeroes_one_of_two_before_a_helper_adds_to_both_is_wrong(
    tmp_path: Path,
) -> None:
    helper = "\n\ndef add(into, what):\n    into += what\n"
    source = LAYER.replace(
        "        self.dW += self.x.T @ grad\n        self.db += grad.sum(axis=0)\n",
        "        self.db = np.zeros_like(self.b)\n"
        "        add(self.dW, self.x.T @ grad)\n        add(self.db, grad.sum(axis=0))\n",
    )
    assert verdict(tmp_path, source + helper)[0] == "wrong"


UPDATE = """
    def update(self, rate):
        self.W = self.W - rate * self.dW
        self.b = self.b - rate * self.db
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)
"""


@pytest.mark.parametrize("added", ["self.dW +=", "self.dW = self.dW +"])
def test_a_layer_that_sets_all_to_zero_where_it_updates_itself_adds_up_by_design(
    tmp_path: Path, added: str
) -> None:
    source = LAYER.replace("self.dW +=", added) + UPDATE
    words = "gradients add up until Linear.update sets them to zero: a convention"
    assert verdict(tmp_path, source) == ("ok", {words})


def test_a_layer_that_forgets_one_where_it_updates_itself_is_wrong(tmp_path: Path) -> None:
    forgetting = UPDATE.replace("        self.db = np.zeros_like(self.b)\n", "")
    assert verdict(tmp_path, LAYER + forgetting)[0] == "wrong"
