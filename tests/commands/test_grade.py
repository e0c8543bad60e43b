"""The command `scratchcnn grade`."""

import argparse
import csv
import io
import json
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scratchcnn.cli import main
from scratchcnn.commands.grade import engine_of, failures_of_the_adapter, progress_shown
from scratchcnn.grading.grades import Grade
from scratchcnn.grading.results import Results
from scratchcnn.grading.run import Progress

RIGHT = """\
import numpy as np

def relu(x):
    return np.maximum(x, 0)

def relu_backward(grad_out, x):
    return grad_out * (x > 0)
"""
WRONG = RIGHT.replace("x > 0", "grad_out > 0")
# One process alone, for each has to import PyTorch.
QUICK = ("--budget", "1e-9", "--workers", "1")


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    folder = tmp_path / "submissions"
    (folder / "team").mkdir(parents=True)
    (folder / "ann.py").write_text(RIGHT)
    (folder / "bob.py").write_text(WRONG)
    (folder / "cyd.py").write_text("def relu(x:\n")
    (folder / "team" / "layers.py").write_text(RIGHT)
    with zipfile.ZipFile(folder / "zed.zip", "w") as archive:
        archive.writestr("layers.py", WRONG)
    return folder


def grade(submissions: Path, *arguments: str) -> dict[str, dict[str, str]]:
    output = submissions.parent / "results"
    arguments = ("grade", str(submissions), "--output", str(output), *QUICK, *arguments)
    assert main(arguments) == 0
    with (output / "grades.csv").open(newline="", encoding="utf-8") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


@pytest.mark.one_python
def test_a_class_is_graded_and_kept(submissions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = grade(submissions)
    verdicts = {name: row["verdict"] for name, row in rows.items()}
    assert verdicts == {
        "ann.py": "ok",
        "bob.py": "wrong",
        "cyd.py": "error",
        "team": "ok",
        "zed.zip": "wrong",
    }
    assert rows["bob.py"]["bugs"] == rows["zed.zip"]["bugs"] == "relu-mask-from-gradient"
    assert rows["ann.py"]["points"] == rows["ann.py"]["max_points"]
    assert rows["cyd.py"]["error"].startswith("cyd.py, line 1: ")
    said = capsys.readouterr()
    assert said.out.startswith("5 submissions: 2 ok, 2 wrong, 1 error; 5 judged now, 0 before\n")
    assert "/5 bob.py: wrong" in said.err

    results = submissions.parent / "results"
    document = json.loads((results / "submissions" / "team" / "report.json").read_text())
    assert document["targets"][0]["target"] == "team"
    assert "bob.py" in (results / "overview.html").read_text()
    assert not (results / ".work").exists()

    grade(submissions)
    assert "; 0 judged now, 5 before" in capsys.readouterr().out


@pytest.mark.slow
def test_points_and_reveal_decide_what_is_given_and_shown(submissions: Path) -> None:
    for name in ("cyd.py", "zed.zip"):
        (submissions / name).unlink()
    points = submissions.parent / "points.toml"
    points.write_text("[relu]\nforward = 2\ngrad_x = 3\n[conv2d]\nforward = 5\n")
    rows = grade(submissions, "--points", str(points), "--reveal", "none", "--workers", "1")
    assert [(row["points"], row["max_points"]) for row in rows.values()] == [
        ("5", "10"),
        ("2", "10"),
        ("5", "10"),
    ]
    folder = submissions.parent / "results" / "submissions" / "bob.py"
    gradescope = json.loads((folder / "results.json").read_text())
    assert (gradescope["score"], len(gradescope["tests"])) == (2, 2)
    assert "relu-mask-from-gradient" not in (folder / "report.html").read_text()


@pytest.mark.parametrize("width", [40, 60, 120])
def test_a_terminal_shows_how_far_it_is_and_what_is_running(width: int) -> None:
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=width, color_system=None)
    with progress_shown(console) as tell:
        running = ["[red]a.py", "b\x1b[31m.py", "c.py", "d.py", "e.py"]
        tell(Progress(total=20, kept=3, judged=4, failed=2, running=running))
    last = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text.getvalue()).strip().splitlines()[-1]
    assert " 7/20 " in last
    assert "2 not right; [red]a" in last or width == 40
    assert "\x1b" not in last
    assert ("and 2 more" in last) == (width == 120)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "argument FOLDER: there is no folder nowhere"),
        (["empty"], "argument FOLDER: empty holds no submission"),
        (["class", "--points", "p.toml"], "argument --points: there is no file p.toml"),
        (["class", "--points", "class/a.py"], "argument --points: class/a.py [relu]: must be one"),
        (["class", "--adapter", "a.py"], "argument --adapter: there is no file a.py"),
        (["class", "--adapter", "class/a.py"], "argument --adapter: class/a.py"),
        (["class", "--output", "class/a.py"], "argument --output: class/a.py is not a folder"),
        (["class", "--output", "class/out"], "argument --output: class/out would be a submission"),
        (["class", "--scheduler", "tcp://a:1"], "argument --scheduler: needs Dask: pip install"),
        (["class", "--scheduler", "a", "--workers", "2"], "--workers: not with --scheduler"),
        (["class", "--workers", "0"], "argument --workers: must be a whole number from 1 up"),
    ],
)
def test_bad_arguments_give_exit_code_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "distributed", None)
    Path("empty").mkdir()
    Path("class").mkdir()
    Path("class/a.py").write_text("[relu]\nbackward = 1\n")
    message = message.replace("[relu]: must be one", "[relu] backward: must be one")
    with pytest.raises(SystemExit) as raised:
        main(["grade", *arguments])
    assert raised.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(("asked", "used"), [(None, 2), (1, 1), (3, 3), (1_000_000, 4)])
def test_no_more_processes_are_started_than_there_are_submissions(
    asked: int | None, used: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scratchcnn.commands.grade.cores", lambda: 2)
    options = argparse.Namespace(scheduler=None, workers=asked)
    engine: Any = engine_of(options, Results(tmp_path), 4)
    assert engine.keywords["workers"] == used


def graded(name: str, *, adapter_failed: bool) -> Grade:
    error = f"adapter.py, line 2: {name}" if adapter_failed else ""
    return Grade(name, "error", 0, 1, ("relu",), (), error, 0.1, adapter_failed)


def test_submissions_for_which_the_adapter_fails_are_told_with_exit_code_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    grades = [graded(name, adapter_failed=name != "a.py") for name in ("a.py", "b\n.py", "c.py")]
    assert failures_of_the_adapter(grades) == 1
    assert capsys.readouterr().err == (
        "scratchcnn: the adapter fails for 2 of 3, which could not be judged: "
        "adapter.py, line 2: b .py\n"
    )


def test_homework_that_raises_is_no_fault_of_the_adapter(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert failures_of_the_adapter([graded("a.py", adapter_failed=False)] * 2) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_an_adapter_that_raises_ends_with_exit_code_1(
    submissions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    adapter = submissions.parent / "mine.py"
    adapter.write_text("def relu(homework, x):\n    return missing\n")
    output = str(submissions.parent / "results")
    command = ["grade", str(submissions), "--output", output, "--adapter", str(adapter), *QUICK]
    assert main(command) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    # One is no Python at all.
    assert said.startswith("scratchcnn: the adapter fails for 4 of 5, which could not be judged: ")
    assert (
        "NameError: name 'missing' is not defined, in adapter.py, line 2: `return missing`" in said
    )


@pytest.mark.slow
def test_an_interrupted_run_is_gone_on_with(submissions: Path) -> None:
    (submissions / "bob.py").write_text("def relu(x):\n    while True:\n        pass\n")
    output = submissions.parent / "results"
    # Whoever started the tests in the background ignores Ctrl-C, and so would this.
    program = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from scratchcnn.cli import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", program, "grade", str(submissions), *QUICK]
    command += ["--output", str(output), "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "1/5 ann.py: ok\n"
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert (process.returncode, said) == (130, "scratchcnn: interrupted\n")
    assert not (output / ".work").exists()
    assert [path.name for path in (output / "submissions").iterdir()] == ["ann.py"]
