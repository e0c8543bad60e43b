"""Homework that breaks every rule, and how to call it."""

import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process.isolated import Homework, Reply
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.process.worker.confinement import census

PROGRAM = """\
import ctypes
import os
import signal
import subprocess
import sys
import time
import numpy as np

class Scale:
    def __init__(self, factor):
        self.w = np.full(2, factor)

    def forward(self, x):
        return self.w * x

def add(x, y=0):
    return x + y

def fail():
    raise ValueError("no")

def loop():
    while True:
        pass

def leave():
    os._exit(3)

def leave_politely():
    sys.exit("good-bye")

def interrupt():
    raise KeyboardInterrupt

def crash():
    ctypes.string_at(0)

def stop_itself():
    os.kill(os.getpid(), signal.SIGSTOP)

def go_on_as_two():
    os.fork()
    return os.getpid()

def allocate():
    return np.ones(2**33)

def recurse(n=0):
    return recurse(n + 1)

def recurse_for_ever(n=0):
    sys.setrecursionlimit(10**9)
    class Key:
        def __eq__(self, other):
            return [self] == [other]
    return Key() == Key()

def say(text):
    print(text, end="")

def say_much():
    line = "x" * 99
    for _ in range(500_000):
        print(line)

def say_by_descriptor():
    os.write(1, b"one ")
    os.system("echo two")
    os.write(2, b"three")

def say_in_a_shell_later():
    subprocess.Popen(["sh", "-c", "exec sleep 1000"])

def leave_a_fork():
    if os.fork() == 0:
        time.sleep(1000)
    os._exit(5)

def close_streams():
    sys.stdin.close()
    sys.stdout.close()
    for descriptor in 0, 1, 2:
        os.close(descriptor)

def replace_stdout():
    sys.stdout = sys.stderr = None

def close_all():
    os.closerange(3, 100)

def write_to_all_pipes(data):
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, data)
        except OSError:
            pass

def frame(header):
    return len(header).to_bytes(8, "little") + bytes(8) + header

def forge():
    write_to_all_pipes(b"forged" * 100)

def forge_failure():
    write_to_all_pipes(frame(b'[{"values":{},"changed":{},"failure":{"kind":7}},[]]'))

def forge_answer():
    write_to_all_pipes(frame(b'[{"values":{},"changed":{},"failure":null},[]]'))

def read():
    return input()

def look_around():
    return {
        "cwd": os.getcwd(),
        "files": os.listdir("."),
        "environment": dict(os.environ),
        "modules": [name for name in sys.modules if "scratchcnn" in name],
        "path": sys.path,
        "argv": sys.argv,
        "pid": os.getpid(),
    }

def order():
    return list({"a", "b", "c", "d", "e", "f", "g"})

def leave_files():
    os.makedirs("a/b")
    open("a/b/c", "w").close()

def fill_the_disk():
    with open("large", "wb") as file:
        file.truncate(2**30)

def huge():
    return [np.zeros(2**20) for _ in range(20)]

class Strange:
    def __getattr__(self, name):
        raise SystemExit(name)
    def __repr__(self):
        raise KeyboardInterrupt
    def __eq__(self, other):
        raise MemoryError
    __array__ = __len__ = __iter__ = property(lambda self: sys.exit())

def strange():
    return Strange(), (n for n in [1]), float("nan"), [Strange()], {"a": Strange()}, Strange
"""

needs_posix = pytest.mark.skipif(os.name != "posix", reason="of systems with signals")
needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of Linux")


def source(text: str) -> SimpleNamespace:
    """Return a source of one cell."""
    cell = SimpleNamespace(line=1, label="", text=text, bygone=())
    return SimpleNamespace(name="homework", path=Path("/hw/homework.py"), cells=(cell,))


def start(text: str = PROGRAM, **limits: Any) -> Homework:
    """Start a worker with homework."""
    return Homework.start([source(text)], Path("/hw"), **limits)


def call(homework: Runner, function: str, *args: Any, session: int | None = None) -> Reply:
    """Call a function, in a session of its own by default."""
    arguments = [{"array": arg} if type(arg) is np.ndarray else {"value": arg} for arg in args]
    step = {"call": {"name": function}, "args": arguments, "save": "out"}
    return homework.run([step], ["out"], session)


def out(homework: Runner, function: str, *args: Any) -> Any:
    """Return what a function returns."""
    reply = call(homework, function, *args)
    assert reply.failure is None, reply.failure
    return reply.values["out"]


def kind(reply: Reply) -> str | None:
    """Return the kind of a reply's failure, if it has one."""
    return reply.failure.kind if reply.failure else None


def works(homework: Homework) -> bool:
    """Return whether the next request is answered."""
    return bool((out(homework, "add", np.ones(2), 1) == 2).all())


def processes_of(homework: Homework) -> list[int]:
    """Return the processes of a homework as the judge numbers them, each before its children."""
    assert homework._child is not None
    watcher = homework._child.process.pid
    if not sys.platform.startswith("linux"):
        return [watcher]
    return [watcher, *(process.pid for process in census.descendants(watcher))]


def are_gone(pids: list[int]) -> bool:
    """Return whether processes have ended within five seconds."""
    return all(map(is_gone, pids))


def is_gone(pid: int, kill: Callable[[int, int], None] = os.kill) -> bool:
    """Return whether a process has ended within five seconds; nobody need have waited for it."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")
        with contextlib.suppress(OSError):
            if status.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        time.sleep(0.005)
    return False
