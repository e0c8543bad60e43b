"""The process that watches over homework: it counts what the homework takes, and ends all of it.

Linux alone has what this needs. Three processes, each the parent of the next: this one, the first
of a namespace of processes, with which all others in it end, and the one that runs homework.
"""

import os
import select
import signal
import time
from contextlib import suppress
from shutil import rmtree

from . import namespaces
from .census import SIGNALLED, Census, descendants, disk_excess, excess, hidden_excess

SECONDS_BETWEEN_LOOKS = 0.1
WATCHER = "a process that watches"
ENDS = "end of all its processes"


def supervised(memory: int, directory: str) -> dict[str, str]:
    """Fork the process that is to run homework; return there, and there alone.

    Returns
    -------
    dict
        Protections, and what gives them; "" where this system does not.
    """
    protections = enter_namespaces()
    judge, parent = os.dup(0), os.getppid()
    child = os.fork()
    if child == 0:
        namespaces.die_with_the_parent(signal.SIGKILL)
        # A signal to its own group may not reach the one that watches.
        os.setsid()
        if os.getpid() == 1:
            run_as_the_first()
        os.close(judge)
        return protections
    for descriptor in range(3):
        os.close(descriptor)
    alone = bool(protections["own process numbers"])
    code = watch(child, Judge(judge, parent), directory, memory, alone=alone)
    end_all()
    rmtree(directory, ignore_errors=True)
    os._exit(code)


def enter_namespaces() -> dict[str, str]:
    """Leave what can be left of the machine, and see to it that no descendant gets away."""
    limited = ("process limit", "CPU limit", "disk limit")
    watched = {ENDS: WATCHER, **dict.fromkeys(limited, WATCHER if Census.works() else "")}
    apart = ("network access", "own process numbers")
    if os.getpid() == 1:
        return {**dict.fromkeys((*apart, "file access limit"), "bubblewrap"), **watched}
    namespaces.adopt_orphans()
    try:
        namespaces.leave(
            namespaces.CLONE_NEWNET | namespaces.CLONE_NEWPID | namespaces.CLONE_NEWIPC
        )
    except OSError:
        return {**dict.fromkeys(apart, ""), **watched}
    return {**dict.fromkeys(apart, "a namespace of its own"), **watched}


def run_as_the_first() -> None:
    """Fork the process that runs homework, and be its namespace's first: end with it."""
    child = os.fork()
    if child == 0:
        return
    os.closerange(0, 64)
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == child:
            os._exit(exit_code(status))


def exit_code(status: int) -> int:
    """Return how a process ended, as a shell would."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else SIGNALLED - code


class Judge:
    """The other end of the pipe of requests: when it is closed, nobody waits for the homework."""

    def __init__(self, pipe: int, parent: int) -> None:
        self._parent = parent
        self._poll = select.poll()
        # A pipe that has lost its writer says so unasked.
        self._poll.register(pipe, 0)

    def also(self, descriptor: int) -> None:
        """Wake up when this becomes readable too."""
        self._poll.register(descriptor, select.POLLIN)

    def is_gone(self, seconds: float) -> bool:
        """Wait, as long as nothing happens; tell whether the judge is gone."""
        events = self._poll.poll(1000 * seconds)
        return os.getppid() != self._parent or any(event & select.POLLHUP for _, event in events)


def watch(child: int, judge: Judge, directory: str, memory: int, *, alone: bool) -> int:
    """Wait until the homework has ended, or has to; return the exit code that says how.

    Parameters
    ----------
    child
        The process that runs it, or the first of its namespace.
    judge
        Whoever waits for it.
    directory, memory
        Where it may write, and the bytes of memory that it may take.
    alone
        Whether it has namespaces of its own.
    """
    start, census = time.monotonic(), Census() if Census.works() else None
    # Linux before 5.3 has no such descriptors: an end is noticed at the next look.
    with suppress(OSError):
        judge.also(os.pidfd_open(child))
    while True:
        gone = judge.is_gone(SECONDS_BETWEEN_LOOKS)
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if ended[0] == child:
                return exit_code(ended[1])
        if gone:
            return 0
        if census is None:
            continue
        found = census.take()
        exceeded = (
            excess(found, time.monotonic() - start, memory)
            or hidden_excess(found, own_segments=alone)
            or disk_excess(directory)
        )
        if exceeded:
            return exceeded


def end_all() -> None:
    """End whatever descends from this process, and wait for the end."""
    while found := list(descendants(os.getpid())):
        for one in found:
            with suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)
        # With the first of a namespace the kernel ends all others, and those have other parents.
        with suppress(ChildProcessError):
            os.waitpid(-1, 0)
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue
