"""The words that all formats share: what was found, in what order, how many cases."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from scratchcnn.oracle.checks.results import WITHHELD, Result
from scratchcnn.oracle.report.errors import errors_in_words
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.understanding.layer import Layer

# An op, and what implements it.
Judged: TypeAlias = tuple[str, str]

# The worst first.
STATUSES = {
    "wrong": "is wrong",
    "crash": "ended the process",
    "timeout": "took longer than its limit",
    "unimplemented": "is not implemented",
    "not_judged": "could not be judged",
    "environment": "fails because of the installed NumPy or Python, not because of its mathematics",
    "not_from_scratch": "calls another framework",
    "unsupported": "says that it does not support this",
    "convention": "differs from PyTorch in a defensible way",
    "ok": "is right",
}
NOTHING = "nothing could be judged: no check ran"
# Where nothing was judged.
ABSENT = "-"
LONGEST = 1000
LONGEST_NAME = 60
NUMBER = re.compile(r"-?\d+(\.\d*)?(e[+-]?\d+)?")


def printable(text: str, longest: int = LONGEST) -> str:
    """Return a text of limited length that can control neither a terminal nor a page.

    What is not printable (control characters, changes of writing direction, halves of characters)
    is spelled out; new lines stay.
    """
    more = len(text) - longest
    if more > 0:
        text = f"{text[:longest]}... ({more} more characters)"
    return "".join(
        character
        if character == "\n" or character.isprintable()
        else character.encode("unicode_escape").decode()
        for character in text.expandtabs(4)
    )


def in_one_line(text: str, longest: int = LONGEST) -> str:
    """Return a printable text without line breaks."""
    return " ".join(printable(text, longest).split())


def subject(result: Result) -> str:
    """Return what was judged: the op, and what implements it."""
    name = f"{result.op} ({result.implementation})" if result.implementation else result.op
    return in_one_line(name)


def finding(result: Result) -> str:
    """Return what was found, in one sentence: the bug by its title, else what the check saw."""
    if result.bugs:
        return in_one_line(", or: ".join(bug.title for bug in result.bugs))
    seen = in_one_line(message(result).removeprefix("wrong, "))
    return seen or f"{in_one_line(result.op)} {STATUSES.get(result.status, result.status)}"


def message(result: Result) -> str:
    """Return what the check saw; what is wrong and has no name says so, and where."""
    seen = result.verdict.message
    if result.status != "wrong" or result.bugs or result.check == WITHHELD:
        return seen
    where = errors_in_words(result)
    return f"wrong, unidentified: {seen}{'' if where is None else f', {where}'}"


def worst(results: Iterable[Result]) -> str:
    """Return the worst status among some results."""
    return min((result.status for result in results), key=rank)


def rank(status: str) -> int:
    """Return how bad a status is; 0 is the worst."""
    order = list(STATUSES)
    return order.index(status) if status in order else 0


def judged(report: Report) -> list[Judged]:
    """Return what was judged: every op with what implements it, in order."""
    return list(dict.fromkeys((result.op, result.implementation) for result in report))


def heading(layer: Judged) -> tuple[str, str]:
    """Return the op and its implementation as the heading of a column."""
    op, implementation = layer
    return in_one_line(op, LONGEST_NAME), in_one_line(implementation, LONGEST_NAME)


def understanding(layer: Layer) -> str:
    """Return what a layer is and how it is used, or why it was not judged."""
    op = "not judged" if layer.op is None else in_one_line(layer.op)
    return f"{op}: {in_one_line(layer.understood).removeprefix('not judged: ')}"


def statuses(report: Report) -> dict[str, dict[Judged, str]]:
    """Return, for every regime, the worst status of everything that was judged in it."""
    found: dict[str, dict[Judged, list[Result]]] = {}
    for result in report:
        row = found.setdefault(result.regime, {})
        row.setdefault((result.op, result.implementation), []).append(result)
    return {
        regime: {layer: worst(results) for layer, results in row.items()}
        for regime, row in found.items()
    }


def cases(report: Report) -> int:
    """Return how many cases were run; the checks of a regime share theirs."""
    counts: dict[tuple[str, str, str], int] = {}
    for result in report:
        key = result.op, result.implementation, result.regime
        counts[key] = max(counts.get(key, 0), result.examples)
    return sum(counts.values())


def counted(number: int, name: str) -> str:
    """Return a number of things: "1 case", "2 cases"."""
    return f"{number} {name}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class Group:
    """The results of one layer in which the same thing was found."""

    results: tuple[Result, ...]

    @property
    def shown(self) -> Result:
        """The result with the smallest counterexample."""
        return min(self.results, key=size)

    @property
    def status(self) -> str:
        """The status that all the results have."""
        return self.results[0].status

    @property
    def places(self) -> str:
        """Where it was found, in one line: "basic, stride (grad_x); mixed (grad_x, forward)"."""
        checks: dict[str, dict[str, None]] = {}
        for result in self.results:
            checks.setdefault(result.regime, {})[result.check] = None
        checks.pop(WITHHELD, None)
        regimes: dict[str, list[str]] = {}
        for regime, names in checks.items():
            regimes.setdefault(", ".join(names), []).append(regime)
        return "; ".join(f"{', '.join(where)} ({names})" for names, where in regimes.items())


def size(result: Result) -> float:
    """Return how large a counterexample is; none at all is the largest."""
    trial = result.counterexample
    return math.inf if trial is None else sum(array.size for array in trial.arrays.values())


def groups(results: Iterable[Result]) -> Iterator[Group]:
    """Group the results of one layer in which the same was found, the worst first."""
    found: dict[Any, list[Result]] = {}
    for result in results:
        if result.status != "ok":
            names = tuple(bug.id for bug in result.bugs)
            # Without a name it is the same if it reads the same, apart from the numbers in it.
            seen = names or NUMBER.sub("#", result.verdict.message)
            key = result.op, result.implementation, result.status, seen
            found.setdefault(key, []).append(result)
    yield from sorted(
        (Group(tuple(same)) for same in found.values()), key=lambda group: rank(group.status)
    )


def headline(report: Report) -> str:
    """Return the verdict in one line."""
    target = in_one_line(report.target)
    failed = [group for group in groups(report) if not group.shown]
    if failed:
        first = failed[0].shown
        more = f"; {len(failed) - 1} more below" if len(failed) > 1 else ""
        status = "" if first.status == report.verdict else f"{first.status}: "
        return f"{target}: {report.verdict}: {status}{subject(first)}: {finding(first)}{more}"
    if report.verdict == "ok":
        ops = ", ".join(dict.fromkeys(in_one_line(op) for op, _ in judged(report)))
        return f"{target}: ok: {ops} in {counted(cases(report), 'case')}"
    # Most reasons begin with the name themselves.
    why = in_one_line(report.error or NOTHING).removeprefix(f"{target}: ")
    return f"{target}: error: {why}"
