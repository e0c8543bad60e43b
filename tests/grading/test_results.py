"""Results on disk: whole, or not there at all."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scratchcnn.grading.results import Busy, Results, folder_name, key_of
from scratchcnn.grading.submissions import Submission
from scratchcnn.grading.work import Outcome, Task

OUTCOME = Outcome("a.py", "ok", None, 1.5, (("relu", "forward", True),), document="{}", page="<p>")
TASK = Task(Submission("a.py", (("a.py", b"1"),)))


@pytest.fixture
def results(tmp_path: Path) -> Iterator[Results]:
    found = Results(tmp_path / "results")
    with found.opened():
        yield found


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_what_is_written_is_there(results: Results) -> None:
    assert not results.has("a.py", "k")
    results.write("k", OUTCOME)
    assert results.has("a.py", "k")
    files = content(results.root / "submissions" / "a.py")
    assert (files["report.json"], files["report.html"]) == ("{}", "<p>")
    assert json.loads(files["outcome.json"])["parts"] == [["relu", "forward", True]]


def test_what_has_changed_is_not_there(results: Results) -> None:
    results.write("k", OUTCOME)
    assert not results.has("a.py", "another")


def test_what_was_there_before_is_replaced(results: Results) -> None:
    results.write("k", OUTCOME)
    (results.root / "submissions" / "a.py" / "results.json").write_text("old")
    results.write("l", replace(OUTCOME, page="<p>new"))
    files = content(results.root / "submissions" / "a.py")
    assert files["report.html"] == "<p>new"
    assert "results.json" not in files
    assert results.has("a.py", "l")


def test_nothing_is_half_written_when_the_disk_is_full(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, text: str, **options: Any) -> int:
        if self.name == "report.html":
            raise OSError(28, "No space left on device")
        return real(self, text, **options)

    real = Path.write_text
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        results.write("k", OUTCOME)
    assert list((results.root / "submissions").iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": "k"}'])
def test_a_record_that_is_not_whole_does_not_count(results: Results, text: str) -> None:
    results.write("k", OUTCOME)
    (results.root / "submissions" / "a.py" / "outcome.json").write_text(text)
    assert not results.has("a.py", "k")


def test_two_runs_do_not_write_to_the_same_results(results: Results) -> None:
    with pytest.raises(Busy, match="another run is writing to"), results.opened():
        pytest.fail("opened")


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    results = Results(tmp_path)
    left = results.work / "half" / "report.json"
    left.parent.mkdir(parents=True)
    left.write_text("{")
    with results.opened():
        assert list(results.work.iterdir()) == []
    assert not results.work.exists()


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("a.py", "a.py"),
        ("Ann Ä (1).ipynb", "Ann %C3%84 (1).ipynb"),
        ("50%.py", "50%25.py"),
        ("a\nb\x1b[31m.py", "a%0Ab%1B[31m.py"),
        ("a:b*?<>|\\.py", "a%3Ab%2A%3F%3C%3E%7C%5C.py"),
    ],
)
def test_a_folder_has_the_name_of_its_submission_where_systems_take_it(
    name: str, folder: str
) -> None:
    assert folder_name(name) == folder


def test_long_names_stay_apart() -> None:
    long = ["a" * 200 + end for end in ("1", "2")]
    folders = {folder_name(name) for name in (*long, "a ", "a.", "a", "..")}
    assert len(folders) == 6
    assert ".." not in folders
    assert max(map(len, folders)) <= 120


def test_a_name_that_is_no_text_has_a_folder() -> None:
    assert folder_name(os.fsdecode(b"\xff.py")) == "%FF.py"


def test_the_key_is_that_of_all_that_decides() -> None:
    tasks = [
        TASK,
        replace(TASK, submission=Submission("a.py", (("a.py", b"2"),))),
        replace(TASK, adapter=b""),
        replace(TASK, adapter=b"1"),
        replace(TASK, seed=1),
        replace(TASK, timeout=1.0),
        replace(TASK, budget=1.0),
        replace(TASK, level="none"),
        replace(TASK, version="0"),
    ]
    assert len({key_of(task) for task in tasks}) == len(tasks)
    assert key_of(TASK) == key_of(replace(TASK))


def test_a_file_that_says_the_same_is_left_alone(results: Results) -> None:
    results.write_text("grades.csv", "a\n")
    path = results.root / "grades.csv"
    os.utime(path, (0, 0))
    results.write_text("grades.csv", "a\n")
    assert path.stat().st_mtime == 0
    results.write_text("grades.csv", "b\n")
    assert path.read_text() == "b\n"
