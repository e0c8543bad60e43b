"""Where submissions are judged: in processes of this machine, or on a cluster."""

import multiprocessing
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from pebble import ProcessExpired, ProcessPool

from scratchcnn.grading.work import Outcome, Task, failed, judge
from scratchcnn.processes import interrupts_masked, leave_interrupts_to_the_parent

Engine: TypeAlias = Callable[[Iterator[Task]], Iterator[Outcome]]

# Far beyond what the judge's own limits allow a submission, should they fail.
SECONDS_FOR_ONE = 1800.0
# A process is replaced after so many, so that nothing can pile up in it for long.
MOST_IN_ONE = 200
GIVEN_UP: Mapping[type[BaseException], str] = {
    TimeoutError: f"It could not be judged within {SECONDS_FOR_ONE:g} seconds.",
    ProcessExpired: "The process that judged it was killed, twice.",
}


def in_local_processes(tasks: Iterator[Task], *, workers: int, work: Path) -> Iterator[Outcome]:
    """Judge on this machine, with all temporary files in `work`; yield outcomes as they come."""
    # Spawned, since a forked process would lack the threads of the libraries in it.
    context: Any = multiprocessing.get_context("spawn")
    pool = ProcessPool(workers, MOST_IN_ONE, prepare, (str(work),), context)

    def start(task: Task) -> "Future[Outcome]":
        with interrupts_masked():
            return pool.schedule(judge, args=(task,), timeout=SECONDS_FOR_ONE)

    try:
        yield from as_they_come(tasks, start, ahead=2 * workers)
    finally:
        # Nothing is running any more, or its results are no longer wanted.
        pool.stop()  # type: ignore[no-untyped-call] # pebble declares most of its types, not this
        pool.join()


def prepare(work: str) -> None:
    """Make a process ready to judge."""
    leave_interrupts_to_the_parent()
    # What a killed process leaves behind is found there.
    tempfile.tempdir = work


def as_they_come(
    tasks: Iterator[Task],
    start: Callable[[Task], "Future[Outcome]"],
    *,
    ahead: int,
    given_up: Mapping[type[BaseException], str] = GIVEN_UP,
) -> Iterator[Outcome]:
    """Start tasks, no more than `ahead` at a time; retry once what lost its process.

    Parameters
    ----------
    tasks : what to judge, made when their time comes
    start : starts one
    ahead : how many are running or waiting at a time
    given_up : an exception raised in place of an outcome -> what is said of the submission
    """
    running: dict[Future[Outcome], tuple[Task, int]] = {}
    while True:
        for task in islice(tasks, ahead - len(running)):
            running[start(task)] = task, 1
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            task, tries = running.pop(future)
            error = future.exception()
            if error is None:
                yield future.result()
            elif isinstance(error, ProcessExpired) and tries == 1:
                running[start(task)] = task, 2
            else:
                # Whatever it was: the outcome reports it, and the class goes on.
                said = f"The judge itself failed: {type(error).__name__}: {error}"
                yield failed(task, given_up.get(type(error), said))
