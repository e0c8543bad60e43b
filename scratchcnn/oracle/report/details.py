"""The details of a failure, piece by piece, for every format that shows it."""

from collections.abc import Iterator

from scratchcnn.oracle.report.arrays import Lines, call_lines, result_lines
from scratchcnn.oracle.report.errors import errors_in_words
from scratchcnn.oracle.report.source import source_lines
from scratchcnn.oracle.report.words import Group, in_one_line

CAME_OUT = "came out"
EXPECTED = "expected"


def details(group: Group) -> Iterator[tuple[str, str | Lines]]:
    """Yield labels with what belongs to them, a text or an array: first what shows the failure."""
    result, verdict = group.shown, group.shown.verdict
    if group.places:
        yield "shows in", in_one_line(group.places)
    if result.location is not None:
        yield "line", source_lines(result.location)
    # Without a bug's title, this and where it differs stand in the headline already.
    if result.bugs and verdict.message:
        yield "seen", in_one_line(verdict.message)
    if result.counterexample is not None:
        for name, value in call_lines(result.counterexample, result.check).items():
            yield in_one_line(name), value
    got, expected = result_lines(verdict)
    if verdict.got is not None:
        yield CAME_OUT, got
    if verdict.expected is not None:
        yield EXPECTED, expected
        where = errors_in_words(result)
        if result.bugs and where is not None:
            yield "differs", where
    for bug in result.bugs:
        for label, text in (("bug", bug.id), ("evidence", bug.evidence), ("hint", bug.hint)):
            if text:
                yield label, in_one_line(text)
