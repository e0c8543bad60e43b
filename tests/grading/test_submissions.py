"""What is taken of what a class has handed in."""

import os
import zipfile
from pathlib import Path

import pytest

from scratchcnn.grading import submissions
from scratchcnn.grading.submissions import collect, places


def names(found: submissions.Submission) -> list[str]:
    return [path for path, _ in found.files]


def test_every_file_and_folder_is_a_submission_but_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.py", "a.ipynb", "notes.pdf", ".DS_Store"):
        (tmp_path / name).touch()
    for name in ("team", "__MACOSX", ".git"):
        (tmp_path / name).mkdir()
    found = [place.name for place in places(tmp_path)]
    assert found == ["a.ipynb", "b.py", "notes.pdf", "team"]


def test_a_file_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x = 1\r\n")
    found = collect(tmp_path / "a.py")
    assert (found.name, found.files, found.folder, found.problem) == (
        "a.py",
        (("a.py", b"x = 1\r\n"),),
        False,
        None,
    )


def test_of_a_folder_python_and_notebooks_are_taken_in_order(tmp_path: Path) -> None:
    team = tmp_path / "team"
    for path in ("z.py", "src/conv.py", "src/nb.ipynb", "__pycache__/a.py", ".venv/b.py", "x.csv"):
        (team / path).parent.mkdir(parents=True, exist_ok=True)
        (team / path).write_text(path)
    found = collect(team)
    assert names(found) == ["z.py", "src/conv.py", "src/nb.ipynb"]
    assert found.folder
    assert dict(found.files)["src/conv.py"] == b"src/conv.py"


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("answers = 1")
    (tmp_path / "class" / "team").mkdir(parents=True)
    os.symlink(secret, tmp_path / "class" / "link.py")
    os.symlink(secret, tmp_path / "class" / "team" / "link.py")
    os.symlink(tmp_path, tmp_path / "class" / "team" / "folder")
    (tmp_path / "class" / "team" / "own.py").touch()
    assert collect(tmp_path / "class" / "link.py").problem == (
        "link.py is neither a file nor a folder"
    )
    team = collect(tmp_path / "class" / "team")
    assert (names(team), team.problem) == (["own.py"], None)


def test_what_is_no_homework_says_so(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF")
    assert collect(tmp_path / "report.pdf").problem == (
        "report.pdf is not a .py, .ipynb, .md, .markdown, .qmd, .rmd or .zip file"
    )
    assert collect(tmp_path / "gone.py").problem == (
        "gone.py cannot be read: No such file or directory"
    )


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "MOST_FILES", 2)
    for name in ("a.py", "b.py"):
        (tmp_path / name).touch()
    assert collect(tmp_path).problem is None
    (tmp_path / "c.py").touch()
    assert "holds more than 2 Python files" in str(collect(tmp_path).problem)


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "LARGEST", 2**20)
    (tmp_path / "a.py").write_bytes(bytes(2**20))
    assert collect(tmp_path).problem is None
    assert collect(tmp_path / "a.py").problem is None
    (tmp_path / "b.py").write_bytes(b"1")
    assert collect(tmp_path).problem == f"{tmp_path.name} holds more than 1 MB"
    (tmp_path / "a.py").write_bytes(bytes(2**20 + 1))
    assert collect(tmp_path / "a.py").problem == "a.py holds more than 1 MB"


def test_an_archive_is_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "team.zip", "w") as archive:
        archive.writestr("src/conv.py", "a = 1")
        archive.writestr("__MACOSX/src/._conv.py", "junk")
        archive.writestr("src/data.npy", "numbers")
    found = collect(tmp_path / "team.zip")
    assert found.files == (("src/conv.py", b"a = 1"),)
    assert found.folder


def test_a_bad_archive_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "team.zip").write_bytes(b"PK no archive")
    assert collect(tmp_path / "team.zip").problem == (
        "team.zip is not a readable archive: File is not a zip file"
    )


def test_the_hash_is_that_of_everything(tmp_path: Path) -> None:
    def digest(*files: tuple[str, bytes], name: str = "a", folder: bool = False) -> str:
        return submissions.Submission(name, files, folder).digest

    same = digest(("a.py", b"1"))
    assert same == digest(("a.py", b"1"))
    others = [
        digest(("a.py", b"2")),
        digest(("b.py", b"1")),
        digest(("a.py1", b"")),
        digest(("a.py", b""), ("1", b"")),
        digest(("a.py", b"1"), name="b"),
        digest(("a.py", b"1"), folder=True),
        digest(),
        submissions.Submission("a", problem="cannot be read").digest,
    ]
    assert len({same, *others}) == 9


def test_a_name_that_is_no_text_is_taken(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.py")
    try:
        (tmp_path / name).touch()
    except (OSError, UnicodeError):
        pytest.skip("this system has no such names")
    (place,) = places(tmp_path)
    assert collect(place).digest != submissions.Submission("?.py", (("?.py", b""),)).digest
