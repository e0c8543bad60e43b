"""A teacher's list of calls, from the command to the result."""

import csv
from pathlib import Path

import pytest
from checked import Run

from scratchcnn.cli import main

pytestmark = pytest.mark.one_python

HOMEWORK = """\
import torch

class Linear:
    def __init__(self, in_features, out_features):
        self.w, self.b = torch.randn(in_features, out_features), torch.zeros(out_features)

    def forward(self, x):
        self.x = x
        return CALL

    def backward(self, grad_out):
        self.dw, self.db = self.x.T @ grad_out, grad_out.sum(0)
        return grad_out @ self.w.T
"""
EINSUM = HOMEWORK.replace("CALL", 'torch.einsum("ni,io->no", x, self.w) + self.b')
LINEAR = HOMEWORK.replace("CALL", "torch.nn.functional.linear(x, self.w.T, self.b)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "einsum.py").write_text(EINSUM)
    (tmp_path / "linear.py").write_text(LINEAR)
    (tmp_path / "allow.txt").write_text("allow torch.nn.functional.linear\n")
    (tmp_path / "forbid.txt").write_text("forbid torch.einsum\n")
    (tmp_path / "needed.txt").write_text("forbid torch.from_numpy\n")
    return tmp_path


def test_what_a_teacher_forbids_is_not_from_scratch(run: Run, folder: Path) -> None:
    assert run("einsum.py")[0] == 0
    code, out = run("einsum.py", "--calls", "forbid.txt")
    assert code == 1
    assert "not_from_scratch  linear (Linear): it calls torch.einsum" in out


def test_what_a_teacher_allows_is_judged(run: Run, folder: Path) -> None:
    code, out = run("linear.py")
    assert code == 1
    assert "not_from_scratch" in out
    code, out = run("linear.py", "--calls", "allow.txt")
    assert code == 0
    assert out.startswith("linear.py: ok: linear in ")


def test_what_the_judge_needs_gives_exit_code_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as raised:
        main(["check", "einsum.py", "--calls", "needed.txt"])
    assert raised.value.code == 2
    said = capsys.readouterr().err
    assert "argument --calls: needed.txt, line 1: torch.from_numpy cannot be forbidden" in said


def test_a_class_is_graded_by_a_list(folder: Path) -> None:
    submissions = folder / "submissions"
    submissions.mkdir()
    (folder / "einsum.py").rename(submissions / "ann.py")
    output = folder / "results"
    command = ("grade", str(submissions), "--output", str(output), "--workers", "1")
    calls = ("--calls", str(folder / "forbid.txt"))
    assert main([*command, "--budget", "1e-9", *calls]) == 0
    with (output / "grades.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    report = (output / "submissions" / "ann.py" / "report.json").read_text()
    assert row["verdict"] == "error"
    assert "it calls torch.einsum" in report
