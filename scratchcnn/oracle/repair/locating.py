"""Where a bug is: at the edit that mends it, at the line that raises, or nowhere that is known."""

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.outcome import Raised
from scratchcnn.oracle.checks.observation import new, observe
from scratchcnn.oracle.checks.results import Location
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.repair.function import Function
from scratchcnn.oracle.repair.trying import functions_that_run
from scratchcnn.oracle.understanding.calls.pairs import Subject

# So many lines are shown before a line, and after it.
AROUND = 1
RAISES = "it raises here"


def location(function: Function, index: int, why: str) -> Location:
    """Return the place of an index of a function's text."""
    line = function.line_of(index)
    start = function.text.rfind("\n", 0, index) + 1
    lines = function.text.rstrip("\n").split("\n")
    first = max(line - function.line - AROUND, 0)
    shown = lines[first : line - function.line + AROUND + 1]
    around = tuple((function.line + first + number, text) for number, text in enumerate(shown))
    file, _, cell = function.file.partition(", ")
    return Location(file, line, index - start + 1, cell, around, why)


def failed_at(runner: Runner, subject: Subject, trial: Trial) -> Location | None:
    """Return the line at which a layer raises in a case; None if it does not."""
    with new(lambda: subject.make(1.0)) as implementation:
        seen = observe(implementation, trial)
    raised = [one for one in (seen.out, *seen.grads.values()) if isinstance(one, Raised)]
    errors = [one.error for one in raised if isinstance(one.error, HomeworkFailure)]
    if not errors:
        return None
    failure = errors[0].failure
    for function in functions_that_run(runner, subject, trial):
        if function.file == failure.file and failure.line in function.lines:
            before = function.text.split("\n")[: failure.line - function.line + 1]
            indent = len(before[-1]) - len(before[-1].lstrip())
            return location(function, sum(len(one) + 1 for one in before[:-1]) + indent, RAISES)
    return None
