"""The command `scratchcnn` itself."""

import os
import subprocess
import sys

import scratchcnn


def test_python_m_runs_the_command() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "scratchcnn", "--version"]
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert out.stdout == f"scratchcnn {scratchcnn.__version__}\n"


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\nfrom scratchcnn.cli import main\ntry: main(['--help'])\n"
        "except SystemExit: print({'torch', 'rich', 'scratchcnn.datasets'} & set(sys.modules))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert out.stdout.endswith("\nset()\n")
