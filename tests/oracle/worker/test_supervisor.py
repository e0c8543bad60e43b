"""What watches over homework, with every way in which a system lets it: all are tried here."""

import time
from collections.abc import Callable, Iterator

import pytest
from unruly import are_gone, call, needs_linux, processes_of, start, works

from scratchcnn.oracle import bubblewrap, child
from scratchcnn.oracle.process import Homework

pytestmark = needs_linux
PROGRAM = """\
import ctypes, os, signal, time
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

def fill_what_has_no_name(kind):
    kept = []
    for number in range(10):
        if kind == "memory":
            kept.append(os.memfd_create("x"))
        else:
            kept.append(os.open(str(number), os.O_CREAT | os.O_WRONLY))
            os.unlink(str(number))
        os.write(kept[-1], bytes(50 * 2**20))
    time.sleep(60)

def share_memory():
    libc = ctypes.CDLL(None)
    libc.shmat.restype = ctypes.c_void_p
    for _ in range(10):
        segment = libc.shmget(0, 50 * 2**20, 0o1600)
        address = libc.shmat(segment, None, 0)
        ctypes.memset(address, 1, 50 * 2**20)
        libc.shmdt(ctypes.c_void_p(address))
        # Not for ever, should it not be in a namespace of its own.
        if os.getpid() != 2:
            libc.shmctl(segment, 0, None)
    time.sleep(60 if os.getpid() == 2 else 0)

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
importlib.import_module(name + ".namespaces").leave = refuse
module.main("""


def nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the system as it is: with bubblewrap."""
    if not bubblewrap.works():
        pytest.skip("bubblewrap is not installed, or does not work here")


def no_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take bubblewrap away."""
    monkeypatch.setattr(bubblewrap, "works", lambda: False)


def no_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take namespaces away too."""
    no_bubblewrap(monkeypatch)
    monkeypatch.setattr(child, "BOOT", child.BOOT.replace("module.main(", NO_NAMESPACES))


@pytest.fixture(params=[nothing, no_bubblewrap, no_namespaces])
def homework(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Homework]:
    """Homework on a system that offers more, or less."""
    take_away: Callable[[pytest.MonkeyPatch], None] = request.param
    take_away(monkeypatch)
    with start(PROGRAM, timeout=20, memory=2**30) as running:
        yield running


@pytest.mark.parametrize(
    ("function", "arguments", "told"),
    [
        ("fork", (150,), "more than 64 processes"),
        ("fork", (150, True), "more than 64 processes"),
        ("take_memory", (3,), "more memory than its limit"),
        ("fill_the_disk", (), "more than 256 MB"),
        ("fill_what_has_no_name", ("file",), "files without a name"),
        ("fill_what_has_no_name", ("memory",), "files without a name"),
    ],
)
def test_who_takes_too_much_is_ended(
    homework: Homework, function: str, arguments: tuple[object, ...], told: str
) -> None:
    failure = call(homework, function, *arguments).failure
    assert failure is not None
    assert told in failure.message
    assert works(homework)


def test_shared_memory_is_limited_where_it_is_its_own(homework: Homework) -> None:
    failure = call(homework, "share_memory").failure
    if homework.protections["own process numbers"]:
        assert failure is not None
        assert "shared memory" in failure.message
    assert works(homework)


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
