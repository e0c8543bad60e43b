"""Homework written in a test, judged as a file; and what its report says of every regime."""

from pathlib import Path

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target


def judged(folder: Path, source: str, *changes: tuple[str, str]) -> Report:
    """Return the report of a source, each change made in it."""
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    path = folder / "homework.py"
    path.write_text(source, "utf-8")
    return judge_target(str(path), Settings())


def statuses(report: Report) -> dict[str, str]:
    """Return the status of every regime, of what has one check."""
    return {result.regime: result.status for result in report}


def bugs(report: Report) -> set[str]:
    """Return the ids of all bugs that are named."""
    return {bug.id for result in report for bug in result.bugs}
