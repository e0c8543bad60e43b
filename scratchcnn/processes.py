"""Calls that run in parallel, in a process for every core."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_processes(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Yield `work(item)` for every item, in their order, with a process for every core.

    A single item is not worth a process. Leaving the loop early, by Ctrl-C too, ends the processes.

    Raises
    ------
    BrokenProcessPool
        A process died.
    Exception
        Whatever `work` raises.
    """
    waiting = list(items)
    count = min(len(waiting), cores())
    if count < 2:
        yield from map(work, waiting)
        return
    # Started anew, for a forked process would lack the threads of the libraries in it.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, context, initializer=leave_interrupts_to_the_parent)
    try:
        with interrupts_masked():
            results = pool.map(work, waiting)
        yield from results
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """Return how many cores this process may use."""
    # Not every system can tell what a process is confined to.
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@contextmanager
def interrupts_masked() -> Iterator[None]:
    """Keep Ctrl-C from threads and processes that are started in this context.

    They inherit the signal mask. A new process imports for a second before it could ignore the
    signal itself, and would print a traceback if interrupted there.
    """
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    # It starts with the first process, and unmasks what it finds masked.
    resource_tracker.ensure_running()
    before = mask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)


def leave_interrupts_to_the_parent() -> None:
    """Ignore Ctrl-C, which the terminal sends to every process: the parent ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
