"""Wrong layers, judged in a process: where they are wrong, and what mends them."""

import shutil
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.isolated import Homework
from scratchcnn.oracle.repair import repairing
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

SETTINGS = Settings(budget=1e-9, repair=True)
Judging = Callable[[str], Report]

RELU = """
import numpy as np

class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, grad):
        return grad * (grad > 0)
"""
TWO_BUGS = """
import numpy as np

class Linear:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W - self.b

    def backward(self, grad):
        self.dW = grad.T @ self.x
        self.db = grad.max(axis=0)
        return grad @ self.W.T
"""
RAISES = """
import numpy as np

class Linear:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        table = {}
        self.db = table["missing"]
        return grad @ self.W.T
"""
HALF = """
import numpy as np

def scaled(x):
    return 2 * x

class Tanh:
    def forward(self, x):
        self.out = scaled(np.tanh(x))
        return self.out

    def backward(self, grad):
        return grad * (1 - np.square(self.out))
"""
DOUBLE = """
class ReLU:
    def forward(self, x):
        self.x = x
        return scaled(np.maximum(x, 0) / 2)

    def backward(self, grad):
        return grad * (self.x > 0)
"""
ENDLESS = """
import numpy as np

class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, grad):
        n = 0
        while n < 3:
            n = n + 1
        return grad * (self.x < 0)
"""


@pytest.fixture
def judged(tmp_path: Path) -> Judging:
    """Judge a file of homework."""

    def judge(text: str) -> Report:
        (tmp_path / "homework.py").write_text(text)
        return judge_target(str(tmp_path / "homework.py"), SETTINGS)

    return judge


def wrong(report: Report) -> list[Result]:
    found = [result for result in report if result.status == "wrong"]
    assert found
    return found


def test_every_wrong_check_has_the_line_and_what_mends_it(judged: Judging) -> None:
    for result in wrong(judged(RELU)):
        assert result.location is not None
        place = result.location
        assert (place.file, place.line, place.column, place.cell) == ("homework.py", 10, 24, "")
        assert [number for number, _ in place.around] == [9, 10]
        assert result.repair is not None
        assert "+        return grad * (self.x > 0)" in result.repair.diff.split("\n")
        assert result.repair.cases > 10


def test_what_is_right_has_neither(judged: Judging) -> None:
    right = [result for result in judged(RELU) if result.status == "ok"]
    assert right
    assert all(result.location is None and result.repair is None for result in right)


def test_nobody_looks_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(RELU)
    report = judge_target(str(tmp_path / "homework.py"), Settings(budget=1e-9))
    assert all(result.location is None for result in wrong(report))


def test_the_verdicts_are_those_of_what_was_handed_in(judged: Judging, tmp_path: Path) -> None:
    looked = judged(RELU)
    plain = judge_target(str(tmp_path / "homework.py"), Settings(budget=1e-9))
    assert [(one.check, one.regime, one.status, one.verdict.message) for one in looked] == [
        (one.check, one.regime, one.status, one.verdict.message) for one in plain
    ]


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no `patch`")
def test_with_the_edit_a_new_run_finds_nothing_wrong(judged: Judging, tmp_path: Path) -> None:
    repair = wrong(judged(RELU))[0].repair
    assert repair is not None
    done = subprocess.run(
        ["patch", "-p0"], cwd=tmp_path, input=repair.diff + "\n", text=True, capture_output=True
    )
    assert done.returncode == 0, done.stdout
    assert judged((tmp_path / "homework.py").read_text()).verdict == "ok"


def test_where_one_edit_does_not_mend_all_none_is_offered(judged: Judging) -> None:
    assert all(result.repair is None for result in wrong(judged(TWO_BUGS)))


def test_without_an_edit_the_line_that_raises_is_told(judged: Judging) -> None:
    places = [result.location for result in wrong(judged(RAISES))]
    assert places[0] is not None
    assert (places[0].line, places[0].why) == (16, "it raises here")


@pytest.mark.parametrize(("text", "mended"), [(HALF, True), (HALF + DOUBLE, False)])
def test_an_edit_that_another_layer_would_suffer_from_is_not_offered(
    text: str, mended: bool, judged: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only the helper is edited, which the other layer runs too.
    every = repairing.choices
    monkeypatch.setattr(
        repairing,
        "choices",
        lambda *given: [one for one in every(*given) if one[2].name == "scaled"],
    )
    assert {result.implementation for result in wrong(judged(text))} == {"Tanh"}
    assert all((result.repair is not None) is mended for result in wrong(judged(text)))


def test_the_search_goes_on_after_a_loop_that_does_not_end(judged: Judging) -> None:
    repair = wrong(judged(ENDLESS))[0].repair
    assert repair is not None
    assert "+        return grad * (self.x > 0)" in repair.diff.split("\n")


def test_while_edits_are_tried_a_call_may_take_a_second(
    judged: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = []
    within, tried = Homework.within, repairing.in_all

    def noted(homework: Homework, longest: float) -> AbstractContextManager[None]:
        seconds.append(longest)
        return within(homework, longest)

    def in_all(*given: Any) -> Any:
        assert seconds == [1.0]
        return tried(*given)

    monkeypatch.setattr(Homework, "within", noted)
    monkeypatch.setattr(repairing, "in_all", in_all)
    assert wrong(judged(RELU))[0].repair is not None


def test_the_search_ends_after_some_that_do_not_end(
    judged: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repairing, "MOST_ENDS", 1)
    assert all(result.repair is None for result in wrong(judged(ENDLESS)))


def test_in_a_notebook_the_cell_is_told(tmp_path: Path) -> None:
    import nbformat

    cells = [nbformat.v4.new_code_cell("import numpy as np"), nbformat.v4.new_code_cell(RELU)]
    path = tmp_path / "homework.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    place = wrong(judge_target(str(path), SETTINGS))[0].location
    assert place is not None
    assert (place.file, place.cell, place.line) == ("homework.ipynb", "cell 2", 10)
