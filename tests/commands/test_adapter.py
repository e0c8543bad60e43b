"""The command `scratchcnn adapter`, and homework judged by an adapter."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scratchcnn.cli import main

pytestmark = pytest.mark.usefixtures("few_cases")

DOCUMENT = Path(__file__).parents[2] / "docs" / "adapters.md"
# No more than the least number of cases, however fast the machine is.
QUICK = ("--budget", "1e-9", "--format", "json")
RELU = """\
import numpy as np

class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, grad):
        return grad * (self.x > 0)
"""

Judge = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Judge:
    """Run `scratchcnn check` in a folder of its own; the exit code and the targets."""
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
        code = main(["check", *QUICK, *arguments])
        return code, json.loads(capsys.readouterr().out)["targets"]

    return check


def documented() -> dict[str, str]:
    """Return the files of the documentation's example, by their names."""
    blocks = re.findall(r"```python\n# (\S+)\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    return dict(blocks)


def write_documented(folder: Path) -> None:
    for name, text in documented().items():
        (folder / name).write_text(text)


def wrong(target: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["check"], one["bug"]["id"]) for one in target["results"] if one["bug"]}


def test_the_documented_example_needs_its_adapter(judge: Judge, tmp_path: Path) -> None:
    write_documented(tmp_path)
    assert judge("homework.py")[0] == 1
    code, (found,) = judge("homework.py", "--adapter", "adapter.py")
    assert code == 0
    assert {(one["op"], one["implementation"]) for one in found["results"]} == {("linear", "Table")}
    assert {one["check"] for one in found["results"]} >= {"forward", "grad_x", "grad_weight"}


def test_one_adapter_judges_all_submissions(judge: Judge, tmp_path: Path) -> None:
    write_documented(tmp_path)
    text = documented()["homework.py"]
    (tmp_path / "other.py").write_text(text.replace("[self.rows.T @ f", "[-self.rows.T @ f"))
    code, (right, other) = judge("homework.py", "other.py", "--adapter", "adapter.py")
    assert code == 1
    assert (right["verdict"], other["verdict"]) == ("ok", "wrong")
    assert wrong(other) == {("grad_x", "sign-flipped")}


def test_a_name_that_a_submission_lacks_is_its_own_fault(judge: Judge, tmp_path: Path) -> None:
    write_documented(tmp_path)
    text = documented()["homework.py"].replace("class Table", "class Chart")
    (tmp_path / "homework.py").write_text(text)
    code, (found,) = judge("homework.py", "--adapter", "adapter.py")
    assert code == 1
    assert [one["status"] for one in found["results"]] == ["unimplemented"]
    assert "Table" in found["error"]


@pytest.mark.parametrize(
    ("adapter", "words"),
    [
        ("import numpy as np\n", "has no function that is named after an op"),
        ("def linear(homework, x, weight:\n", "adapter.py, line 1"),
        (
            "def linear(homework, x, weight):\n    return 1 / 0\n",
            "division by zero",
        ),
    ],
)
def test_an_adapter_that_cannot_be_used_gives_exit_code_2(
    judge: Judge, tmp_path: Path, adapter: str, words: str
) -> None:
    write_documented(tmp_path)
    (tmp_path / "adapter.py").write_text(adapter)
    code, (found,) = judge("homework.py", "--adapter", "adapter.py")
    assert (code, found["verdict"]) == (2, "error")
    assert words in found["error"]


def test_the_skeleton_of_what_is_understood_works_as_it_is(
    judge: Judge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "homework.py").write_text(RELU)
    assert main(["adapter", "homework.py", "--output", "adapter.py"]) == 0
    assert capsys.readouterr() == ("", "")
    code, (found,) = judge("homework.py", "--adapter", "adapter.py")
    assert code == 0
    assert {one["op"] for one in found["results"]} == {"relu"}


def test_the_skeleton_of_what_is_not_understood_says_what_is_to_be_written(
    judge: Judge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_documented(tmp_path)
    assert main(["adapter", "homework.py"]) == 0
    text = capsys.readouterr().out
    compile(text, "adapter.py", "exec")
    assert "TODO" in text
    assert ".look_up(vectors, tell)" in text


UNKNOWN = """\
class Thing:
    def __init__(self, input_layer):
        pass

    def forward(self, x):
        return x
"""


@pytest.mark.parametrize(
    ("homework", "line"),
    [
        ("", "write a function into it that is named as its op"),
        (UNKNOWN, "write a function into it that is named as its op"),
        (UNKNOWN.replace("Thing", "Conv2D"), "write, or remove, conv2d (line "),
    ],
)
def test_what_an_adapter_lacks_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], homework: str, line: str
) -> None:
    path = tmp_path / "homework.py"
    path.write_text(homework)
    assert main(["adapter", str(path)]) == 0
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert line in told


@pytest.mark.parametrize(
    ("name", "words"),
    [("missing.py", "there is no such file"), ("broken.py", "broken.py, line 1")],
)
def test_the_skeleton_of_what_cannot_be_read_gives_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, words: str
) -> None:
    (tmp_path / "broken.py").write_text("class ReLU\n")
    assert main(["adapter", str(tmp_path / name)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
