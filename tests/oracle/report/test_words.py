"""What every format says in the same words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reported import STRIDE, conv, homework, ok, without_verdict, zero_at_the_edge

from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.words import (
    STATUSES,
    cases,
    finding,
    groups,
    headline,
    in_one_line,
    message,
    printable,
    statuses,
    worst,
)


@given(st.text() | st.text(st.characters(categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))))
def test_what_is_printable_steers_nothing(text: str) -> None:
    assert all(character == "\n" or character.isprintable() for character in printable(text))
    assert "\n" not in in_one_line(text)
    printable(text).encode()


def test_what_is_not_printable_is_spelled_out() -> None:
    assert printable("a\x1b[31m\u202eb\ud800\r\nc\td") == "a\\x1b[31m\\u202eb\\ud800\\r\nc   d"


def test_a_long_text_is_cut() -> None:
    assert printable("x" * 30, 10) == "xxxxxxxxxx... (20 more characters)"


def test_the_same_bug_in_several_regimes_is_one_group() -> None:
    (group,) = groups(
        [
            conv("grad_x", "mixed", zero_at_the_edge, bugs=(STRIDE,)),
            conv("grad_x", "stride", zero_at_the_edge, bugs=(STRIDE,)),
            conv("grad_weight", "stride", lambda grad: -grad, bugs=(STRIDE,)),
        ]
    )
    assert group.places == "mixed (grad_x); stride (grad_x, grad_weight)"


def test_the_smallest_counterexample_is_shown() -> None:
    large = conv("forward", "basic", zero_at_the_edge)
    trial = large.counterexample
    assert trial is not None
    small = replace(large, regime="stride", counterexample=replace(trial, arrays={}))
    (group,) = groups([large, small])
    assert group.shown is small


def test_regimes_with_the_same_checks_are_listed_together() -> None:
    checks = (("grad_x", "basic"), ("grad_x", "stride"), ("forward", "mixed"))
    (group,) = groups(conv(*one, zero_at_the_edge, bugs=(STRIDE,)) for one in checks)
    assert group.places == "basic, stride (grad_x); mixed (forward)"


def test_errors_that_differ_in_numbers_alone_are_one_group() -> None:
    numbers = (1, 20, -0.5, 1e-9)
    results = [without_verdict("wrong", f"raised IndexError: {one}") for one in numbers]
    assert len(list(groups(results))) == 1
    assert len(list(groups([*results, without_verdict("wrong", "raised KeyError")]))) == 2


def test_layers_are_never_one_group() -> None:
    results = [without_verdict("wrong", "no", op) for op in ("relu", "tanh")]
    assert len(list(groups(results))) == 2


def test_the_worst_group_comes_first() -> None:
    found = [group.status for group in groups(homework())]
    assert found == ["wrong", "wrong", "environment", "convention"]


def test_wrong_is_the_worst_status_and_ok_the_best() -> None:
    results = [without_verdict(status, "") for status in STATUSES if status != "ok"]
    assert worst(results) == "wrong"
    assert (
        worst([ok("relu", "forward", "basic"), without_verdict("convention", "")]) == "convention"
    )
    assert worst([ok("relu", "forward", "basic")]) == "ok"


def test_the_table_has_the_worst_status_of_every_layer_in_every_regime() -> None:
    table = statuses(homework())
    assert table["stride"] == {("conv2d", "Conv2D"): "wrong"}
    assert table["kink"] == {("relu", "ReLU"): "convention"}


def test_the_checks_of_a_regime_share_their_cases() -> None:
    report = homework(ok("relu", "forward", "basic"), ok("relu", "grad_x", "basic"))
    assert cases(report) == 20
    assert cases(homework(*report, ok("relu", "forward", "kink"))) == 40


def test_the_headline_names_the_first_bug_and_counts_the_others() -> None:
    assert headline(homework()) == (
        "homework.py: wrong: conv2d (Conv2D): The stride is not applied; 2 more below"
    )


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (homework(ok("relu", "forward", "basic")), "homework.py: ok: relu in 20 cases"),
        (
            homework(without_verdict("timeout", "took longer than 10 s")),
            "homework.py: error: timeout: relu (ReLU): took longer than 10 s",
        ),
        (Report("a\nb", (), 0), "a b: error: nothing could be judged: no check ran"),
        (
            Report("homework.py", (), 0, "line 3: invalid syntax", False),
            "homework.py: error: line 3: invalid syntax",
        ),
        # The name is told once.
        (
            Report("nope.py", (), 0, "nope.py: there is no such file", False),
            "nope.py: error: there is no such file",
        ),
    ],
)
def test_the_headline_is_the_verdict(report: Report, line: str) -> None:
    assert headline(report) == line


def test_what_is_wrong_without_a_name_says_so_and_where() -> None:
    result = conv("grad_x", "stride", zero_at_the_edge)
    assert message(result) == (
        "wrong, unidentified: grad_x differs in 5 of 9 elements, "
        "only in the last row and column: 0 there"
    )
    assert finding(result).startswith("unidentified: grad_x differs")


def test_bugs_that_cannot_be_told_apart_are_both_named() -> None:
    result = conv("grad_x", "stride", zero_at_the_edge, bugs=(STRIDE, STRIDE))
    assert finding(result) == "The stride is not applied, or: The stride is not applied"


def test_a_status_without_a_message_is_put_in_words() -> None:
    assert finding(without_verdict("unimplemented", "")) == "relu is not implemented"
