"""Runs over a class: what is missing is judged, and everything else is kept."""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from scratchcnn.grading.points import Points
from scratchcnn.grading.results import Results
from scratchcnn.grading.run import Progress, finish, run
from scratchcnn.grading.submissions import Submission, places
from scratchcnn.grading.work import Outcome, Task


class Engine:
    """Judges nothing, but says so; stops after some tasks, if it is told to."""

    def __init__(self, stop_after: int = 1000) -> None:
        self.judged: list[str] = []
        self.left = stop_after

    def __call__(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        for task in tasks:
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            self.judged.append(task.submission.name)
            passed = b"wrong" not in task.submission.files[0][1]
            verdict = "ok" if passed else "wrong"
            parts = (("relu", "forward", passed),)
            test = {"name": "relu forward", "parts": parts}
            yield Outcome(task.submission.name, verdict, None, 0.0, parts, tests=(test,))


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    folder = tmp_path / "submissions"
    folder.mkdir()
    for name, text in (("a.py", "right"), ("b.py", "wrong"), ("c.py", "right")):
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def results(tmp_path: Path) -> Iterator[Results]:
    found = Results(tmp_path / "results")
    with found.opened():
        yield found


def graded(
    submissions: Path,
    results: Results,
    engine: Engine,
    make_task: "partial[Task] | type[Task]" = Task,
) -> Progress:
    return run(places(submissions), results, make_task, engine, lambda progress: None)


def test_every_submission_is_judged_once(submissions: Path, results: Results) -> None:
    engine = Engine()
    done = graded(submissions, results, engine)
    assert engine.judged == ["a.py", "b.py", "c.py"]
    assert (done.total, done.judged, done.failed, done.kept, done.running) == (3, 3, 1, 0, [])


def test_what_is_judged_already_is_kept(submissions: Path, results: Results) -> None:
    graded(submissions, results, Engine())
    (submissions / "b.py").write_text("right")
    (submissions / "d.py").write_text("right")
    engine = Engine()
    done = graded(submissions, results, engine)
    assert engine.judged == ["b.py", "d.py"]
    assert (done.total, done.judged, done.kept) == (4, 2, 2)


def test_after_an_interruption_only_what_is_missing_is_judged(
    submissions: Path, results: Results
) -> None:
    with pytest.raises(KeyboardInterrupt):
        graded(submissions, results, Engine(stop_after=2))
    engine = Engine()
    graded(submissions, results, engine)
    assert engine.judged == ["c.py"]


def test_other_settings_judge_everything_anew(submissions: Path, results: Results) -> None:
    graded(submissions, results, Engine())
    engine = Engine()
    graded(submissions, results, engine, partial(Task, seed=1))
    assert engine.judged == ["a.py", "b.py", "c.py"]


def test_every_step_is_told(submissions: Path, results: Results) -> None:
    told = []

    def tell(progress: Progress) -> None:
        latest = progress.latest and progress.latest.name
        told.append((progress.kept, progress.judged, tuple(progress.running), latest))

    run(places(submissions), results, Task, Engine(), tell)
    assert told == [
        (0, 0, ("a.py",), None),
        (0, 1, (), "a.py"),
        (0, 1, ("b.py",), None),
        (0, 2, (), "b.py"),
        (0, 2, ("c.py",), None),
        (0, 3, (), "c.py"),
    ]


def test_grades_need_no_judging_when_points_change(submissions: Path, results: Results) -> None:
    graded(submissions, results, Engine())
    names = [place.name for place in places(submissions)]
    for points, expected in ((1.0, ["1", "0", "1"]), (5.0, ["5", "0", "5"])):
        finish(names, results, Points(default=points))
        with (results.root / "grades.csv").open(newline="") as file:
            assert [row["points"] for row in csv.DictReader(file)] == expected
        gradescope = results.folder("a.py") / "results.json"
        assert f'"score": {points}' in gradescope.read_text()


def test_a_submission_is_read_when_its_turn_comes(
    submissions: Path, results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All of a large class at once would not fit into memory.
    read: list[str] = []

    def collect(place: Path) -> Submission:
        read.append(place.name)
        return Submission(place.name, ((place.name, b""),))

    monkeypatch.setattr("scratchcnn.grading.run.collect", collect)
    with pytest.raises(KeyboardInterrupt):
        graded(submissions, results, Engine(stop_after=0))
    assert read == ["a.py"]
