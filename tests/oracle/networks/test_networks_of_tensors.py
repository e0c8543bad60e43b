"""Whole networks that compute with PyTorch's tensors."""

import subprocess
import sys
from pathlib import Path

import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

pytestmark = pytest.mark.one_python

NETWORK = """
import torch


class Net:
    def __init__(self, input_dim, num_classes):
        self.params = {"W": torch.randn(input_dim, num_classes), "b": torch.zeros(num_classes)}

    def loss(self, X, y):
        W, b = self.params["W"], self.params["b"]
        scores = X @ W + b
        p = scores.exp()
        p = p / p.sum(dim=1, keepdim=True)
        rows = torch.arange(len(y))
        loss = -p[rows, y].log().mean()
        d = p.clone()
        d[rows, y] -= 1
        d /= len(y)
        return loss, {"W": X.t() @ d, "b": d.sum(dim=0)}
"""


def report_of(folder: Path, source: str) -> Report:
    path = folder / "homework.py"
    path.write_text(source, "utf-8")
    return judge_target(str(path), Settings())


def statuses(report: Report) -> dict[str, str]:
    return {result.check: result.status for result in report if result.op == "network"}


def test_gradients_in_tensors_are_judged_as_those_in_arrays(tmp_path: Path) -> None:
    assert statuses(report_of(tmp_path, NETWORK)) == {"grad_W": "ok", "grad_b": "ok"}


def test_a_wrong_gradient_in_tensors_is_wrong(tmp_path: Path) -> None:
    report = report_of(tmp_path, NETWORK.replace("d.sum(dim=0)", "-d.sum(dim=0)"))
    assert statuses(report) == {"grad_W": "ok", "grad_b": "wrong"}


def test_the_lines_to_paste_run_and_show_the_difference(tmp_path: Path) -> None:
    source = NETWORK.replace("d.sum(dim=0)", "-d.sum(dim=0)")
    (code,) = [r.reproducer for r in report_of(tmp_path, source) if r.reproducer]
    script = tmp_path / "pasted.py"
    script.write_text(f"{source}\n{code}", "utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert "gradient" in done.stdout
    assert "slope" in done.stdout


def test_a_network_that_lets_pytorch_differentiate_is_not_from_scratch(tmp_path: Path) -> None:
    source = NETWORK.replace(
        "        d = p.clone()", "        loss.backward()\n        d = p.clone()"
    )
    assert set(statuses(report_of(tmp_path, source)).values()) == {"not_from_scratch"}
