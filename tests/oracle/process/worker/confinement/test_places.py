import os
from pathlib import Path

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.confinement.places import Places, around, parts, places

HOME = str(Path(np.__file__).parent.parent)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A directory with some files in it."""
    for name in ("a/one.py", "a/b/two.py", "a/b/three.py", "c/four.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_a_directory_without_holes_is_one_part(tree: Path) -> None:
    assert list(around(tree, [tree.parent / "elsewhere"])) == [tree]


def test_the_parts_around_a_hole_are_as_large_as_can_be(tree: Path) -> None:
    parts = list(around(tree, [tree / "a/b/two.py"]))
    assert parts == [tree / "a/b/three.py", tree / "a/one.py", tree / "c"]


def test_no_link_leads_into_a_hole(tree: Path) -> None:
    (tree / "a/link").symlink_to(tree / "a/b")
    (tree / "link").symlink_to(tree)
    assert list(around(tree, [tree / "a/b"])) == [tree / "a/one.py", tree / "c"]


@pytest.mark.parametrize("judge", ["scratchcnn/oracle", "scratchcnn/scratchcnn/oracle"])
def test_a_clone_of_the_judge_beside_homework_may_not_be_read(tree: Path, judge: str) -> None:
    for name in (judge, ".git", "mine"):
        (tree / name).mkdir(parents=True)
    found = parts(Places((), (), (tree,)))
    assert {path.name for path in found} == {"a", "c", "mine"}


def test_packages_of_the_homework_may_be_called_as_ours_are(tree: Path) -> None:
    for name in ("scratchcnn", "reference"):
        (tree / name).mkdir()
    assert parts(Places((), (), (tree,))) == [tree]


def test_a_folder_that_the_linker_is_told_of_by_a_relative_path_may_not_be_read(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    monkeypatch.setenv("LD_LIBRARY_PATH", "a")
    assert tree / "a" not in places(HOME, []).roots


def test_nothing_is_left_of_what_is_a_hole_itself(tree: Path) -> None:
    assert list(around(tree, [tree])) == []


def test_numpy_may_be_read_and_the_frameworks_beside_it_may_not() -> None:
    found = places(HOME, [])
    assert any(Path(os.path.realpath(HOME)).is_relative_to(root) for root in found.roots)
    assert {hole.name for hole in found.holes} >= {"torch"}
    assert "numpy" not in {hole.name for hole in found.holes}


def test_a_framework_whose_arrays_homework_computes_with_may_be_read_alone() -> None:
    hidden = {hole.name for hole in places(HOME, []).holes}
    assert hidden - {hole.name for hole in places(HOME, [], ["torch"]).holes} >= {"torch"}


def test_the_libraries_that_the_linker_is_told_of_may_be_read(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", os.pathsep.join([str(tree / "a"), "", "/absent"]))
    assert tree / "a" in places(HOME, []).roots
    assert Path("/absent") not in places(HOME, []).roots


def test_no_file_of_the_judge_may_be_read_but_its_own(tree: Path) -> None:
    found = places(HOME, [str(tree)])
    assert found.own == (tree,)
    assert not any(tree.is_relative_to(root) for root in found.roots)


def test_the_devices_of_a_gpu_are_there_for_those_that_are_judged_on_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "scratchcnn.oracle.process.worker.confinement.places.OF_A_GPU", ["dev/nul*"]
    )
    on_it = places(HOME, [], ["torch"], "cuda")
    assert on_it.devices == (Path("/dev/null"),)
    assert on_it.room > places(HOME, [], ["torch"]).room > 0
    # NumPy needs none.
    assert places(HOME, [], [], "cuda").devices == places(HOME, [], ["torch"]).devices == ()
