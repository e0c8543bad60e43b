"""Grades, Gradescope's file and the page of the class."""

import csv
import io
import json
import re
from itertools import pairwise
from typing import Any

from scratchcnn.grading.grades import grade, to_csv, to_gradescope, to_overview
from scratchcnn.grading.points import Points


def record(**changes: Any) -> dict[str, Any]:
    """Return what is kept of a submission whose relu is right and whose conv2d is half wrong."""
    parts = [["relu", "forward", True], ["conv2d", "forward", True], ["conv2d", "grad_x", False]]
    tests = [
        {"name": f"{op} {check}", "output": "said", "parts": [[op, check, passed]]}
        for op, check, passed in parts
    ]
    return {
        "name": "a.py",
        "verdict": "wrong",
        "error": None,
        "seconds": 1.25,
        "adapter_failed": False,
        "not_judged": [],
        "parts": parts,
        "bugs": [["conv2d", "stride-ignored"], ["conv2d", "kernel-flipped"]],
        "tests": tests,
        **changes,
    }


POINTS = Points({("conv2d", "forward"): 4, ("conv2d", "grad_x"): 3, ("linear", "forward"): 2}, 0)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_of_the_table_says_it_all() -> None:
    assert rows(to_csv([grade(record(), POINTS)])) == [
        {
            "submission": "a.py",
            "verdict": "wrong",
            "points": "4",
            "max_points": "9",
            "wrong": "conv2d",
            "bugs": "stride-ignored kernel-flipped",
            "error": "",
            "seconds": "1.2",
            "not_judged": "",
        }
    ]


def test_what_was_not_judged_is_not_wrong_and_asks_for_a_person() -> None:
    parts = [["relu", "forward", True], ["conv2d", "forward", False]]
    one = grade(record(verdict="error", parts=parts, bugs=[], not_judged=["conv2d"]), Points())
    (row,) = rows(to_csv([one]))
    assert (row["wrong"], row["not_judged"]) == ("", "conv2d")
    assert (row["points"], row["max_points"]) == ("1", "2")
    page = to_overview([one], {"a.py": "a.py"})
    assert "To be looked at by a person" in page
    assert "conv2d" in page


def test_a_class_that_was_all_judged_has_no_list_for_a_person() -> None:
    assert "by a person" not in to_overview([grade(record(), POINTS)], {"a.py": "a.py"})


def test_nothing_in_the_table_is_a_formula_or_a_line_of_its_own() -> None:
    one = record(name="=cmd|' /C calc'!A0", error='@a\nb\x1b[31m,"c"')
    (row,) = rows(to_csv([grade(one, Points())]))
    assert row["submission"] == "'=cmd|' /C calc'!A0"
    assert row["error"] == '\'@a b\\x1b[31m,"c"'


def test_gradescope_has_the_points_of_the_teacher() -> None:
    document = json.loads(to_gradescope(record(), POINTS))
    scores = {test["name"]: (test["score"], test["max_score"]) for test in document["tests"]}
    assert scores == {
        "relu forward": (0, 0),
        "conv2d forward": (4, 4),
        "conv2d grad_x": (0, 3),
        "linear forward": (0, 2),
    }
    assert document["score"] == 4
    assert [test["number"] for test in document["tests"]] == ["1", "2", "3", "4"]
    assert "parts" not in document["tests"][0]


def test_a_test_that_stands_for_several_checks_gives_the_points_of_those_passed() -> None:
    parts = record()["parts"]
    withheld = [{"name": "conv2d", "output": "", "parts": parts[1:]}]
    (test, missing) = json.loads(to_gradescope(record(tests=withheld), POINTS))["tests"]
    assert (test["score"], test["max_score"]) == (4, 7)
    assert missing["output"] == "No linear was found whose forward could be judged."


def test_the_page_counts_ops_bugs_and_verdicts() -> None:
    other = record(name="b.py", parts=[["conv2d", "forward", False]], bugs=[])
    right = record(name="c.py", verdict="ok", parts=[["relu", "forward", True]], bugs=[])
    grades = [grade(one, Points()) for one in (record(), other, right)]
    page = to_overview(grades, {"a.py": "a.py", "b.py": "b.py", "c.py": "c.py"})
    assert "3 submissions." in page
    rows = list(pairwise(re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", page)))
    assert {("wrong", "2"), ("ok", "1"), ("all", "1"), ("50 % and more", "1")} <= set(rows)
    assert ("conv2d", "2") in rows
    assert ("conv2d: stride-ignored", "1") in rows
    assert '<a href="submissions/b.py/report.html">b.py</a>' in page
    assert "2 of 3" in page
    assert [line for line in re.sub(r"<[^>]*>", "", page).split() if line == "\\"] == []


def test_the_page_shows_names_and_runs_none() -> None:
    name = "<script>alert(1)</script>"
    page = to_overview([grade(record(name=name), Points())], {name: "%3Cscript%3E"})
    assert page.count("<script>") == 1
    assert "&lt;script&gt;" in page
