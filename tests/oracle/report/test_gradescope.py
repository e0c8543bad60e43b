"""The report as Gradescope reads it."""

import json
from typing import Any

import pytest
from reported import conv, homework, ok, without_verdict, zero_at_the_edge

from scratchcnn.oracle.report.gradescope import to_gradescope
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.reveal import reveal


def strict(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def document(*reports: Report, **options: Any) -> Any:
    return strict(to_gradescope(reports, **options))


def test_the_document_has_the_fields_that_gradescope_reads() -> None:
    data = document(homework(), seconds=1.23456, visibility="after_due_date")
    tests = data.pop("tests")
    assert data.pop("output").startswith("homework.py: wrong: conv2d (Conv2D): ")
    assert data == {
        "score": 2.0,
        "execution_time": 1.235,
        "output_format": "text",
        "visibility": "after_due_date",
        "stdout_visibility": "hidden",
    }
    for number, test in enumerate(tests, 1):
        assert set(test) == {
            *("score", "max_score", "status", "name", "number", "output", "output_format"),
            *("tags", "visibility"),
        }
        assert test["number"] == str(number)
        assert test["output_format"] == "text"
        assert test["visibility"] == "after_due_date"


def test_every_check_of_every_op_is_a_test_worth_a_point() -> None:
    tests = document(homework())["tests"]
    assert [(test["name"], test["score"], test["max_score"], test["status"]) for test in tests] == [
        ("conv2d forward", 1.0, 1.0, "passed"),
        ("conv2d grad_x", 0.0, 1.0, "failed"),
        ("conv2d grad_weight", 0.0, 1.0, "failed"),
        ("relu grad_x", 1.0, 1.0, "passed"),
        ("softmax forward", 0.0, 1.0, "failed"),
    ]
    assert tests[1]["tags"] == ["conv2d", "grad_x"]


def test_points_can_be_given() -> None:
    data = document(homework(ok("relu", "forward", "basic")), points=2.5)
    assert data["score"] == data["tests"][0]["max_score"] == 2.5


def test_one_wrong_regime_fails_the_check() -> None:
    report = homework(ok("conv2d", "grad_x", "basic"), conv("grad_x", "stride", zero_at_the_edge))
    assert document(report)["tests"][0]["status"] == "failed"


def test_the_output_shows_the_counterexample_once() -> None:
    wrong = [conv("grad_x", regime, zero_at_the_edge) for regime in ("basic", "stride")]
    output = document(homework(*wrong))["tests"][0]["output"]
    assert output.count("came out  [[[[ 1   4   0*]") == 1
    assert "shows in  basic, stride (grad_x)" in output
    assert output.endswith("0 of 2 results ok, on 40 cases")


def test_a_convention_passes_and_is_told() -> None:
    (test,) = document(homework(without_verdict("convention", "ties are split")))["tests"]
    assert test["status"] == "passed"
    assert "convention: relu (ReLU): ties are split" in test["output"]


def test_withheld_checks_are_one_test_with_the_points_of_all() -> None:
    tests = document(reveal(homework(), "none"))["tests"]
    assert [(test["name"], test["score"], test["max_score"], test["status"]) for test in tests] == [
        ("conv2d", 1.0, 3.0, "failed"),
        ("relu", 1.0, 1.0, "passed"),
        ("softmax", 0.0, 1.0, "failed"),
    ]


def test_the_targets_of_a_submission_are_graded_together() -> None:
    right = homework(ok("relu", "forward", "basic"))
    wrong = homework(without_verdict("wrong", "no"))
    (test,) = document(right, wrong)["tests"]
    assert test["status"] == "failed"


def test_nothing_judged_is_no_point_and_says_why() -> None:
    data = document(Report("homework.py", (), 0, "line 3: invalid syntax", False))
    assert (data["score"], data["tests"]) == (0, [])
    assert data["output"] == "homework.py: error: line 3: invalid syntax"


@pytest.mark.parametrize("text", ["\x1b[31m", "\ud800", "\u202e"])
def test_the_output_holds_nothing_unprintable(text: str) -> None:
    report = Report(text, (without_verdict("wrong", text, text),), 0, notes=(text,))
    data = to_gradescope([report])
    assert text not in json.loads(data)["output"]
    assert text not in json.loads(data)["tests"][0]["output"]
