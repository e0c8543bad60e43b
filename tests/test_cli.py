"""The command `scratchcnn` itself."""

import argparse
import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import scratchcnn
from scratchcnn.cli import main, make_streams_safe
from scratchcnn.commands.arguments import check_output


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


def test_a_closed_stream_loses_what_is_written_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    make_streams_safe()
    print("lost")
    sys.stdout.close()


def test_what_an_encoding_does_not_have_is_spelled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, "ascii"))
    make_streams_safe()
    print("mit Leerzeichen ä.py", flush=True)
    assert raw.getvalue() == b"mit Leerzeichen \\xe4.py\n"


@pytest.mark.parametrize(("columns", "left"), [("0", None), ("40", "40")])
def test_a_terminal_of_no_columns_is_none(
    columns: str, left: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    make_streams_safe()
    assert os.environ.get("COLUMNS") == left


READ = "is an input, and would be overwritten"


@pytest.mark.parametrize(
    ("arguments", "output", "said"),
    [
        (["check", "a.py"], "a.py", READ),
        (["check", "a.py"], "link.py", READ),
        (["check", "."], "a.py", READ),
        (["check", "."], "new.ipynb", READ),
        (["check", "--against", "a.py"], "a.py", READ),
        (["adapter", "a.py"], "a.py", READ),
        (["predict", "a.png", "--run", "run"], "a.png", READ),
        (["show", "conv", "a.png"], "a.png", READ),
        (["adapter", "a.py"], "there.py", "already exists; remove it first"),
        (["adapter", "a.py"], "adapter.txt", "must end in .py"),
        (["train", "notebook"], "there.py", "must end in .npz"),
        (["check", "a.py"], "round.py", "is not a regular file"),
        (["check", "json"], "there.py", "may be homework; remove it first"),
    ],
)
def test_what_may_be_precious_is_not_overwritten(
    arguments: Sequence[str],
    output: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link.py").symlink_to("a.py")
    Path("round.py").symlink_to("round.py")
    precious = [Path(name) for name in ("a.py", "a.png", "there.py")]
    for path in precious:
        path.write_text("precious")
    monkeypatch.setattr("scratchcnn.commands.trained_run.read_config", lambda path: None)
    with pytest.raises(SystemExit) as stop:
        main([*arguments, "--output", output])
    assert stop.value.code == 2
    assert f"argument --output: {output} {said}" in " ".join(capsys.readouterr().err.split())
    assert {path.read_text() for path in precious} == {"precious"}
    assert not Path("new.ipynb").exists()


def test_a_link_to_what_is_not_there_yet_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to("report.json")
    parser = argparse.ArgumentParser()
    check_output(parser, tmp_path / "link.json")


def test_what_prints_to_a_text_has_a_report_too() -> None:
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        assert main(["check", "nowhere.py"]) == 2
    assert text.getvalue().startswith("nowhere.py: error: there is no such file")
