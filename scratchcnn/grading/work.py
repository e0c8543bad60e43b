"""Judging one submission: what goes into a process, here or elsewhere, and what comes out of it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, TypeAlias

from scratchcnn import __version__
from scratchcnn.grading.pages import rendered
from scratchcnn.grading.submissions import Submission
from scratchcnn.oracle.checks.results import WITHHELD
from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.gradescope import by_op_and_check, graded
from scratchcnn.oracle.report.html import to_html
from scratchcnn.oracle.report.json_format import to_json
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.reveal import Level, reveal
from scratchcnn.oracle.report.words import in_one_line
from scratchcnn.oracle.target import judge_target

# What proves nothing against a layer: a person has to look, or to install what is missing.
UNDECIDED = {"not_judged", "environment"}
# An op, one of its checks, and whether that is passed in every regime.
Part: TypeAlias = tuple[str, str, bool]


@dataclass(frozen=True)
class Task:
    """One submission and how to judge it: all that a process needs, wherever it is.

    Attributes
    ----------
    submission : what was handed in
    seed, timeout, budget : as for `oracle.judging.Settings`
    adapter : the content of the teacher's adapter, if there is one
    level : how much of the report the student sees
    version : the scratchcnn that is to judge it
    calls : the functions that a teacher allows, and those that one forbids
    """

    submission: Submission
    seed: int = 0
    timeout: float = 10.0
    budget: float = 60.0
    adapter: bytes | None = None
    level: Level = "full"
    version: str = __version__
    calls: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass(frozen=True)
class Outcome:
    """The findings on one submission, as plain data.

    Attributes
    ----------
    name : of the submission
    verdict : "ok", "wrong" or "error"
    error : what could not be read or judged, in a sentence
    seconds : how long it took
    parts : every check of every op, and whether it is passed in every regime
    bugs : (op, id) of every bug that was named
    tests : Gradescope's tests; each lists under "parts" the parts that it stands for
    document : the report as JSON
    page : the report as a page of HTML
    adapter_failed : whether nothing was judged because of the teacher's adapter
    not_judged : the ops whose only failures prove nothing against them
    """

    name: str
    verdict: str
    error: str | None
    seconds: float
    parts: tuple[Part, ...] = ()
    bugs: tuple[tuple[str, str], ...] = ()
    tests: tuple[dict[str, Any], ...] = ()
    document: str = ""
    page: str = ""
    adapter_failed: bool = False
    not_judged: tuple[str, ...] = ()


def judge(task: Task, place: str | None = None) -> Outcome:
    """Judge one submission; its files are written to a temporary folder.

    Parameters
    ----------
    task : what to judge, and how
    place : where that folder is made; by default where all temporary files go

    Raises
    ------
    RuntimeError
        The scratchcnn here is not the one that the task was made for.
    """
    if task.version != __version__:
        raise RuntimeError(f"this is scratchcnn {__version__}, the task is for {task.version}")
    start = perf_counter()
    report = report_of(task, place)
    return outcome(task, report, perf_counter() - start)


def failed(task: Task, message: str) -> Outcome:
    """Return the outcome of a submission that could not be judged."""
    report = Report(task.submission.name, (), task.seed, error=message)
    return outcome(task, report, 0.0)


def report_of(task: Task, place: str | None = None) -> Report:
    """Return the findings of the oracle on a submission."""
    name = task.submission.name
    if task.submission.problem is not None:
        return Report(name, (), task.seed, error=task.submission.problem, readable=False)
    with TemporaryDirectory(prefix="submission-", dir=place) as directory:
        # The homework must see one path only, even where the system reaches it through a link.
        root = Path(os.path.realpath(directory))
        target = written(task.submission, root / "homework")
        # Above its folder are the adapter, and what others have handed in.
        settings = Settings(task.seed, task.timeout, task.budget, alone=True, calls=task.calls)
        if task.adapter is not None:
            adapter = root / "adapter.py"
            adapter.write_bytes(task.adapter)
            settings = replace(settings, adapter=adapter)
        report = judge_target(str(target), settings)
        error = report.error and report.error.replace(str(target), name)
        error = error and error.replace(f"{root / 'adapter.py'}", "adapter.py")
        notes = (*(f"left out: {one}" for one in task.submission.left_out), *report.notes)
        return replace(report, target=name, error=error, notes=notes)


def written(submission: Submission, root: Path) -> Path:
    """Write the files of a submission below a new folder; return what is to be judged."""
    root.mkdir()
    for path, content in submission.files:
        place = root / writable(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return root if submission.folder else root / writable(submission.files[0][0])


def writable(path: str, system: str = os.name) -> str:
    """Return a path as a system can write it: on Windows, names have no colon."""
    return path.replace(":", "_") if system == "nt" else path


def outcome(task: Task, report: Report, seconds: float) -> Outcome:
    """Return the outcome of a report, worded as its reader may see it."""
    shown = reveal(report, task.level)
    parts = parts_of(report)
    bugs = dict.fromkeys((result.op, bug.id) for result in report for bug in result.bugs)
    return Outcome(
        name=task.submission.name,
        verdict=report.verdict,
        error=report.error,
        seconds=round(seconds, 3),
        adapter_failed=report.adapter_failed,
        parts=parts,
        bugs=tuple(bugs),
        not_judged=for_a_person(report),
        tests=tuple(tests(shown, parts)),
        document=to_json([shown], task.seed) + "\n",
        page=rendered("page.html", title=in_one_line(task.submission.name), report=to_html(shown)),
    )


def parts_of(report: Report) -> tuple[Part, ...]:
    """Return every check of every op, and whether it is passed in every regime."""
    checks = by_op_and_check([report]).items()
    return tuple((op, check, all(results)) for (op, check), results in checks)


def for_a_person(report: Report) -> tuple[str, ...]:
    """Return the ops that a person has to look at: nothing of them is proven wrong."""
    failed: dict[str, set[str]] = {}
    for result in report:
        if not result:
            failed.setdefault(result.op, set()).add(result.status)
    return tuple(op for op, statuses in failed.items() if statuses <= UNDECIDED)


def tests(shown: Report, parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return Gradescope's tests, each with the parts whose points it gives."""
    return [
        graded(op, check, results, 1.0)
        | {"parts": [part for part in parts if part[0] == op and check in (part[1], WITHHELD)]}
        for (op, check), results in by_op_and_check([shown]).items()
    ]
