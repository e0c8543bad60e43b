"""The command `scratchcnn check`."""

import argparse
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from scratchcnn import ops
from scratchcnn.cli import main
from scratchcnn.commands import check as check_command
from scratchcnn.oracle.cards.table import ours


@pytest.mark.one_python
def test_our_own_ops_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--examples", "1"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ours())
    assert out.splitlines()[-1].startswith("all ")


def test_a_wrong_op_gives_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ops, "relu", ops.tanh)
    assert main(["check", "--op", "relu", "--examples", "2"]) == 1
    assert "checks failed" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(("needed", "expected"), [(4, ["relu", "tanh"]), (5, [])])
def test_processes_are_started_where_there_is_enough_to_do(
    monkeypatch: pytest.MonkeyPatch, needed: int, expected: list[str]
) -> None:
    started: list[str] = []

    def in_processes(judge: Any, names: list[str]) -> Iterator[Any]:
        started.extend(names)
        return map(judge, names)

    monkeypatch.setattr(check_command, "in_processes", in_processes)
    monkeypatch.setattr(check_command, "WORTH_PROCESSES", needed)
    assert main(["check", "--op", "relu", "--op", "tanh", "--examples", "2"]) == 0
    assert started == expected


def test_a_process_that_is_ended_is_told_with_what_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ended(judge: Any, names: list[str]) -> Iterator[Any]:
        yield judge(names[0])
        raise BrokenProcessPool

    monkeypatch.setattr(check_command, "in_processes", ended)
    monkeypatch.setattr(check_command, "WORTH_PROCESSES", 0)
    with pytest.raises(
        SystemExit, match=r"error: a process .* killed, .*: --op tanh, --op flatten$"
    ):
        main(["check", "--op", "relu", "--op", "tanh", "--op", "flatten", "--examples", "1"])


def test_one_op_can_be_judged_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--op", "tanh", "--examples", "2", "--format", "json"]) == 0
    (target,) = json.loads(capsys.readouterr().out)["targets"]
    assert {result["op"] for result in target["results"]} == {"tanh"}


def test_json_is_all_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--op", "relu", "--op", "flatten", "--examples", "2", "--format", "json"])
    captured = capsys.readouterr()
    assert json.loads(captured.out)["targets"][0]["target"] == "scratchcnn"
    assert captured.err == ""


def test_the_report_agrees_in_both_formats(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--op", "linear", "--examples", "3", "--format", "json"])
    results = json.loads(capsys.readouterr().out)["targets"][0]["results"]
    main(["check", "--op", "linear", "--examples", "3"])
    assert capsys.readouterr().out.splitlines()[-1] == f"all {len(results)} checks passed"


@pytest.mark.parametrize("form", ["console", "json"])
def test_the_report_goes_into_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    path = tmp_path / "report"
    arguments = ["check", "--op", "relu", "--examples", "1", "--format", form]
    assert main([*arguments, "--output", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert "relu" in path.read_text()


def test_one_check_of_one_op_can_be_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--op", "relu", "--check", "grad_x", "--examples", "1", "--format", "json"]
    assert main(["check", *arguments]) == 0
    (target,) = json.loads(capsys.readouterr().out)["targets"]
    assert {(one["op"], one["check"]) for one in target["results"]} == {("relu", "grad_x")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--op", "conv4d"], "argument --op: must be one of conv2d, max_pool2d"),
        (["--check", "backward"], "argument --check: must be one of forward, grad_x"),
        (["--examples", "0"], "argument --examples: must be a whole number from 1 up, got 0"),
        (["--seed", "-1"], "argument --seed: must be a whole number from 0 up, got -1"),
        (["--format", "xml"], "argument --format: invalid choice: 'xml'"),
        (["--output", "no/such/folder/report"], "argument --output: there is no folder"),
        (["--timeout", "soon"], "argument --timeout: must be"),
    ],
)
def test_bad_arguments_give_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["check", *arguments])
    assert raised.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_a_reader_that_leaves_early_sees_no_traceback() -> None:
    command = [sys.executable, "-m", "scratchcnn", "check", "--op", "relu", "--examples", "1"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_file_holds_no_colours_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    path = tmp_path / "report"
    main(["check", "--op", "relu", "--examples", "1", "--output", str(path)])
    assert "\x1b" not in path.read_text()


def test_what_is_no_regular_file_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SystemExit):
        main(["check", "--output", str(pipe)])
    assert f"{pipe} is not a regular file" in capsys.readouterr().err


def test_a_report_that_cannot_be_written_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(path: Path) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(check_command, "replacing", full)
    arguments = ["check", "--op", "relu", "--examples", "1", "--output", str(tmp_path / "report")]
    assert main(arguments) == 1
    assert capsys.readouterr().err == "scratchcnn: no space left on device\n"


@pytest.mark.parametrize(("output", "encoding"), [(None, "cp1252"), (Path("report.txt"), "utf-8")])
def test_a_report_is_drawn_for_the_encoding_of_what_shows_it(
    output: Path | None, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "cp1252"))
    _, console = check_command.recorded(argparse.Namespace(output=output))
    assert console.encoding == encoding
    assert console.options.ascii_only == (encoding != "utf-8")
