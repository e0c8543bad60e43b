"""What watches over homework, with every way in which a system lets it: all are tried here."""

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from unruly import are_gone, call, needs_linux, processes_of, start, works

from scratchcnn.oracle.process import child
from scratchcnn.oracle.process.isolated import Homework

pytestmark = needs_linux
PROGRAM = """\
import os, signal, time
import numpy as np

def add(x, y=0):
    return x + y

def fork(number, apart=False):
    for _ in range(number):
        if os.fork() == 0:
            if apart:
                os.setsid()
                if os.fork():
                    os._exit(0)
            time.sleep(60)
            os._exit(0)
    time.sleep(60 if number > 50 else 0)

def take_memory(gigabytes):
    for _ in range(gigabytes):
        if os.fork() == 0:
            kept = np.ones(2**26)
            time.sleep(60)
            os._exit(0)
    time.sleep(60)

def fill_the_disk():
    for number in range(10):
        with open(str(number), "wb") as file:
            file.write(bytes(50 * 2**20))
    time.sleep(60)

def fill_what_has_no_name():
    kept = []
    for number in range(10):
        kept.append(os.open(str(number), os.O_CREAT | os.O_WRONLY))
        os.unlink(str(number))
        os.write(kept[-1], bytes(50 * 2**20))
    time.sleep(60)

def dig():
    for _ in range(1500):
        os.mkdir("d")
        os.chdir("d")

def hide():
    os.mkdir("hidden")
    os.chmod("hidden", 0o300)
    time.sleep(1)

def end_the_others():
    # Only where there are no others: a defence that fails may harm no machine.
    for pid in [os.getppid(), *([1, -1] if os.getpid() == 2 else [])]:
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
"""
NO_NAMESPACES = """
import importlib
def refuse(flags):
    raise OSError
importlib.import_module(name + ".confinement.namespaces").leave = refuse
# Not all builds of Python have it.
import os
if hasattr(os, "pidfd_open"):
    del os.pidfd_open
module.main("""


def nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the system as it is: with bubblewrap, if it is installed and works."""


def no_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take bubblewrap away."""
    monkeypatch.setattr(child, "in_bubblewrap", lambda: False)


def no_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take namespaces away too."""
    no_bubblewrap(monkeypatch)
    monkeypatch.setattr(child, "BOOT", child.BOOT.replace("module.main(", NO_NAMESPACES))


# What a system offers that has less is taken away in the slow run.
@pytest.fixture(
    params=[
        nothing,
        pytest.param(no_bubblewrap, marks=pytest.mark.slow),
        pytest.param(no_namespaces, marks=pytest.mark.slow),
    ]
)
def homework(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Homework]:
    """Homework on a system that offers more, or less."""
    take_away: Callable[[pytest.MonkeyPatch], None] = request.param
    take_away(monkeypatch)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with start(PROGRAM, timeout=20, memory=2**30) as running:
        yield running


@pytest.mark.parametrize(
    ("function", "arguments", "told"),
    [
        ("fork", (150,), "more than 64 processes"),
        ("fork", (150, True), "more than 64 processes"),
        ("take_memory", (3,), "more memory than its limit"),
        ("fill_the_disk", (), "more than 256 MB|No space left"),
        ("fill_what_has_no_name", (), "files without a name|No space left"),
    ],
)
def test_who_takes_too_much_is_ended(
    homework: Homework, function: str, arguments: tuple[object, ...], told: str
) -> None:
    failure = call(homework, function, *arguments).failure
    assert failure is not None
    assert re.search(told, failure.message)
    assert works(homework)


@pytest.mark.parametrize("function", ["dig", "hide"])
def test_no_directory_stays_behind(homework: Homework, function: str) -> None:
    call(homework, function)
    homework.close()
    assert list(Path(tempfile.gettempdir()).glob("homework-*")) == []


@pytest.mark.parametrize("apart", [False, True])
def test_no_process_outlives_the_homework(homework: Homework, apart: bool) -> None:
    before = len(processes_of(homework))
    call(homework, "fork", 20, apart)
    end = time.monotonic() + 5
    while len(processes := processes_of(homework)) < before + 20:
        assert time.monotonic() < end, processes
    homework.close()
    assert are_gone(processes)


def test_homework_ends_no_process_but_its_own(homework: Homework) -> None:
    call(homework, "end_the_others")
    assert works(homework)
