"""What `scratchcnn check` says of the place of a bug, and of what mends it."""

import json
from pathlib import Path

import pytest

from scratchcnn.cli import main

pytestmark = pytest.mark.one_python

WRONG = """
import numpy as np

class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, grad):
        return grad * (grad > 0)
"""
QUICK = ("--budget", "1e-9")


@pytest.fixture
def homework(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file of homework in the working directory."""
    (tmp_path / "homework.py").write_text(WRONG)
    monkeypatch.chdir(tmp_path)
    return "homework.py"


def test_the_line_begins_as_editors_read_it(
    homework: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", homework, *QUICK]) == 1
    lines = capsys.readouterr().out.split("\n")
    assert any(line.startswith("homework.py:10:24: wrong: ") for line in lines)
    assert "+        return grad * (self.x > 0)" in lines


def test_json_has_both(homework: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", homework, *QUICK, "--format", "json"])
    results = json.loads(capsys.readouterr().out)["targets"][0]["results"]
    for result in results:
        if result["status"] != "wrong":
            assert result["location"] is result["repair"] is None
            continue
        assert result["location"] == {
            "file": "homework.py",
            "line": 10,
            "column": 24,
            "cell": "",
            "why": "an edit here makes the layer right",
        }
        assert set(result["repair"]) == {"diff", "cases", "tried"}


@pytest.mark.parametrize("arguments", [("--no-repair",), ("--reveal", "name")])
def test_neither_is_shown_where_it_is_not_wanted(
    arguments: tuple[str, ...], homework: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", homework, *QUICK, *arguments]) == 1
    out = capsys.readouterr().out
    assert ":10:" not in out
    assert "self.x > 0" not in out


def test_a_teacher_may_show_the_line_alone(
    homework: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", homework, *QUICK, "--reveal", "line"])
    out = capsys.readouterr().out
    assert "homework.py:10:24: wrong: " in out
    assert "self.x > 0" not in out


def test_our_own_ops_have_no_homework(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check", "--no-repair"])
    assert "argument --no-repair: needs a TARGET" in capsys.readouterr().err
