"""Archives that lie in what a class has handed in."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from scratchcnn.grading import submissions
from scratchcnn.grading.submissions import collect


def packed(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in files.items():
            archive.writestr(name, held)
    return content.getvalue()


def team(folder: Path, files: dict[str, bytes], *, as_archive: bool = False) -> Path:
    if as_archive:
        (folder / "team.zip").write_bytes(packed(files))
        return folder / "team.zip"
    for name, held in files.items():
        path = folder / "team" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held)
    return folder / "team"


@pytest.mark.parametrize("as_archive", [False, True])
def test_an_archive_in_a_submission_is_a_folder_of_its_name(
    tmp_path: Path, as_archive: bool
) -> None:
    inner = packed({"src\\conv.py": b"a = 1", "__MACOSX/src/._conv.py": b"", "data.csv": b""})
    found = collect(team(tmp_path, {"a.py": b"", "b/hw.zip": inner}, as_archive=as_archive))
    assert found.files == (("a.py", b""), ("b/hw.zip/src/conv.py", b"a = 1"))
    assert (found.folder, found.problem, found.left_out) == (True, None, ())


def test_what_has_been_unpacked_beside_its_archive_is_read_once(tmp_path: Path) -> None:
    inner = packed({"hw/a.py": b"1", "hw/b.py": b"2"})
    found = collect(team(tmp_path, {"hw.zip": inner, "hw/a.py": b"1", "hw/b.py": b"3"}))
    assert [path for path, _ in found.files] == ["hw/a.py", "hw/b.py", "hw.zip/hw/b.py"]


def test_an_archive_in_an_archive_in_a_submission_stays_closed(tmp_path: Path) -> None:
    inner = packed({"a.py": b"", "inner.zip": packed({"b.py": b""})})
    assert [path for path, _ in collect(team(tmp_path, {"hw.zip": inner})).files] == ["hw.zip/a.py"]


@pytest.mark.parametrize("as_archive", [False, True])
@pytest.mark.parametrize(
    ("inner", "why"),
    [
        (b"PK nothing", "is not a readable archive"),
        (packed({"../a.py": b""}), "leads out of it"),
        (packed({"b.py": bytes(2**20 + 1)}), "more than 1 MB in one file"),
    ],
)
def test_a_bad_archive_costs_nothing_but_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_archive: bool, inner: bytes, why: str
) -> None:
    monkeypatch.setattr(submissions, "LARGEST", 2**20)
    found = collect(team(tmp_path, {"a.py": b"1", "hw.zip": inner}, as_archive=as_archive))
    assert (found.files, found.problem) == ((("a.py", b"1"),), None)
    (told,) = found.left_out
    assert told.startswith("hw.zip, which is")
    assert why in told


def test_a_submission_of_nothing_but_a_bad_archive_says_so(tmp_path: Path) -> None:
    found = collect(team(tmp_path, {"hw.zip": b"PK nothing"}))
    assert str(found.problem).startswith("team holds no homework but hw.zip, which is not a read")


def test_archives_may_not_hold_more_than_a_submission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submissions, "MOST_FILES", 2)
    inner = packed({"b.py": b"", "c.py": b"", "d.py": b""})
    found = collect(team(tmp_path, {"a.py": b"", "hw.zip": inner}))
    assert [path for path, _ in found.files] == ["a.py", "hw.zip/b.py"]
    assert found.left_out == (
        "the rest of its archives: with them it holds more than 2 Python files and notebooks",
    )


def test_no_more_than_some_archives_are_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submissions, "MOST_ARCHIVES", 1)
    files = {"1.zip": packed({"a.py": b""}), "2.zip": packed({"b.py": b""})}
    found = collect(team(tmp_path, files))
    assert [path for path, _ in found.files] == ["1.zip/a.py"]
    assert found.left_out == ("more than 1 archives: the others are not read",)


def test_an_archive_that_is_too_large_to_take_out_of_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submissions, "LARGEST", 2**20)
    large = packed({"a.bin": os.urandom(2**20 + 1)})
    found = collect(team(tmp_path, {"a.py": b"", "data.zip": large}, as_archive=True))
    assert [path for path, _ in found.files] == ["a.py"]
    assert found.left_out == ("an archive in it: is an archive with more than 1 MB in one file",)


@pytest.mark.parametrize("as_archive", [False, True])
@pytest.mark.parametrize("name", ["a.tar.gz", "b.TAR", "src/c.rar", "d.7z", "labels.gz", "e.tgz"])
def test_an_archive_that_is_no_zip_is_told(tmp_path: Path, name: str, as_archive: bool) -> None:
    files = {"a.py": b"", name: b"held", ".hidden.rar": b"", "__MACOSX/a.tar": b""}
    found = collect(team(tmp_path, files, as_archive=as_archive))
    assert [path for path, _ in found.files] == ["a.py"]
    assert found.left_out == (f"{name}, which is no .zip archive, and not opened",)


@pytest.mark.parametrize("as_archive", [False, True])
def test_an_archive_within_an_archive_is_told(tmp_path: Path, as_archive: bool) -> None:
    inner = packed({"b.py": b"", "src/deep.zip": packed({"c.py": b""}), "d.tar.gz": b""})
    found = collect(team(tmp_path, {"a.py": b"", "hw.zip": inner}, as_archive=as_archive))
    assert [path for path, _ in found.files] == ["a.py", "hw.zip/b.py"]
    assert found.left_out == (
        "hw.zip/d.tar.gz, which is an archive within an archive, and not opened",
        "hw.zip/src/deep.zip, which is an archive within an archive, and not opened",
    )


def test_a_submission_of_nothing_but_an_archive_that_is_not_opened_says_so(tmp_path: Path) -> None:
    found = collect(team(tmp_path, {"hw.tar.gz": b""}))
    assert found.problem == (
        "team holds no homework but hw.tar.gz, which is no .zip archive, and not opened"
    )


def test_of_many_archives_that_are_not_opened_some_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submissions, "MOST_ARCHIVES", 1)
    found = collect(team(tmp_path, {"a.py": b"", "1.gz": b"", "2.gz": b"", "3.gz": b""}))
    assert found.left_out == (
        "1.gz, which is no .zip archive, and not opened",
        "2 more of such archives",
    )


def test_links_to_archives_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.zip").write_bytes(packed({"answers.py": b""}))
    place = team(tmp_path, {"a.py": b""})
    os.symlink(tmp_path / "secret.zip", place / "hw.zip")
    assert [path for path, _ in collect(place).files] == ["a.py"]


def test_what_was_left_out_changes_the_hash(tmp_path: Path) -> None:
    some = submissions.Submission("a", left_out=("hw.zip",))
    assert some.digest != submissions.Submission("a").digest


def test_a_file_and_a_folder_of_one_name_are_told(tmp_path: Path) -> None:
    found = collect(team(tmp_path, {"a.py": b"", "a.py/b.py": b""}, as_archive=True))
    assert found.problem == "team.zip holds a file and a folder of one name, above 'a.py/b.py'"
