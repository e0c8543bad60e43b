"""The command `scratchcnn check` as a process of its own: what lies beside it, and where it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import scratchcnn

HOME = Path(scratchcnn.__file__).parents[1]
RIGHT = """\
import numpy as np

class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, grad):
        return grad * (self.x > 0)
"""
# No more than the least number of cases, however fast the machine is.
QUICK = ("--budget", "1e-9")


def shadows(folder: Path, *names: str) -> None:
    """Write modules that end whoever imports them."""
    for name in names:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("raise SystemExit('a shadow')\n")


def started(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Start a Python in a folder, which finds this package wherever it is."""
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.one_python
def test_files_beside_the_homework_shadow_nothing(tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(RIGHT)
    shadows(tmp_path, "numpy.py", "torch.py", "hypothesis.py", "random.py", "reference/__init__.py")
    done = started(tmp_path, "-m", "scratchcnn", "check", *QUICK, "homework.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("homework.py: ok: relu")


@pytest.mark.slow
def test_a_package_of_our_name_beside_the_homework_shadows_nothing(tmp_path: Path) -> None:
    # What `pip install` makes of the command: `python -m` would start the package in the folder.
    command = tmp_path / "bin" / "scratchcnn"
    folder = tmp_path / "homework"
    command.parent.mkdir()
    folder.mkdir()
    command.write_text("import sys\nfrom scratchcnn.cli import main\nsys.exit(main())\n")
    (folder / "homework.py").write_text(RIGHT)
    shadows(folder, "numpy.py", "scratchcnn/__init__.py", "reference/__init__.py")
    done = started(folder, str(command), "check", *QUICK, ".")
    assert done.stdout.startswith(".: ok: relu")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.one_python
def test_the_command_starts_where_its_own_source_is() -> None:
    environment = {name: it for name, it in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-m", "scratchcnn", "check", "--op", "flatten", "--examples", "1"]
    done = subprocess.run(
        command, cwd=HOME, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
