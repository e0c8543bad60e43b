"""How a worker is started where bubblewrap is."""

from pathlib import Path

import pytest
from unruly import needs_posix

from scratchcnn.oracle.process import bubblewrap
from scratchcnn.oracle.process.worker.confinement.places import Places

READABLE = Places((), (), ())
HELP = {"0.6": "--tmpfs DEST", "0.7": "--tmpfs DEST --size BYTES"}


def install(folder: Path, program: str) -> None:
    """Write a program in place of bubblewrap."""
    path = folder / "bwrap"
    path.write_text(f"#!/bin/sh\n{program}\n")
    path.chmod(0o755)


@needs_posix
@pytest.mark.parametrize(
    ("program", "works"), [("exit 0", True), ("exit 1", False), ("kill -9 $$", False)]
)
def test_it_is_used_only_where_it_does_its_work(
    program: str, works: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, program)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert bubblewrap.works(["true"], READABLE) is works


def test_without_it_nothing_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not bubblewrap.works(["true"], READABLE)


@needs_posix
@pytest.mark.parametrize("version", ["0.6", "0.7"])
def test_holes_are_covered_and_what_is_its_own_lies_over_them(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A stand-in for the program, which need not be installed: all that is asked of it is its help.
    install(tmp_path, f"echo '{HELP[version]}'")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    library, own = tmp_path / "library", tmp_path / "library/judge/worker"
    own.mkdir(parents=True)
    (library / "single.py").touch()
    (own / ".git").mkdir()
    holes = (library / "judge", library / "single.py")
    device = (Path("/dev/nvidia0"),)
    readable = Places((library,), holes, (own, tmp_path / "absent"), device)
    command = bubblewrap.wrapped(["python"], readable)
    words = " ".join(command)
    places = [
        f"--ro-bind {library} {library}",
        f"--tmpfs {library}/judge ",
        f"--ro-bind /dev/null {library}/single.py",
        f"--ro-bind {own} {own}",
        f"--tmpfs {own}/.git",
        "--dev-bind-try /dev/nvidia0 /dev/nvidia0 --remount-ro /dev",
        f"--tmpfs {bubblewrap.DIRECTORY}",
    ]
    assert [words.count(place) for place in places] == [1] * 7
    assert sorted(places, key=words.index) == places
    assert "absent" not in words
    assert command[0] == str(tmp_path / "bwrap")
    assert ("--size" in command) == (version == "0.7")
    assert command[-2:] == ["--", "python"]
