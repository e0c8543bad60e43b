"""One run over a class: judge what is missing or has changed, keep everything else."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scratchcnn.grading.engines import Engine
from scratchcnn.grading.grades import Grade, grade, to_csv, to_gradescope, to_overview
from scratchcnn.grading.points import Points
from scratchcnn.grading.results import Results, folder_name, key_of
from scratchcnn.grading.submissions import Submission, collect
from scratchcnn.grading.work import Outcome, Task

Tell = Callable[["Progress"], None]


@dataclass
class Progress:
    """How far a run has got.

    Attributes
    ----------
    total : how many submissions there are
    kept : how many of them were judged by an earlier run
    judged : how many by this one
    failed : how many of the latter are not ok
    running : the names of those that are being judged
    latest : the latest outcome; None before the first
    """

    total: int
    kept: int = 0
    judged: int = 0
    failed: int = 0
    running: list[str] = field(default_factory=list)
    latest: Outcome | None = None


def run(
    places: Sequence[Path],
    results: Results,
    make_task: Callable[[Submission], Task],
    engine: Engine,
    tell: Tell,
) -> Progress:
    """Judge every submission whose results are not there yet; each is written as it comes.

    Parameters
    ----------
    places : where the submissions are
    results : where their results go; it has to be open
    make_task : a submission -> how it is to be judged
    engine : where that is done
    tell : called after every step
    """
    progress = Progress(len(places))
    keys: dict[str, str] = {}

    def missing() -> Iterator[Task]:
        for place in places:
            task = make_task(collect(place))
            key = key_of(task)
            if results.has(place.name, key):
                progress.kept += 1
                tell(progress)
                continue
            keys[place.name] = key
            progress.running.append(place.name)
            tell(progress)
            yield task

    for outcome in engine(missing()):
        results.write(keys.pop(outcome.name), outcome)
        progress.judged += 1
        progress.failed += outcome.verdict != "ok"
        progress.running.remove(outcome.name)
        progress.latest = outcome
        tell(progress)
        progress.latest = None
    return progress


def finish(names: Sequence[str], results: Results, points: Points) -> list[Grade]:
    """Write what depends on all results, and on the points: grades, Gradescope's files, a page.

    Parameters
    ----------
    names : of the submissions, in order
    results : where their results are; all have to be there
    points : what every check is worth
    """
    grades = []
    for name in names:
        # One at a time: all together would not fit into memory.
        record: Any = results.record(name)
        grades.append(grade(record, points))
        folder = f"submissions/{folder_name(name)}"
        results.write_text(f"{folder}/results.json", to_gradescope(record, points))
    results.write_text("grades.csv", to_csv(grades))
    links = {name: quote(folder_name(name)) for name in names}
    results.write_text("overview.html", to_overview(grades, links))
    return grades
