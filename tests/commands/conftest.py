"""Commands that are run on little: few digits, few cases, a network that is trained once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from checked import QUICK, Run
from PIL import Image

from scratchcnn.cli import main
from scratchcnn.datasets import load


@pytest.fixture(scope="session")
def trained_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that has learned to tell 0 from 1."""
    folder = tmp_path_factory.mktemp("runs") / "binary"
    assert main(["train", "binary", "--run", str(folder)]) == 0
    return folder


@pytest.fixture
def picture_of_a_one(tmp_path: Path) -> Path:
    """A picture of a 1, dark on light."""
    digits = load("sample")
    image = digits.test_images[np.flatnonzero(digits.test_labels == 1)[0], 0]
    Image.fromarray((255 * (1 - image)).astype(np.uint8)).resize((90, 90)).save(tmp_path / "1.png")
    return tmp_path / "1.png"


@pytest.fixture
def train(few_digits: None, tmp_path: Path) -> Callable[..., int]:
    """Run `train notebook` on few digits, with its output in the temporary folder."""
    common = ["train", "notebook", "--batch-size", "16", "--output", str(tmp_path / "n.npz")]
    return lambda *arguments: main([*common, *arguments])


@pytest.fixture
def run_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run `scratchcnn check` in a folder of its own; the exit code, and what is printed."""
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str) -> tuple[int, str]:
        code = main(["check", *QUICK, *arguments])
        return code, capsys.readouterr().out

    return check


@pytest.fixture
def run(run_in_full: Run, few_cases: None) -> Run:
    """Do the same on a few cases."""
    return run_in_full
