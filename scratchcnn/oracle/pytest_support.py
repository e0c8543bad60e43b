"""Homework's checks as pytest tests: one for every check in every regime of every layer."""

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from inspect import getfile, unwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from scratchcnn.oracle.api import check as judged
from scratchcnn.oracle.api import refuse_unknown
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.reading.sources import Sources, read
from scratchcnn.oracle.reading.unreadable import Unreadable
from scratchcnn.oracle.report.homework_console import print_failure
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.words import NOTHING, Group, in_one_line

if TYPE_CHECKING:
    import pytest

WIDTH = 100
ARGUMENT = "check"
SUFFIXES = (".py", ".ipynb", ".md", ".markdown", ".qmd", ".rmd")


@dataclass(frozen=True)
class Options:
    """How a target is judged for its tests."""

    op: str | None
    seed: int
    timeout: float
    budget: float


@dataclass(frozen=True)
class Check:
    """One check of a homework: call it, and it raises AssertionError if it failed."""

    name: str
    result: Result = field(repr=False)
    target: str

    def __call__(self) -> None:
        """Fail with the text that the console shows."""
        __tracebackhide__ = True
        if not self.result:
            raise AssertionError(failure_text(self.result, self.target))


@dataclass(frozen=True)
class NotJudged:
    """What could not be read or judged: it fails, or is skipped if something else was judged."""

    reason: str
    skips: bool = False

    def __call__(self) -> None:
        """Fail, or skip."""
        __tracebackhide__ = True
        if self.skips:
            imported_pytest().skip(self.reason)
        raise AssertionError(self.reason)


def parametrize(
    target: Any,
    *,
    op: str | None = None,
    seed: int = 0,
    timeout: float = 10.0,
    budget: float = 0.0,
) -> "Callable[[Any], pytest.MarkDecorator]":
    """Make one pytest test for every check of a homework.

    The test is a function with one parameter, `check`, which it calls. The homework is judged once,
    when pytest collects the tests. A convention passes, as does a configuration that the homework
    refuses. What could not be judged is skipped, with the reason, or fails if nothing else was.

    Parameters
    ----------
    target
        What `check` takes; a relative path starts where the file of the test is.
    op
        Judge this op alone.
    seed
        The same seed draws the same cases.
    timeout
        Seconds that one call may take.
    budget
        Seconds within which regimes get more than their least number of cases. With 0 what is
        run does not depend on the time, so that all workers of pytest-xdist find the same tests.

    Returns
    -------
    decorator : for a test function or class

    Raises
    ------
    ModuleNotFoundError
        pytest is not installed.
    ValueError
        There is no such op.

    Examples
    --------
    ::

        from scratchcnn import oracle

        @oracle.parametrize("homework.py")
        def test_homework(check):
            check()
    """
    pytest = imported_pytest()
    refuse_unknown(op)
    options = Options(op, seed, timeout, budget)

    def decorate(test: Any) -> Any:
        """Give the test its parameters."""
        tests = list(checks(target, Path(getfile(unwrap(test))).parent, options))
        params = [pytest.param(one, id=name) for name, one in tests]
        return pytest.mark.parametrize(ARGUMENT, params)(test)

    return decorate


def imported_pytest() -> Any:
    """Return pytest, which only users of `parametrize` need."""
    try:
        import pytest
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "oracle.parametrize needs pytest; install it with: pip install pytest", name=error.name
        ) from None
    return pytest


def checks(target: Any, place: Path, options: Options) -> Iterator[tuple[str, Any]]:
    """Yield a name and a callable for every check of a target."""
    shown = str(target) if isinstance(target, str | os.PathLike) else ""
    try:
        report = judged_once(target, place, options)
    except Exception as error:
        # A target that cannot be judged is one failing test, not the end of the collection.
        yield "not_judged", NotJudged(f"{shown}: {type(error).__name__}: {error}")
        return
    for result in report:
        name = name_of_test(result)
        yield name, Check(name, result, shown or report.target)
    if report.error is not None or not report.results:
        reason = in_one_line(report.error or NOTHING)
        yield "not_judged", NotJudged(f"{shown or report.target}: {reason}", bool(report.results))


def name_of_test(result: Result) -> str:
    """Return the name of a check's test, such as "Conv2D-conv2d-grad_x-stride"."""
    parts = (result.implementation, result.op, result.check, result.regime)
    return "-".join(in_one_line(part).replace(" ", "") for part in parts)


def judged_once(target: Any, place: Path, options: Options) -> Report:
    """Judge a target; what is read from files is judged once, as long as it stays the same."""
    if not isinstance(target, str | os.PathLike):
        return judge(target, options)
    found = located(os.fspath(target), place)
    try:
        return judged_sources(found, read(found), options)
    except Unreadable as error:
        return Report(found, (), options.seed, error=str(error), readable=False)


@cache
def judged_sources(target: str, sources: Sources, options: Options) -> Report:
    """Judge files; `sources` is what was in them."""
    return judge(target, options)


def judge(target: Any, options: Options) -> Report:
    """Judge a target as the options say."""
    return judged(
        target,
        op=options.op,
        seed=options.seed,
        timeout=options.timeout,
        budget=options.budget,
    )


def located(target: str, place: Path) -> str:
    """Return where a target is; a name that is not a file beside the test may be a module's."""
    path = place / target
    is_path = path.suffix in SUFFIXES or os.sep in target or "/" in target
    return str(path) if is_path or path.exists() else target


def failure_text(result: Result, target: str) -> str:
    """Return what the console shows of a failure."""
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None, force_terminal=False)
    with console.capture() as capture:
        print_failure(Group((result,)), console, target)
    return capture.get().strip()


__all__ = ["Check", "NotJudged", "parametrize"]
