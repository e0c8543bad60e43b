"""Work in strips that fit into the cache, distributed over threads."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import copy_context
from functools import cache
from itertools import pairwise
from typing import TypeVar

from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    LibController,
    ThreadpoolController,
)

Result = TypeVar("Result")

# About what a core's own cache holds (L2) beside the rest that it works on.
STRIP_BYTES = 3 << 19
# Multiplications, about 256 x 256 x 256: from there on a second thread saves a fifth or more
# (docs/benchmarks.md).
WORTH_A_THREAD = 16_000_000


def in_strips(work: Callable[[Sequence[slice]], Result], rows: int, row_bytes: int) -> list[Result]:
    """Call `work` on as many threads as NumPy's BLAS has, each with its share of all rows.

    Parameters
    ----------
    work : contiguous strips [start, end) -> the result for them
    rows : how many there are
    row_bytes : what `work` needs for one of them; a strip has as many as fit into the cache

    Returns
    -------
    results : one per thread, in the order of the rows; none if there are no rows

    Notes
    -----
    Meanwhile BLAS is limited to one thread, so that its threads do not compete with ours.
    """
    size = max(1, STRIP_BYTES // row_bytes) if row_bytes else rows
    strips = [slice(i, min(i + size, rows)) for i in range(0, rows, size)]
    with one_blas_thread() as threads:
        if min(threads, len(strips)) < 2:
            return [work(strips)] if strips else []
        ends = [len(strips) * i // threads for i in range(threads + 1)]
        first, *others = (strips[i:j] for i, j in pairwise(ends) if i < j)
        # In the context of the caller, whose np.errstate is part of it.
        started = [helpers(threads).submit(copy_context().run, work, share) for share in others]
        try:
            own = work(first)
        finally:
            wait(started)
        return [own, *(other.result() for other in started)]


def blas_threads_for(multiplications: int) -> AbstractContextManager[int | None]:
    """Limit NumPy's BLAS to one thread for a product that gains little from a second.

    The second thread would keep spinning for a while after the product, on a core others need.
    """
    return one_blas_thread() if multiplications < WORTH_A_THREAD else nullcontext()


@contextmanager
def one_blas_thread() -> Iterator[int]:
    """Limit NumPy's BLAS to one thread in this context; yield how many it had before.

    A small product is done before a second thread has started, and large ones are computed several
    at a time. The limit holds for the whole process: a change that is made elsewhere meanwhile, by
    threadpoolctl too, may be undone.
    """
    library = blas()
    threads = library.num_threads if library else 1
    if library is None or threads == 1:
        yield 1
        return
    try:
        library.set_num_threads(1)
        yield threads
    finally:
        library.set_num_threads(threads)


@cache
def blas() -> LibController | None:
    """Return NumPy's BLAS; None if it is one whose threads cannot be controlled."""
    libraries = ThreadpoolController().select(user_api="blas").lib_controllers
    # SciPy's wheels bring a BLAS of their own.
    own = [library for library in libraries if "numpy" in library.filepath]
    return next(iter(own or libraries), None)


@cache
def helpers(count: int) -> ThreadPoolExecutor:
    """Return a pool of threads, kept from one call to the next."""
    # A forked process has their names, but not the threads.
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=helpers.cache_clear)
    return ThreadPoolExecutor(count, thread_name_prefix="scratchcnn")
