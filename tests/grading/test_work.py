"""Judging one submission."""

import os
from pathlib import Path

import pytest

from scratchcnn.grading.grades import grade
from scratchcnn.grading.points import Points
from scratchcnn.grading.results import Results
from scratchcnn.grading.submissions import Submission
from scratchcnn.grading.work import Task, failed, for_a_person, judge, writable
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.report.report import Report

RELU = b"import numpy as np\n\ndef relu(x):\n    return np.maximum(x, 0)\n"


def test_names_that_are_markup_or_no_text_are_shown_and_written(tmp_path: Path) -> None:
    results = Results(tmp_path)
    with results.opened():
        for name in ("<script>alert(1)</script>.py", os.fsdecode(b"\xff.py"), "a\x1b[31m\n.py"):
            outcome = failed(Task(Submission(name)), f"{name} is not read")
            results.write("k", outcome)
            page = (results.folder(name) / "report.html").read_text(encoding="utf-8")
            assert page.count("<script>") == 1
            assert "\x1b" not in page


def test_a_submission_is_judged_under_its_own_name() -> None:
    task = Task(Submission("ann.py", (("ann.py", RELU),)), budget=1e-9)
    outcome = judge(task)
    assert (outcome.name, outcome.verdict, outcome.error) == ("ann.py", "ok", None)
    assert "<h1>ann.py</h1>" in outcome.page
    assert '<div class="scratchcnn-report">' in outcome.page


def test_a_problem_does_not_name_the_folder_in_which_it_was_judged() -> None:
    outcome = judge(Task(Submission("team", (), folder=True)))
    assert outcome.error == "team holds no Python file and no notebook"


def test_a_submission_imports_nothing_from_above_its_folder(tmp_path: Path) -> None:
    (tmp_path / "answers.py").write_text("def scale(x):\n    return x\n")
    text = b"""
import sys
sys.path.append("../..")
sys.path.append("..")
from answers import scale

def relu(x):
    return scale(x * (x > 0))
"""
    outcome = judge(Task(Submission("ann.py", (("ann.py", text),)), budget=1e-9), str(tmp_path))
    assert outcome.verdict == "error"
    assert "needs the module answers" in str(outcome.error)


def test_an_archive_that_was_left_out_is_told() -> None:
    submission = Submission(
        "team", (("ann.py", RELU),), folder=True, left_out=("hw.zip, which is an archive with a",)
    )
    outcome = judge(Task(submission, budget=1e-9))
    assert outcome.verdict == "ok"
    assert "left out: hw.zip, which is an archive" in outcome.page


def test_a_quarto_file_is_judged() -> None:
    text = (
        b"---\ntitle: a\n---\n\n```{python}\n#| echo: false\n" + RELU + b"```\n\n```{r}\nx\n```\n"
    )
    outcome = judge(Task(Submission("ann.qmd", (("ann.qmd", text),)), budget=1e-9))
    assert (outcome.verdict, outcome.error) == ("ok", None)


def test_a_folder_with_a_colon_in_its_name_is_judged() -> None:
    submission = Submission("team.zip", (("HW 3: CNN/ann.py", RELU),), folder=True)
    outcome = judge(Task(submission, budget=1e-9))
    assert (outcome.verdict, outcome.error) == ("ok", None)


def test_a_colon_is_replaced_where_names_have_none() -> None:
    assert writable("HW 3: CNN/a.py", "nt") == "HW 3_ CNN/a.py"
    assert writable("HW 3: CNN/a.py", "posix") == "HW 3: CNN/a.py"


def test_another_version_does_not_judge() -> None:
    with pytest.raises(RuntimeError, match="the task is for 0"):
        judge(Task(Submission("a.py"), version="0"))


def result(op: str, check: str, status: str) -> Result:
    return Result(op, check, "basic", 1, Verdict(status == "ok", status=status))


def test_an_op_asks_for_a_person_if_nothing_else_of_it_failed() -> None:
    results = (
        result("conv2d", "forward", "not_judged"),
        result("relu", "forward", "ok"),
        result("relu", "grad_x", "not_judged"),
        result("linear", "forward", "wrong"),
        result("linear", "grad_x", "not_judged"),
        result("tanh", "forward", "ok"),
    )
    assert for_a_person(Report("ann.py", results, 0)) == ("conv2d", "relu")


def test_an_op_that_fails_for_what_is_installed_asks_for_a_person() -> None:
    results = (
        result("conv2d", "forward", "environment"),
        result("relu", "forward", "environment"),
        result("relu", "grad_x", "not_judged"),
        result("linear", "forward", "environment"),
        result("linear", "grad_x", "unimplemented"),
    )
    assert for_a_person(Report("ann.py", results, 0)) == ("conv2d", "relu")


@pytest.mark.parametrize(
    "status", ["wrong", "unimplemented", "crash", "timeout", "not_from_scratch"]
)
def test_an_op_that_is_proven_wrong_asks_for_nobody(status: str) -> None:
    assert for_a_person(Report("ann.py", (result("relu", "forward", status),), 0)) == ()


def test_a_package_below_one_top_folder_is_judged() -> None:
    files = (
        (
            "hw3/layers/relu.py",
            b"from layers.util import largest\n" + RELU.replace(b"(x, 0)", b"(largest(x), 0)"),
        ),
        ("hw3/layers/util.py", b"def largest(x):\n    return x\n"),
    )
    outcome = judge(Task(Submission("ann.zip", files, folder=True), budget=1e-9))
    assert (outcome.verdict, outcome.error) == ("ok", None)


def test_what_needs_a_missing_module_is_not_among_the_wrong() -> None:
    needy = b"from nowhere_to_be_found import maximum\n\ndef relu(x):\n    return maximum(x, 0)\n"
    outcome = judge(Task(Submission("ann.py", (("ann.py", needy),)), budget=1e-9))
    graded = grade(vars(outcome), Points())
    assert (graded.wrong, graded.not_judged) == ((), ("relu",))


def test_what_asks_for_a_person_is_part_of_the_outcome() -> None:
    riddle = RELU + b"\n\nclass Conv2D:\n    def rechne(self, v):\n        return v\n"
    outcome = judge(Task(Submission("ann.py", (("ann.py", riddle),)), budget=1e-9))
    assert (outcome.verdict, outcome.not_judged) == ("error", ("conv2d",))
