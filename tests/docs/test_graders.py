"""The files for other graders, run as those run them."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

GRADERS = Path(__file__).parents[2] / "docs" / "graders"
SCRIPTS = Path(sys.executable).parent
HOMEWORK = """\
import numpy as np

def relu(x):
    return np.maximum(x, 0)

def relu_backward(grad_out, x):
    return grad_out * (grad_out > 0)
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("bash") is None, reason="of systems with bash"),
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A student's repository."""
    (tmp_path / "layers.py").write_text(HOMEWORK)
    return tmp_path


def run(command: str | list[str], place: Path, **environment: str) -> int:
    """Run a command as a grader does; return its exit code."""
    path = f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"
    arguments = shlex.split(command) if isinstance(command, str) else command
    done = subprocess.run(
        arguments,
        cwd=place,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        check=False,
    )
    return done.returncode


def test_gradescope_gets_points_and_names_of_bugs(tmp_path: Path) -> None:
    root = tmp_path / "autograder"
    shutil.copytree(GRADERS / "gradescope", root / "source")
    (root / "submission").mkdir()
    (root / "results").mkdir()
    (root / "submission" / "layers.py").write_text(HOMEWORK)
    assert run([str(root / "source/run_autograder")], tmp_path, AUTOGRADER=str(root)) == 0
    result = json.loads((root / "results/results.json").read_text())
    scores = {test["name"]: (test["score"], test["max_score"]) for test in result["tests"]}
    assert scores["relu forward"] == (1, 1)
    assert scores["relu grad_x"] == (0, 1)
    assert scores["conv2d forward"] == (0, 4)
    text = json.dumps(result)
    assert "relu-mask-from-gradient" in text
    assert "expected" not in text


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_gradescope_s_scripts_can_be_run(script: str) -> None:
    path = GRADERS / "gradescope" / script
    assert os.access(path, os.X_OK)
    assert run(["bash", "-n", str(path)], GRADERS) == 0


def test_github_classroom_s_commands_pass_and_fail(repository: Path) -> None:
    text = (GRADERS / "github-classroom/classroom.yml").read_text()
    commands = re.findall(r"command: (.*)", text)
    (apart,) = re.findall(r"run: (mkdir .*)", text)
    assert run(["bash", "-c", apart], repository) == 0
    assert [run(command, repository) for command in commands] == [1, 1, 1]
    right = HOMEWORK.replace("grad_out > 0", "x > 0")
    (repository / "submission" / "layers.py").write_text(right)
    assert [run(command, repository) for command in commands] == [1, 1, 0]


def test_github_classroom_hears_of_every_test() -> None:
    text = (GRADERS / "github-classroom/classroom.yml").read_text()
    tests = re.findall(r"id: (.*)", text)
    assert re.findall(r"runners: (.*)", text) == [",".join(tests)]
    for test in tests:
        assert f'{test.upper()}_RESULTS: "${{{{ steps.{test}.outputs.result }}}}"' in text


def test_gitlab_gets_a_report_in_junit_s_format(repository: Path) -> None:
    text = (GRADERS / "gitlab/.gitlab-ci.yml").read_text()
    apart, command = re.findall(r"- (mkdir .*|scratchcnn .*)", text)
    assert run(["bash", "-c", apart], repository) == 0
    (report,) = re.findall(r"junit: (.*)", text)
    assert run(command, repository) == 1
    suites = ElementTree.parse(repository / report).getroot()
    failed = [test for test in suites.iter("testcase") if test.find("failure") is not None]
    assert {test.get("classname") for test in failed} == {"relu"}
