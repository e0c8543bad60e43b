"""The report as Gradescope reads it: results.json, with a score for every check of an op."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from scratchcnn.oracle.checks.results import WITHHELD, Result
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.text import as_text
from scratchcnn.oracle.report.words import (
    counted,
    finding,
    groups,
    headline,
    in_one_line,
    printable,
    subject,
)

Visibility: TypeAlias = Literal["visible", "hidden", "after_due_date", "after_published"]
# A test's output is read in a browser; what is longer helps nobody.
LONGEST = 20_000


def to_gradescope(
    reports: Sequence[Report],
    *,
    seconds: float = 0.0,
    points: float = 1.0,
    visibility: Visibility = "visible",
) -> str:
    """Return the document for one submission.

    Every check of every op is a test, which gets all its points if nothing fails in any regime,
    else none. Checks whose names are withheld are one test for every op, with the points of all.

    Parameters
    ----------
    reports : one for each target of the submission
    seconds : how long it took
    points : what one check of one op is worth
    visibility : who sees the tests, and when

    Returns
    -------
    document : strict JSON; what the process printed is kept from students
    """
    tests = [
        graded(op, check, results, points) | {"visibility": visibility}
        for (op, check), results in by_op_and_check(reports).items()
    ]
    output = printable("\n".join(headlines(reports)), LONGEST)
    return to_document(tests, output, seconds, visibility)


def to_document(
    tests: Sequence[Mapping[str, Any]],
    output: str,
    seconds: float,
    visibility: Visibility = "visible",
) -> str:
    """Return the document of some tests; they get their numbers here."""
    document = {
        "score": sum(one["score"] for one in tests),
        "execution_time": round(seconds, 3),
        "output": output,
        "output_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": [{**one, "number": str(number)} for number, one in enumerate(tests, 1)],
    }
    return json.dumps(document, allow_nan=False, indent=2)


def by_op_and_check(reports: Sequence[Report]) -> dict[tuple[str, str], list[Result]]:
    """Return the results of every check of every op, of all implementations and regimes."""
    results: dict[tuple[str, str], list[Result]] = {}
    for report in reports:
        for result in report:
            results.setdefault((result.op, result.check), []).append(result)
    return results


def graded(op: str, check: str, results: Sequence[Result], points: float) -> dict[str, Any]:
    """Return one test."""
    if check == WITHHELD:
        name, passed, most = op, sum(map(bool, results)), len(results)
    else:
        name, passed, most = f"{op} {check}", int(all(results)), 1
    return {
        "score": passed * points,
        "max_score": most * points,
        "status": "passed" if passed == most else "failed",
        "name": in_one_line(name),
        "output": printable("\n\n".join(output(results)), LONGEST),
        "output_format": "text",
        "tags": [in_one_line(op), in_one_line(check)],
    }


def output(results: Sequence[Result]) -> list[str]:
    """Return what was found, the same only once, and how much was checked."""
    found = [
        as_text(*group.results)
        if not group.shown
        else f"{group.status}: {subject(group.shown)}: {finding(group.shown)}"
        for group in groups(results)
    ]
    examples = counted(sum(result.examples for result in results), "case")
    right = sum(result.status == "ok" for result in results)
    return [*found, f"{right} of {counted(len(results), 'result')} ok, on {examples}"]


def headlines(reports: Sequence[Report]) -> list[str]:
    """Return the verdict of every target, and what could not be read of it."""
    said = []
    for report in reports:
        said.append(headline(report))
        if report.error is not None and report.results:
            said.append(in_one_line(report.error))
        said += [f"note: {in_one_line(note)}" for note in report.notes]
    return said
