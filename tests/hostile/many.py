"""Grade a large class, right, wrong and hostile, and see that nothing goes wrong with it.

    PYTHONPATH=tests/helpers python tests/hostile/many.py --submissions 1000 --workers 2

prints how many submissions a minute were graded, how much memory the grader took on the way, and
whatever is not as it has to be: a verdict, a lost result, a process or a file left behind.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import bombs
import cheats
import corpus
import forgers
import thieves
from around import complaints, left_over
from submission import Hostile

from scratchcnn.oracle.process.worker.confinement.namespaces import adopt_orphans


def submissions() -> Iterator[tuple[str, Hostile]]:
    """Yield names and submissions: two of the corpus of homework for each hostile one."""
    homework = [
        (f"{one.family}_{one.name}", Hostile(one.path.read_text("utf-8"), one.label["verdict"]))
        for one in corpus.corpus()
        if one.path.suffix == ".py"
    ]
    stealing = thieves.submissions("/nowhere", 9)
    hostile = bombs.SUBMISSIONS | forgers.SUBMISSIONS | stealing | cheats.SUBMISSIONS
    peaceful, attacks = cycle(homework), cycle(hostile.items())
    while True:
        yield from islice(peaceful, 2)
        name, one = next(attacks)
        yield f"{name}.py", one


def write(folder: Path, count: int) -> dict[str, Hostile]:
    """Write so many submissions, no two of them the same; return what has to become of them."""
    expected = {}
    for number, (name, one) in enumerate(islice(submissions(), count)):
        assert isinstance(one.content, str)
        expected[f"{number:04}_{name}"] = one
        text = f"{one.content}\n# Handed in by number {number}.\n"
        (folder / f"{number:04}_{name}").write_text(text, encoding="utf-8")
    return expected


def resident(pid: int) -> float:
    """Return the MB of memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def run(place: Path, workers: int, log: Path) -> tuple[float, list[float]]:
    """Grade what is in a folder; return the seconds it took, and the grader's memory on the way."""
    temporary = place / "tmp"
    temporary.mkdir()
    command = [sys.executable, "-m", "scratchcnn", "grade", str(place / "submissions")]
    options = ["--output", str(place / "results"), "--workers", str(workers), "--timeout", "6"]
    environment = {**os.environ, "TMPDIR": str(temporary), "SECRET": thieves.SECRET}
    start, memory = time.monotonic(), []
    with log.open("w") as file:
        grader = subprocess.Popen([*command, *options], env=environment, stdout=file, stderr=file)
        while grader.poll() is None:
            memory.append(resident(grader.pid))
            time.sleep(1)
    assert grader.returncode == 0, log.read_text()
    return time.monotonic() - start, memory


def main() -> int:
    """Run it; return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    # Whatever loses its parent is found here.
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="class-") as directory:
        place = Path(directory)
        (place / "submissions").mkdir()
        expected = write(place / "submissions", options.submissions)
        seconds, memory = run(place, options.workers, place / "log")
        wrong = list(complaints(place / "results", expected))
        left = [*left_over(), *map(str, (place / "tmp").iterdir())]
    rate = f"{seconds:.0f} s, {60 * len(expected) / seconds:.0f} a minute"
    print(f"{len(expected)} submissions, {options.workers} workers: {rate}")
    marks = [memory[len(memory) * part // 10] for part in (1, 3, 5, 7, 9)]
    print("memory of the grader on the way, MB:", " ".join(f"{it:.0f}" for it in marks))
    for one in (*wrong, *left):
        print("not as it has to be:", one[:2000])
    print(f"{len(wrong)} wrong grades or lost results, {len(left)} processes or files left")
    return 1 if wrong or left else 0


if __name__ == "__main__":
    raise SystemExit(main())
