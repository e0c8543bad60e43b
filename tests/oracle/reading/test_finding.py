"""The files of a directory, and a module by its name."""

import os
import sys
from pathlib import Path

import pytest
from notebook_text import Writing, notebook

from scratchcnn.oracle.reading.sources import read
from scratchcnn.oracle.reading.unreadable import Unreadable


def test_a_directory_is_read_in_order_without_what_is_not_homework(
    write: Writing, tmp_path: Path
) -> None:
    for name in (
        *("b.py", "a/c.py", "a/__init__.py", "a.py", "z/deep/er.py"),
        *("test_b.py", "conftest.py", ".hidden/d.py", "__pycache__/e.py", "notes.txt"),
        *(".ipynb_checkpoints/b.py", "a/.secret.py"),
    ):
        write(name, "x = 1\n")
    write("book.ipynb", notebook("x = 1"))
    write("bad.py", "d   def")
    sources = read(tmp_path)
    assert [source.name for source in sources.sources] == [
        *("a", "b", "book", "a_", "a.c", "z.deep.er"),
    ]
    assert sources.root == tmp_path
    assert sources.problems == ("bad.py, line 1: invalid syntax: `d   def`",)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_that_lead_out_of_a_directory_are_not_followed(
    write: Writing, tmp_path: Path
) -> None:
    outside = write("outside/secret.py", "x = 1\n")
    inside = write("homework/mine.py", "x = 1\n")
    os.symlink(outside, inside.parent / "link.py")
    os.symlink(outside.parent, inside.parent / "directory")
    os.symlink(inside.parent / "gone.py", inside.parent / "dangling.py")
    assert [source.name for source in read(inside.parent).sources] == ["mine"]


def test_links_in_a_loop_are_left_out(write: Writing) -> None:
    mine = write("mine.py", "a = 1\n")
    (mine.parent / "loop.py").symlink_to("loop.py")
    assert [source.name for source in read(str(mine.parent)).sources] == ["mine"]


def test_a_directory_that_must_not_be_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Permissions would not stop a test that runs as root.
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    with pytest.raises(Unreadable, match="permission denied"):
        read(str(tmp_path))


def test_an_empty_directory_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="holds no Python file and no notebook"):
        read(tmp_path)


def test_a_module_is_found_without_importing_its_package(
    write: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("course_package/__init__.py", "raise SystemExit('imported')\n")
    path = write("course_package/layers.py", "from .base import x\n")
    monkeypatch.syspath_prepend(tmp_path)
    sources = read("course_package.layers")
    assert sources.root == tmp_path
    assert [(source.name, source.path) for source in sources.sources] == [
        ("course_package.layers", path)
    ]
    whole = read("course_package")
    assert whole.root == tmp_path
    assert [source.name for source in whole.sources] == [
        "course_package",
        "course_package.layers",
    ]


def test_a_module_that_is_not_written_in_python_says_so() -> None:
    with pytest.raises(Unreadable, match="not one that is written in Python"):
        read("_socket" if sys.platform != "win32" else "_ctypes")


@pytest.mark.parametrize("target", ["outer.inner.layers", "outer.inner"])
def test_packages_need_no_init(
    write: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    path = write("outer/inner/layers.py", "x = 1\n")
    monkeypatch.chdir(tmp_path)
    (source,) = read(target).sources
    assert (source.name, source.path) == ("outer.inner.layers", path)
