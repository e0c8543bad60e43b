"""The report as a person reads it."""

import io
import re
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from reference import ops as twins
from scratchcnn import oracle
from scratchcnn.oracle.report.console import print_report, print_summary
from scratchcnn.oracle.report.report import Report


def doubled(x: Any) -> Any:
    out, pullback = twins.relu(x)
    return out, lambda grad_out: (2 * pullback(grad_out)[0],)


@pytest.fixture(scope="module")
def wrong() -> Report:
    return oracle.check(doubled, op="relu", examples=3, refusals=False)


@pytest.fixture(scope="module")
def right() -> Report:
    return oracle.check(twins.relu, op="relu", examples=3, refusals=False)


def printed(report: Report, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_report(report, console)
    print_summary([report], console)
    return console.file.getvalue()  # type: ignore[attr-defined] # it is the StringIO above


def test_there_is_a_row_for_every_check_in_every_regime(right: Report) -> None:
    rows = [line.split("│") for line in printed(right).splitlines() if line.startswith("│")]
    table = [[cell.strip() for cell in row[1:-1]] for row in rows]
    for result in right:
        examples, share = str(result.examples), f"{result.verdict.share:.1%}"
        assert [result.check, result.regime, examples, share, "ok"] in table


def test_the_summary_says_that_all_is_right(right: Report) -> None:
    assert printed(right).splitlines()[-1] == f"all {len(right)} checks passed"


def test_the_summary_counts_what_failed(wrong: Report) -> None:
    failed = sum(not result for result in wrong)
    text = printed(wrong)
    assert text.splitlines()[-1] == f"{failed} of {len(wrong)} checks failed"
    assert f"{failed} failed" in text


def test_a_summary_of_nothing_is_no_success() -> None:
    assert printed(Report("mine", (), 0)).splitlines()[-1] == "0 of 0 checks failed"


def test_a_failure_shows_its_smallest_case(wrong: Report) -> None:
    text = printed(wrong)
    assert "relu, grad_x, basic: grad_x differs in 1 of 1 elements" in text
    lines = text.split("relu, grad_x, basic: ")[1].splitlines()[1:6]
    patterns = [
        r"  x = \[\d\.\]",
        r"  grad_out = \[-?\d\.\]",
        r"  got      \[-?\d\.\]",
        r"  expected \[-?\d\.\]",
        r"  at \[0\] the error is \d, allowed is 0",
    ]
    for line, pattern in zip(lines, patterns, strict=True):
        assert re.fullmatch(pattern, line)


def test_an_array_is_not_taken_for_markup() -> None:
    def crash(x: Any) -> Any:
        raise ValueError("[bold]not markup[/bold]")

    assert "[bold]not markup[/bold]" in printed(oracle.check(crash, op="relu", examples=1))


@pytest.mark.parametrize("width", [40, 80, 200])
def test_it_fits_the_terminal(right: Report, width: int) -> None:
    assert max(map(len, printed(right, width).splitlines())) <= width


def test_an_infinite_share_is_said_to_be_one() -> None:
    def infinite(x: Any) -> Any:
        out, pullback = twins.sigmoid(x)
        return np.full_like(out, np.inf), pullback

    assert " inf " in printed(oracle.check(infinite, op="sigmoid", examples=1, refusals=False))
