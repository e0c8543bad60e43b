"""Archives that would do harm."""

import io
import re
import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from scratchcnn.grading import archives
from scratchcnn.grading.archives import BadArchive, members
from scratchcnn.grading.submissions import collect


def archive(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "team.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return path


def taken(path: Path, largest: int = 1000) -> dict[str, bytes]:
    return dict(members(path, (".py",), largest))


def test_files_of_the_wanted_kinds_are_read(tmp_path: Path) -> None:
    path = archive(tmp_path, {"b.PY": b"2", "a/b/c.py": b"1", "d.txt": b"", "e.py/": b""})
    assert list(taken(path).items()) == [("a/b/c.py", b"1"), ("b.PY", b"2")]


@pytest.mark.parametrize(
    "name", ["../a.py", "/etc/a.py", "a/../../b.py", "..\\a.py", "C:/a.py", "C:\\a.py"]
)
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadArchive, match="a path that leads out of it"):
        taken(archive(tmp_path, {name: b""}))


@pytest.mark.parametrize("name", ["HW 3: CNN/relu.py", "a/b:c.py", "12:30.py", "team\\a: b.py"])
def test_a_colon_is_part_of_a_name(tmp_path: Path, name: str) -> None:
    assert taken(archive(tmp_path, {name: b"1"})) == {name.replace("\\", "/"): b"1"}


def test_links_are_left_out(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "team.zip"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr(link, "/etc/passwd")
    assert taken(path) == {}


def test_a_bomb_is_read_no_further_than_it_may_be(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.py": bytes(2**24)})
    assert path.stat().st_size < 2**16
    tracemalloc.start()
    with pytest.raises(BadArchive, match="more than 1 MB in one file"):
        taken(path, 2**20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**23


def test_what_an_archive_says_of_a_size_is_not_relied_upon(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.py": bytes(5000)})
    content = bytearray(path.read_bytes())
    # The size in the central directory, 24 bytes into its entry.
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(BadArchive, match="not a readable archive: Bad CRC"):
        taken(path)


def test_an_archive_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    assert len(taken(archive(tmp_path, {"a.py": b"", "b.py": b""}))) == 2
    with pytest.raises(BadArchive, match="of more than 2 files"):
        taken(archive(tmp_path, {"a.py": b"", "b.py": b"", "c": b""}))


def test_a_password_is_told(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.py": b"1"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(BadArchive, match="with a password"):
        taken(path)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED]
)
def test_a_broken_archive_is_told(tmp_path: Path, method: int) -> None:
    path = tmp_path / "team.zip"
    with zipfile.ZipFile(path, "w", method) as opened:
        opened.writestr("a.py", bytes(range(256)) * 40)
    content = bytearray(path.read_bytes())
    middle = slice(50, 60)
    content[middle] = b"\xff" * 10
    path.write_bytes(content)
    said = str(collect(path).problem)
    assert said.startswith("team.zip ")
    assert re.search("read: |is not a readable archive: ", said)


def test_bytes_that_are_no_archive_are_told(tmp_path: Path) -> None:
    path = tmp_path / "team.zip"
    path.write_bytes(io.BytesIO(b"no").getvalue())
    with pytest.raises(BadArchive, match="File is not a zip file"):
        taken(path)


def test_backslashes_of_windows_are_folders(tmp_path: Path) -> None:
    path = archive(tmp_path, {"team\\src\\conv.py": b"1", "team\\src\\": b"", "b\\a.py\\": b""})
    assert taken(path) == {"team/src/conv.py": b"1"}


@pytest.mark.parametrize(
    "name", ["a\\..\\..\\b.py", "\\etc\\a.py", "\\\\server\\a.py", "D:a.py", "a/..\\..\\b.py"]
)
def test_a_path_with_backslashes_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadArchive, match="a path that leads out of it"):
        taken(archive(tmp_path, {name: b""}))
