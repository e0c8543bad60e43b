"""What homework uses of the machine, in all its processes together."""

import math
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_PROCESSES = 64
MOST_THREADS = 512
MOST_FILES = 10_000
LARGEST_DIRECTORY = LARGEST_HIDDEN = 256 * 2**20
# All processes together: what a start may take, and then one processor and a half.
CPU_SECONDS_AT_ONCE = 30.0
CPU_SECONDS_PER_SECOND = 1.5
# For so long the system is trusted about which process is the newest.
SECONDS_TO_RELY = 1.0
# What a shell adds to a signal for its exit code; signals have numbers up to 64.
SIGNALLED = 128
ENDED: Mapping[int, str] = {
    201: f"more than {MOST_PROCESSES} processes, or {MOST_THREADS} threads",
    202: "more memory than its limit, in all processes together",
    203: "more processor time than one processor has, in all processes together",
    204: f"more than {LARGEST_DIRECTORY // 2**20} MB or {MOST_FILES:,} files on disk",
    205: f"more than {LARGEST_HIDDEN // 2**20} MB in files without a name",
}
PROCESSES, MEMORY, CPU, DISK, HIDDEN = ENDED


@dataclass(frozen=True)
class Process:
    """What the kernel reports about one process (proc_pid_stat(5)).

    Attributes
    ----------
    pid, parent : its number, and its parent's
    start : when it began, in ticks of the clock
    seconds, of_children : of processor time, its own, and of its children that it has waited for
    threads : how many it has
    memory : the bytes that it holds
    """

    pid: int
    parent: int
    start: int
    seconds: float
    of_children: float
    threads: int
    memory: int


class Census:
    """The descendants of this process, and the processor time of all that there ever were."""

    def __init__(self) -> None:
        self._newest = ""
        self._counted = -math.inf
        self._pids: tuple[int, ...] = ()
        self._spent: dict[tuple[int, int], float] = {}

    @staticmethod
    def works() -> bool:
        """Return whether this system shows its processes."""
        return os.path.exists("/proc/loadavg") and process(os.getpid()) is not None

    def take(self) -> list[Process]:
        """Return the current descendants."""
        # The last field is the newest process of all (proc_loadavg(5)): one look instead of many.
        # Not every container keeps it up to date, so that it is not relied on for long.
        newest, now = Path("/proc/loadavg").read_text().split()[-1], time.monotonic()
        if newest == self._newest and now < self._counted + SECONDS_TO_RELY:
            found = [it for it in map(process, self._pids) if it is not None]
        else:
            found = list(descendants(os.getpid()))
            self._newest, self._counted = newest, now
            self._pids = tuple(it.pid for it in found)
        self._spent |= {(it.pid, it.start): it.seconds for it in found}
        return found

    def seconds(self, found: Iterable[Process]) -> float:
        """Return the processor time of all descendants, those that are gone too.

        Processes that came and went between two looks are counted with their parents, unless these
        do not wait for them; one that nobody waited for has been seen, if it lived for long.
        """
        waited_for = sum(it.seconds + it.of_children for it in found)
        return max(waited_for, sum(self._spent.values()))


def descendants(ancestor: int) -> Iterator[Process]:
    """Yield all processes that descend from one."""
    everything = [process(int(name)) for name in listed("/proc") if name.isdecimal()]
    children: dict[int, list[Process]] = {}
    for one in everything:
        if one is not None:
            children.setdefault(one.parent, []).append(one)
    waiting = [ancestor]
    while waiting:
        for one in children.pop(waiting.pop(), []):
            yield one
            waiting.append(one.pid)


def process(pid: int) -> Process | None:
    """Return what the kernel reports about a process, if it still exists."""
    try:
        with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
            text = file.read()
    except OSError:
        return None
    # The name of a program may hold anything, parentheses too.
    fields = text.rpartition(")")[2].split()
    tick = os.sysconf("SC_CLK_TCK")
    return Process(
        pid,
        parent=int(fields[1]),
        start=int(fields[19]),
        seconds=(int(fields[11]) + int(fields[12])) / tick,
        of_children=(int(fields[13]) + int(fields[14])) / tick,
        threads=int(fields[17]),
        memory=int(fields[21]) * os.sysconf("SC_PAGE_SIZE"),
    )


def excess(found: Sequence[Process], seconds: float, age: float, memory: int) -> int:
    """Return the exit code for what processes use too much of; 0 if nothing.

    Parameters
    ----------
    found
        The processes that there are.
    seconds, age
        The processor time of all that there were, and for how long the first has been there.
    memory
        The bytes that they may hold.
    """
    if len(found) > MOST_PROCESSES or sum(it.threads for it in found) > MOST_THREADS:
        return PROCESSES
    if seconds > CPU_SECONDS_AT_ONCE + CPU_SECONDS_PER_SECOND * age:
        return CPU
    if sum(it.memory for it in found) > memory and sum(own_memory(it) for it in found) > memory:
        return MEMORY
    return 0


def own_memory(it: Process) -> int:
    """Return the bytes of a process, with its share of what several use (proc_pid_smaps(5))."""
    try:
        with open(f"/proc/{it.pid}/smaps_rollup", encoding="latin-1") as file:
            sizes = dict(line.split(":", 1) for line in file if ":" in line)
        return 1024 * int(sizes["Pss"].split()[0])
    except (OSError, KeyError, ValueError):
        return it.memory


def hidden_excess(found: Iterable[Process]) -> int:
    """Return the exit code for too much in files without a name, or deleted ones; 0 if not."""
    sizes: dict[tuple[int, int], int] = {}
    for one in found:
        for entry in listed(f"/proc/{one.pid}/fd"):
            try:
                seen = os.stat(f"/proc/{one.pid}/fd/{entry}")
            except OSError:
                continue
            if stat.S_ISREG(seen.st_mode) and seen.st_nlink == 0:
                sizes[seen.st_dev, seen.st_ino] = 512 * seen.st_blocks
    return HIDDEN if sum(sizes.values()) > LARGEST_HIDDEN else 0


def listed(directory: str) -> list[str]:
    """Return the names in a directory; none if it does not exist, or may not be read."""
    try:
        return os.listdir(directory)
    except OSError:
        return []


def disk_excess(directory: str) -> int:
    """Return the exit code for a directory that holds too much; 0 if it does not."""
    size = number = 0
    waiting = [directory]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    number += 1
                    if number > MOST_FILES:
                        return DISK
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        # In blocks, for a file may be larger than what it takes.
                        size += 512 * entry.stat(follow_symlinks=False).st_blocks
        except FileNotFoundError:
            continue
        except OSError:
            # Where nobody may look, or no path leads, anything could be.
            return DISK
    return DISK if size > LARGEST_DIRECTORY else 0
