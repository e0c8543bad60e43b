"""Dropout beside other layers: in a report, asked for by its op, as an object."""

from pathlib import Path
from typing import Any

import numpy as np
from dropped import LAYER

from scratchcnn import oracle
from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target


def judged(folder: Path, source: str, **settings: Any) -> Report:
    path = folder / "homework.py"
    path.write_text(source, "utf-8")
    return judge_target(str(path), Settings(budget=0, **settings))


def test_a_file_with_dropout_alone_is_judged(tmp_path: Path) -> None:
    report = judged(tmp_path, LAYER)
    assert report.verdict == "ok"
    assert report.error is None
    assert {result.op for result in report} == {"dropout"}


def test_what_is_not_understood_is_told_once(tmp_path: Path) -> None:
    report = judged(tmp_path, LAYER.replace("self, p=0.5", "self, network, p=0.5"))
    assert report.verdict == "error"
    assert report.error == "Dropout: not judged: what its network is was not understood"


def test_of_a_function_a_note_tells_why(tmp_path: Path) -> None:
    report = judged(tmp_path, "def dropout(x, network): return x\n")
    assert "dropout: not judged as dropout: what its network is was not understood" in report.notes


def test_it_is_judged_if_it_is_asked_for_and_not_if_another_is(tmp_path: Path) -> None:
    assert {result.op for result in judged(tmp_path, LAYER, ops=("dropout",))} == {"dropout"}
    assert not list(judged(tmp_path, LAYER, ops=("relu",)))


def test_what_is_gone_from_numpy_is_told_beside_it(tmp_path: Path) -> None:
    source = LAYER.replace("x.shape) >= self.p)", "x.shape) >= self.p).astype(np.float)")
    report = judged(tmp_path, source)
    others = [result for result in report if result.status != "ok"]
    assert [result.status for result in others] == ["environment"]
    assert "np.float" in others[0].verdict.message


def test_dropout_of_a_library_is_not_from_scratch(tmp_path: Path) -> None:
    source = (
        "import torch\nclass Dropout:\n    def __init__(self, p=0.5):\n        self.p = p\n"
        "    def forward(self, x):\n        return torch.nn.functional.dropout(x, self.p)\n"
    )
    assert {result.status for result in judged(tmp_path, source)} == {"not_from_scratch"}


class Dropout:
    def __init__(self, p: float = 0.5) -> None:
        self.p = p

    def forward(self, x: Any) -> Any:
        self.mask = (np.random.rand(*x.shape) >= self.p) / (1 - self.p)
        return x * self.mask

    def backward(self, grad_out: Any) -> Any:
        return grad_out * self.mask


def test_of_an_object_its_class_is_judged() -> None:
    for report in (oracle.check(Dropout(0.2)), oracle.check(Dropout)):
        assert report
        assert {result.op for result in report} == {"dropout"}
    assert "new objects of Dropout were judged" in oracle.check(Dropout()).notes[-1]
