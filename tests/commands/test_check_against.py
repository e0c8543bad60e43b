"""The command `scratchcnn check --against`."""

import json
import subprocess
from pathlib import Path

import pytest

from scratchcnn.cli import main


def test_our_ops_are_judged_by_those_of_a_commit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout = Path(__file__).parents[2]
    git = ["git", "rev-parse", "--verify", "HEAD"]
    if subprocess.run(git, cwd=checkout, capture_output=True, check=False).returncode:
        pytest.skip("this is no git checkout")
    monkeypatch.chdir(checkout)
    arguments = ["check", "--against", "git:HEAD", "--op", "flatten", "--examples", "1"]
    assert main(arguments) == 0
    assert "bit-equal" in capsys.readouterr().out


def test_an_unknown_commit_gives_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["check", "--against", "git:no-such-revision"])
    assert raised.value.code == 2
    assert "argument --against: git:no-such-revision" in capsys.readouterr().err


def test_our_ops_are_judged_by_those_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.py"
    old.write_text("def flatten(x):\n    return x.reshape(len(x), -1) + 1, lambda g: (g,)\n")
    arguments = [
        "check",
        "--against",
        str(old),
        "--op",
        "flatten",
        "--examples",
        "1",
        "--format",
        "json",
    ]
    assert main(arguments) == 1
    assert json.loads(capsys.readouterr().out, parse_constant=pytest.fail)["verdict"] == "wrong"
