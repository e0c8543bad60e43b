"""`scratchcnn check --device cuda`."""

from pathlib import Path

import pytest
import torch
from checked import Run

from scratchcnn.cli import main

RIGHT = """\
import torch

class Linear:
    def __init__(self, in_features, out_features):
        self.w = torch.randn(in_features, out_features, device="cuda")
        self.b = torch.zeros(out_features)

    def forward(self, x):
        assert x.is_cuda
        self.x = x
        return x @ self.w + self.b

    def backward(self, grad_out):
        self.dw, self.db = self.x.T @ grad_out, grad_out.sum(0)
        return grad_out @ self.w.T
"""
needs_a_gpu = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="PyTorch sees no CUDA device here"
)


def test_where_there_is_no_gpu_that_is_said_with_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(SystemExit) as raised:
        main(["check", "homework.py", "--device", "cuda"])
    assert raised.value.code == 2
    assert "argument --device: PyTorch sees no CUDA device here" in capsys.readouterr().err


@needs_a_gpu
def test_tensors_are_judged_on_a_gpu(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(RIGHT)
    code, out = run("homework.py", "--device", "cuda")
    assert code == 0
    assert "PyTorch's tensors are on a GPU: " in out


@needs_a_gpu
def test_what_is_wrong_on_a_gpu_is_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(RIGHT.replace("grad_out.sum(0)", "grad_out[0]"))
    code, out = run("homework.py", "--device", "cuda")
    assert code == 1
    assert "first-sample-only" in out


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=needs_a_gpu)])
@pytest.mark.one_python
def test_writing_into_an_argument_is_noticed_wherever_it_is(
    run: Run, tmp_path: Path, device: str
) -> None:
    text = RIGHT.replace("        assert x.is_cuda\n", "").replace(', device="cuda"', "")
    writing = text.replace("x @ self.w + self.b", "self.x @ self.w + self.b + x.zero_()[0, 0]")
    (tmp_path / "homework.py").write_text(writing.replace("self.x = x\n", "self.x = x.clone()\n"))
    code, out = run("homework.py", "--device", device)
    assert code == 1
    assert "changed in place: x" in " ".join(out.split())


@pytest.mark.skipif(torch.cuda.is_available(), reason="PyTorch sees a CUDA device here")
@pytest.mark.one_python
def test_homework_whose_process_sees_no_gpu_is_not_judged(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    (tmp_path / "homework.py").write_text(RIGHT)
    code, out = run("homework.py", "--device", "cuda")
    assert code != 0
    assert "PyTorch sees no CUDA device in the homework's process" in " ".join(out.split())
    assert "wrong" not in out
