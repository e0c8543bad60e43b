"""What a teacher does not want shown is in no format."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from reported import conv, homework, ok, without_verdict
from rich.console import Console

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import WITHHELD, Location, NamedBug, Repair
from scratchcnn.oracle.report.gradescope import to_gradescope
from scratchcnn.oracle.report.homework_console import print_homework
from scratchcnn.oracle.report.html import to_html
from scratchcnn.oracle.report.json_format import to_json
from scratchcnn.oracle.report.junit import to_junit
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.reveal import LEVELS, Level, reveal
from scratchcnn.oracle.understanding.layer import Layer

BUG = NamedBug("the-id", "The title", "The hint", "The evidence")
INPUT, GOT, EXPECTED = 161803.0, 314159.0, 271828.0


def secret() -> Report:
    """A report in which everything that can be hidden is easily found."""

    def wrong(grad: Any) -> Any:
        return np.full_like(grad, GOT)

    result = conv("grad_x", "the_regime", wrong, bugs=(BUG,), reproducer=f"print({EXPECTED})")
    trial, verdict = result.counterexample, result.verdict
    assert trial is not None
    expected = np.full(verdict.expected.shape, EXPECTED)
    size, index = abs(GOT - EXPECTED), (0, 0, 77, 88)
    verdict = replace(verdict, expected=expected, error=size, index=index)
    trial = replace(trial, arrays={**trial.arrays, "x": np.full((1, 1, 3, 3), INPUT)})
    result = replace(result, counterexample=trial, verdict=verdict, pictured=(trial, verdict))
    place = Location("homework.py", 4141, 7, "", ((4141, "the_wrong_line()"),), "why it is there")
    result = replace(result, location=place, repair=Repair("a\nb\n+the_right_line()", 17, 18))
    telling = replace(verdict, message=f"out is 1, not {EXPECTED}")
    unnamed = replace(result, bugs=(), verdict=telling, check="adjoint")
    raised = without_verdict("wrong", f"raised ValueError: bad {INPUT}", "tanh")
    raised = replace(raised, verdict=replace(raised.verdict, expected=expected))
    environment = without_verdict("environment", "np.float is gone", "softmax")
    telling = replace(verdict, status="convention", message=f"{EXPECTED}")
    convention = replace(result, op="relu", verdict=telling)
    right = replace(
        ok("conv2d", "forward", "basic"),
        verdict=Verdict(True, 0.0, 99.75, (0, 0), np.array(INPUT), np.array(EXPECTED)),
    )
    results = (right, result, unnamed, raised, environment, convention)
    layer = Layer("Conv2D", "conv2d", "class; NCHW", ("the reason",))
    return homework(*results, layers=(layer,), notes=("the note",))


def console(report: Report) -> str:
    file = io.StringIO()
    print_homework(report, Console(file=file, width=200), explain=True)
    return file.getvalue()


FORMATS: dict[str, Callable[[Report], str]] = {
    "console": console,
    "json": lambda report: re.sub(r"\s+", " ", to_json([report], 0)),
    "junit": lambda report: to_junit([report]),
    "gradescope": lambda report: to_gradescope([report]),
    "html": to_html,
    "the data itself": lambda report: re.sub(r"\.0|\s", " ", repr(report)),
}
EXPLAINED = ("161803", "314159", "raised ValueError", "np.float is gone", "the note")
NAMED = ("the-id", "The title", "the_regime", "grad_x")
PLACED, MENDED = ("4141", "the_wrong_line"), ("the_right_line",)
SECRET = ("271828", "42331", "77, 88", "The hint", "The evidence")
ALL = (*SECRET, *EXPLAINED, *NAMED, *PLACED, *MENDED)
LEFT: dict[Level, tuple[str, ...]] = {
    "full": ALL,
    "edit": (*NAMED, *PLACED, *MENDED),
    "input": (*EXPLAINED, *NAMED, *PLACED),
    "line": (*NAMED, *PLACED),
    "name": NAMED,
    "none": (),
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("form", FORMATS)
def test_what_is_taken_out_is_in_no_format(form: str, level: Level) -> None:
    text = FORMATS[form](reveal(secret(), level))
    assert [token for token in ALL if token in text and token not in LEFT[level]] == []


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_left_is_there(level: Level) -> None:
    texts = [show(reveal(secret(), level)) for show in FORMATS.values()]
    assert [one for one in LEFT[level] if not any(one in text for text in texts[:-1])] == []


@pytest.mark.parametrize("level", LEVELS)
def test_the_verdict_and_the_score_are_the_same_at_every_level(level: Level) -> None:
    report, full = reveal(secret(), level), secret()
    assert (report.verdict, report.exit_code) == (full.verdict, full.exit_code)
    assert report.error == full.error
    scores = [json.loads(to_gradescope([one])) for one in (report, full)]
    assert scores[0]["score"] == scores[1]["score"]
    most = [sum(test["max_score"] for test in one["tests"]) for one in scores]
    assert most[0] == most[1]


@pytest.mark.parametrize("level", LEVELS)
def test_revealing_twice_is_revealing_once(level: Level) -> None:
    once = reveal(secret(), level)
    assert console(reveal(once, level)) == console(once)


def test_a_revealed_trial_cannot_tell_what_was_expected() -> None:
    trial = reveal(secret(), "input").results[1].counterexample
    assert trial is not None
    assert trial.grad_out.size
    with pytest.raises(RuntimeError, match="withheld"):
        _ = trial.out
    with pytest.raises(RuntimeError, match="withheld"):
        _ = trial.bounds


def test_json_has_null_for_what_is_hidden() -> None:
    (target,) = json.loads(to_json([reveal(secret(), "input")], 0))["targets"]
    result = target["results"][1]
    assert result["counterexample"]["expected"] is None
    assert result["counterexample"]["got"]["data"] == [GOT] * 9
    assert result["max_error"] is result["allowed_error"] is result["index"] is None
    assert result["reproducer"] is None
    assert result["bug"] == {"id": "the-id", "title": "The title", "hint": "", "evidence": ""}


def test_without_names_the_results_of_a_layer_tell_how_many_are_wrong_and_no_more() -> None:
    results = (
        ok("relu", "grad_x", "kink", "ReLU"),
        without_verdict("wrong", "no"),
        ok("relu", "grad_x", "basic", "ReLU"),
    )
    hidden = reveal(homework(*results), "none").results
    assert [(one.status, one.check, one.regime) for one in hidden] == [
        ("wrong", WITHHELD, WITHHELD),
        ("ok", WITHHELD, WITHHELD),
    ]
    other_way_round = reveal(homework(*reversed(results)), "none").results
    assert [one.status for one in other_way_round] == ["wrong", "ok"]


def test_no_format_calls_a_withheld_bug_unidentified() -> None:
    for show in FORMATS.values():
        assert "unidentified" not in show(reveal(secret(), "none"))


def test_an_unknown_level_is_refused() -> None:
    level: Any = "all"
    told = "level must be one of full, edit, input, line, name, none, got 'all'"
    with pytest.raises(ValueError, match=told):
        reveal(secret(), level)
