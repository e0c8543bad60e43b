"""What is left around a run over a class, and what its results say."""

import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path

from submission import Hostile

from scratchcnn.oracle.process.worker.confinement.census import descendants


def left_over(before: Iterable[int] = (), seconds: float = 5) -> list[str]:
    """Return the descendants that are still alive after some seconds, by their command lines.

    Dead ones that nobody waited for are none; nor are those that were there before.
    """
    end = time.monotonic() + seconds
    while found := [it for it in map(alive, descendants_of_this()) if it is not None]:
        left = [line for pid, line in found if pid not in set(before)]
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.1)
    return []


def descendants_of_this() -> list[int]:
    """Return the processes that descend from this one, or were adopted by it."""
    return [it.pid for it in descendants(os.getpid())]


def alive(pid: int) -> tuple[int, str] | None:
    """Return a process with its command line, unless it is dead."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    except OSError:
        return None
    return None if status == "Z" else (pid, f"{pid}: {command.decode(errors='replace')[:200]}")


def everything_below(place: Path) -> set[str]:
    """Return all that is below a folder, but for what is meant to be made there."""
    made = ("results", "tmp", "bin")
    return {
        os.path.join(directory, name)
        for directory, folders, names in os.walk(place)
        for name in [*folders, *names]
        if Path(directory, name).relative_to(place).parts[0] not in made
    }


def complaints(results: Path, expected: dict[str, Hostile]) -> Iterator[str]:
    """Yield what is not as it has to be: a verdict, or what is said of it."""
    found = {}
    for place in results.glob("submissions/*/outcome.json"):
        name, verdict = itemgetter("name", "verdict")(json.loads(place.read_text()))
        found[name] = verdict, place.with_name("report.json").read_text()
    yield from (f"{name!r} has no result" for name in expected.keys() - found.keys())
    yield from (f"{name!r} has a result" for name in found.keys() - expected.keys())
    for name in expected.keys() & found.keys():
        verdict, report = found[name]
        if verdict != expected[name].verdict:
            yield f"{name!r} is {verdict}, not {expected[name].verdict}: {report}"
        elif not re.search(expected[name].told, report):
            yield f"{name!r}: not {expected[name].told!r}, but: {report}"
