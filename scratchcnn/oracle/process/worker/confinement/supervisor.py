"""The process that supervises homework: it counts what the homework uses, and can end it all.

Only Linux has what this needs. Three processes, each the parent of the next: this one, the first
of a namespace of processes, with which all others in it end, and the one that runs homework.
"""

import os
import select
import signal
import time
from collections.abc import Iterable
from contextlib import suppress

from . import namespaces
from .census import (
    LARGEST_DIRECTORY,
    MOST_FILES,
    SIGNALLED,
    Census,
    descendants,
    disk_excess,
    excess,
    hidden_excess,
)
from .removal import remove

SECONDS_BETWEEN_LOOKS = 0.1
WATCHER = "a process that watches"
NAMESPACE = "a namespace of its own"
ENDS = "end of all its processes"


def supervised(memory: int, directory: str) -> dict[str, str]:
    """Fork the process that is to run homework; return there, and there alone.

    Returns
    -------
    dict
        Protections, and what gives them; "" where this system does not.
    """
    protections = enter_namespaces()
    mounted = protections["own process numbers"] == NAMESPACE and mount_over(directory)
    pipe, parent = os.dup(0), os.getppid()
    child = os.fork()
    if child == 0:
        namespaces.ask_to_die_with_the_parent(signal.SIGKILL)
        # A signal to its own group may not reach the one that watches.
        os.setsid()
        if os.getpid() == 1:
            run_as_the_first()
        os.close(pipe)
        return protections
    let_go_of_the_pipes()
    code = watch(child, Waiting(pipe, parent), directory, memory)
    end_all()
    os.chdir("/")
    if mounted:
        namespaces.unmount(directory)
    remove(directory)
    os._exit(code)


def enter_namespaces() -> dict[str, str]:
    """Isolate this process as far as the system can, and make sure that no descendant escapes."""
    limited = ("process limit", "CPU limit", "disk limit")
    watched = {ENDS: WATCHER, **dict.fromkeys(limited, WATCHER if Census.works() else "")}
    apart = ("network access", "own process numbers")
    if os.getpid() == 1:
        return {**dict.fromkeys((*apart, "file access limit"), "bubblewrap"), **watched}
    namespaces.adopt_orphans()
    flags = (
        namespaces.CLONE_NEWNET
        | namespaces.CLONE_NEWPID
        | namespaces.CLONE_NEWIPC
        | namespaces.CLONE_NEWNS
    )
    if not namespaces.can_leave(flags):
        return {**dict.fromkeys(apart, ""), **watched}
    namespaces.leave(flags)
    return {**dict.fromkeys(apart, NAMESPACE), **watched}


def mount_over(directory: str) -> bool:
    """Put a file system of limited size over the directory, so that nothing outside is written."""
    try:
        namespaces.mount_in_memory(directory, LARGEST_DIRECTORY, MOST_FILES)
    except OSError:
        return False
    # Into what is mounted there now.
    os.chdir(directory)
    return True


def let_go_of_the_pipes() -> None:
    """Leave the pipes to the homework, and keep others from inspecting this process."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)
    with suppress(OSError):
        namespaces.hide_memory()


def run_as_the_first() -> None:
    """Fork the process that runs homework, and be its namespace's first: end with it."""
    child = os.fork()
    if child == 0:
        return
    let_go_of_the_pipes()
    os.closerange(3, 64)
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == child:
            os._exit(exit_code(status))


def exit_code(status: int) -> int:
    """Return how a process ended, as a shell would."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else SIGNALLED - code


class Waiting:
    """The other end of the pipe of requests: once it is closed, nothing waits for the homework."""

    def __init__(self, pipe: int, parent: int) -> None:
        self._parent = parent
        self._poll = select.poll()
        # A pipe that has lost its writer says so unasked.
        self._poll.register(pipe, 0)

    def also(self, descriptor: int) -> None:
        """Wake up when this becomes readable too."""
        self._poll.register(descriptor, select.POLLIN)

    def is_gone(self, seconds: float) -> bool:
        """Wait until something happens; return whether the judge is gone."""
        events = self._poll.poll(1000 * seconds)
        return os.getppid() != self._parent or any(event & select.POLLHUP for _, event in events)


def watch(child: int, judge: Waiting, directory: str, memory: int) -> int:
    """Wait until the homework has ended, or has to; return the exit code that says how.

    Parameters
    ----------
    child
        The process that runs it, or the first of its namespace.
    judge
        Whoever waits for it.
    directory, memory
        Where it may write, and the bytes of memory that it may take.
    """
    start, census = time.monotonic(), Census() if Census.works() else None
    # Linux before 5.3 has no such descriptors, nor have all builds of Python the call: then an end
    # is noticed at the next look.
    with suppress(OSError, AttributeError):
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
            excess(found, census.seconds(found), time.monotonic() - start, memory)
            or hidden_excess(found)
            or disk_excess(directory)
        )
        if exceeded:
            return exceeded


def end_all() -> None:
    """End every descendant of this process, and wait until all are gone."""
    stopped: set[int] = set()
    # What is stopped starts no others; so in the end there are none that were not seen.
    while new := {it.pid for it in descendants(os.getpid())} - stopped:
        signal_all(new, signal.SIGSTOP)
        stopped |= new
    while found := [it.pid for it in descendants(os.getpid())]:
        signal_all(found, signal.SIGKILL)
        # With the first of a namespace the kernel ends all others, and those have other parents.
        with suppress(ChildProcessError):
            os.waitpid(-1, 0)
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue


def signal_all(pids: Iterable[int], number: int) -> None:
    """Send a signal to processes, as far as they are still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
