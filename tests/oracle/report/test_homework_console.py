"""Homework's report as a person reads it."""

import io
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from reported import CODE, STRIDE, conv, homework, ok, without_verdict, zero_at_the_edge
from rich.console import Console

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.report.homework_console import print_first_failure, print_homework
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.reveal import LEVELS
from scratchcnn.oracle.understanding.layer import Layer

HOSTILE = "[bold red]x[/] \x1b]0;title\x07\x1b[31m \u202e \ud800 :smile: {0} %s\r\n\x9b2J"


def printed(report: Report, width: int = 80, **options: Any) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_homework(report, console, **options)
    return console.file.getvalue()  # type: ignore[attr-defined] # it is the StringIO above


def test_the_verdict_comes_first() -> None:
    lines = printed(homework()).splitlines()
    assert lines[0] == (
        "homework.py: wrong: conv2d (Conv2D): The stride is not applied; 2 more below"
    )


def test_every_layer_says_what_was_understood() -> None:
    nothing = Layer("Helper", None, "not judged: it has no backward pass")
    lines = printed(homework(layers=(*homework().layers, nothing))).splitlines()
    assert "Conv2D  conv2d: class; NCHW" in lines
    assert "Helper  not judged: it has no backward pass" in lines


def test_what_can_be_done_about_a_layer_that_is_not_judged_is_said_once() -> None:
    nothing = Layer("Helper", None, "not judged: it has no backward pass")
    text = printed(homework(layers=(*homework().layers, nothing, nothing)))
    assert text.count("`scratchcnn adapter`") == 1
    assert "scratchcnn adapter" not in printed(homework())


def test_an_adapter_is_no_advice_for_a_layer_that_is_not_from_scratch() -> None:
    bought = Layer("Conv", None, "not judged: it calls torch.nn.functional.conv2d")
    verdict = Verdict(False, 1.0, message="it calls it", status="not_from_scratch")
    result = Result("conv2d", "forward", "basic", 0, verdict, implementation="Conv")
    report = replace(homework(layers=(bought,)), results=(result,))
    assert "scratchcnn adapter" not in printed(report)


def test_the_reasons_are_shown_when_asked_for() -> None:
    assert "takes (2, 3, 5, 7)" not in printed(homework())
    assert "- forward(x) takes (2, 3, 5, 7)" in printed(homework(), explain=True)


def test_the_table_has_a_row_for_every_regime() -> None:
    lines = [line.split() for line in printed(homework()).splitlines()]
    assert ["basic", "ok", "-", "environment"] in lines
    assert ["stride", "wrong", "-", "-"] in lines
    assert ["kink", "-", "convention", "-"] in lines


def test_a_table_that_is_too_wide_becomes_several() -> None:
    narrow = printed(homework(), 24)
    heads = [line.split() for line in narrow.splitlines() if re.match(r"\s+(conv2d|relu)", line)]
    assert heads == [["conv2d"], ["relu"]]


def test_a_counterexample_is_shown_once_with_all_its_regimes() -> None:
    text = printed(homework())
    assert text.count("Look at every slice.") == 1
    assert text.count("only in the last row and column: 0 there") == 1
    assert "  shows in  stride (grad_x, grad_weight)" in text.splitlines()


def test_the_counterexample_shows_inputs_and_both_outputs_with_marks() -> None:
    block = printed(homework()).split("wrong: conv2d (Conv2D): The stride")[2]
    assert block.split("paste under")[0].splitlines() == [
        " is not applied",
        "  shows in  stride (grad_x, grad_weight)",
        "  seen      grad_x differs in 5 of 9 elements",
        "  x         [[[[1 2 3]",
        "               [4 5 6]",
        "               [7 8 9]]]]",
        "  weight    [[[[1 2]",
        "               [3 4]]]]",
        "  stride    1",
        "  grad_out  [[[[1 2]",
        "               [3 4]]]]",
        "  came out  [[[[ 1   4   0*]",
        "               [ 6  20   0*]",
        "               [ 0*  0*  0*]]]]",
        "  expected  [[[[ 1   4   4*]",
        "               [ 6  20  16*]",
        "               [ 9* 24* 16*]]]]",
        "  differs   only in the last row and column: 0 there",
        "  bug       stride-ignored",
        "  evidence  equal on all 20 cases",
        "  hint      Look at every slice.",
    ]


@pytest.mark.parametrize("width", [20, 40, 80])
def test_the_reproducer_can_be_copied(width: int) -> None:
    lines = printed(homework(), width).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("paste under"))
    code = CODE.splitlines()
    assert lines[start + 1 : start + 1 + len(code)] == code
    assert set(lines[start + 1 + len(code)]) == {"─"}


def test_the_lines_to_paste_are_told_with_the_module_that_they_are_for() -> None:
    report = homework()
    inner = tuple(replace(one, implementation=f"nets.{one.implementation}") for one in report)
    text = printed(replace(report, results=inner))
    assert "paste under homework.py, nets ─" in text


def test_what_is_no_failure_takes_a_line() -> None:
    lines = printed(homework()).splitlines()
    assert "environment  softmax (ReLU): np.float is gone: write float; in basic (forward)" in lines
    assert any(line.startswith("convention   relu (ReLU): ") for line in lines)


def test_a_crash_is_shown_with_its_input() -> None:
    crash = replace(
        conv("forward", "basic", zero_at_the_edge),
        verdict=without_verdict("crash", "the process died").verdict,
    )
    text = printed(homework(crash))
    assert "crash: conv2d (Conv2D): the process died" in text
    assert "weight    [[[[1 2]" in text


def test_notes_and_the_number_of_cases_come_last() -> None:
    assert printed(homework()).splitlines()[-2:] == [
        "note: np is bound by nothing: it is NumPy",
        "6 checks on 81 cases, seed 0",
    ]


def test_what_could_not_be_read_of_a_target_is_told_beside_the_rest() -> None:
    report = homework(ok("relu", "forward", "basic"), error="cell 3, line 2: invalid syntax")
    lines = printed(report).splitlines()
    assert lines[:2] == [
        "homework.py: ok: relu in 20 cases",
        "not everything could be judged: cell 3, line 2: invalid syntax",
    ]


def test_a_target_that_cannot_be_read_says_why() -> None:
    text = printed(Report("homework.py", (), 0, "line 3: invalid syntax", False))
    assert text.splitlines()[0] == "homework.py: error: line 3: invalid syntax"


@pytest.mark.parametrize("width", [24, 40, 80, 200])
def test_it_fits_the_terminal(width: int) -> None:
    text = printed(homework(), width, explain=True)
    lines = [line for line in text.splitlines() if line not in CODE.splitlines()]
    assert max(map(len, lines)) <= width


def test_no_line_ends_in_spaces_but_where_words_break() -> None:
    text = printed(homework(), 200)
    assert not [line for line in text.splitlines() if line != line.rstrip()]


def hostile() -> Report:
    bug = replace(STRIDE, title=HOSTILE, hint=HOSTILE, evidence=HOSTILE)
    result = conv(
        "grad_x",
        "stride",
        zero_at_the_edge,
        bugs=(bug,),
        implementation=HOSTILE,
        reproducer=HOSTILE,
    )
    said = replace(without_verdict("unsupported", HOSTILE), implementation=HOSTILE)
    wrong = replace(said, verdict=replace(said.verdict, status="wrong", got=HOSTILE))
    layers = (Layer(HOSTILE, "conv2d", HOSTILE, (HOSTILE,)), Layer(HOSTILE, None, HOSTILE))
    results = (result, said, wrong)
    return Report(HOSTILE, results, 0, error=HOSTILE, layers=layers, notes=(HOSTILE,))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("colours", [False, True])
def test_hostile_text_is_shown_as_it_is_and_steers_nothing(level: Any, colours: bool) -> None:
    file = io.StringIO()
    system: Any = "standard" if colours else None
    console = Console(file=file, width=80, force_terminal=colours, color_system=system)
    print_homework(hostile(), console, reveal=level, explain=True)
    text = re.sub(r"\x1b\[[\d;]*m", "", file.getvalue()) if colours else file.getvalue()
    assert all(character == "\n" or character.isprintable() for character in text)
    assert "[bold red]x[/]" in text
    assert ":smile:" in text
    assert "\x1b[31m \\u202e" not in file.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_any_text_can_be_printed_in_any_encoding(encoding: str) -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding)
    print_homework(replace(homework(), target="鳥.py"), Console(file=file, width=60))
    file.seek(0)
    lines = file.read().splitlines()
    assert lines[0].startswith("\\u9ce5.py: wrong")
    assert "-" * 60 in lines


def test_colours_are_for_terminals_only() -> None:
    assert "\x1b" not in printed(homework())
    file = io.StringIO()
    print_homework(homework(), Console(file=file, force_terminal=True, color_system="standard"))
    assert "\x1b[1;31m 0*\x1b[0m" in file.getvalue()
    assert "\x1b[1;32m 4*\x1b[0m" in file.getvalue()


def test_the_first_failure_can_be_printed_at_once() -> None:
    console = Console(file=io.StringIO(), width=80)
    result = conv("forward", "basic", lambda out: out * np.nan)
    print_first_failure(result, console)
    print_first_failure(result, console, reveal="name")
    full, name = console.file.getvalue().split("The first failure")[1:]  # type: ignore[attr-defined] # a StringIO
    assert "came out  [[[[nan* nan*]" in full
    assert "nan" not in name


def test_the_first_failure_withholds_at_once_what_the_report_will_withhold() -> None:
    console = Console(file=io.StringIO(), width=80)
    result = conv("grad_x", "stride", lambda grad: grad * 2)
    print_first_failure(result, console, reveal="none")
    shown = console.file.getvalue()  # type: ignore[attr-defined] # a StringIO
    assert "conv2d is wrong" in shown
    assert not any(word in shown for word in (result.check, result.regime))


def test_no_line_ends_in_blanks_however_narrow_it_is() -> None:
    for width in (30, 50, 80):
        lines = printed(homework(), width).splitlines()
        assert [line for line in lines if line != line.rstrip()] == []
