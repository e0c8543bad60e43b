import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from unruly import needs_linux, needs_posix

from scratchcnn.oracle.process.worker.confinement import census
from scratchcnn.oracle.process.worker.confinement.census import (
    Census,
    Process,
    descendants,
    disk_excess,
    excess,
)

MEMORY = 2**30


def one(**what: float) -> Process:
    """Return a process that takes nothing, but for what is said."""
    threads, memory = int(what.get("threads", 1)), int(what.get("memory", 0))
    return Process(10**9, 1, 0, what.get("seconds", 0.0), 0.0, threads, memory)


def test_homework_may_take_its_share() -> None:
    assert excess([one(memory=MEMORY)] + [one()] * 63, 30.0, 0.0, MEMORY) == 0


def test_processes_are_limited() -> None:
    assert excess([one()] * 65, 0.0, 0.0, MEMORY) == census.PROCESSES
    assert excess([one(threads=513)], 0.0, 0.0, MEMORY) == census.PROCESSES


def test_the_memory_of_all_processes_is_limited() -> None:
    assert excess([one(memory=MEMORY / 2 + 1)] * 2, 0.0, 0.0, MEMORY) == census.MEMORY


def test_memory_that_processes_share_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "own_memory", lambda it: it.memory // 2)
    assert excess([one(memory=MEMORY / 2 + 1)] * 2, 0.0, 0.0, MEMORY) == 0


def test_the_time_of_all_processors_is_limited() -> None:
    assert excess([one()], 40.0, 0.0, MEMORY) == census.CPU
    assert excess([one()], 40.0, 10.0, MEMORY) == 0


def test_the_time_of_processes_that_are_gone_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, there = Census(), [one(seconds=5)]
    monkeypatch.setattr(census, "descendants", lambda _: there)
    monkeypatch.setattr(census, "SECONDS_TO_RELY", 0.0)
    assert counted.seconds(counted.take()) == 5
    there[:] = [replace(one(seconds=2), start=7)]
    assert counted.seconds(counted.take()) == 7


def test_few_small_files_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/file").write_bytes(b"x" * 5000)
    (tmp_path / "around").symlink_to(tmp_path)
    assert disk_excess(str(tmp_path)) == 0
    assert disk_excess(str(tmp_path / "absent")) == 0


def test_the_size_of_all_files_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "LARGEST_DIRECTORY", 2**16)
    (tmp_path / "folder").mkdir()
    for number in range(3):
        (tmp_path / f"folder/{number}").write_bytes(b"x" * 2**15)
    assert disk_excess(str(tmp_path)) == census.DISK


def test_the_number_of_files_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "MOST_FILES", 3)
    for number in range(4):
        (tmp_path / str(number)).touch()
    assert disk_excess(str(tmp_path)) == census.DISK


@needs_posix
def test_what_may_not_be_looked_into_counts_as_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(census.os, "scandir", refuse)
    assert disk_excess(str(tmp_path)) == census.DISK


@needs_linux
def test_files_without_a_name_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "LARGEST_HIDDEN", 2**16)
    own = replace(one(), pid=os.getpid())
    assert census.hidden_excess([own, one()]) == 0
    with (tmp_path / "file").open("wb") as file:
        (tmp_path / "file").unlink()
        file.write(bytes(2**18))
        file.flush()
        assert census.hidden_excess([own, one()]) == census.HIDDEN


@needs_linux
def test_descendants_are_found_however_deep() -> None:
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-c", program], **pipes) as process:
        try:
            counted = Census()
            while True:
                found = {it.pid: it for it in descendants(os.getpid())}
                below = [it for it in found.values() if it.parent == process.pid]
                if below:
                    break
            # Between fork and exec a process holds none; the upper one has left that behind it.
            assert found[process.pid].memory > 0
            assert {it.pid for it in counted.take()} >= {process.pid, below[0].pid}
            assert {it.pid for it in counted.take()} >= {process.pid, below[0].pid}
        finally:
            process.kill()


@needs_linux
def test_a_process_has_memory_of_its_own() -> None:
    own = census.process(os.getpid())
    assert own is not None
    assert 0 < census.own_memory(own) <= own.memory
    assert census.own_memory(one(memory=7)) == 7


@needs_linux
def test_what_is_gone_is_no_process() -> None:
    assert census.process(2**30) is None
