"""A batch in blocks of samples: small enough for the cache, and shared out to threads."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import cache
from itertools import pairwise
from typing import TypeVar

from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    LibController,
    ThreadpoolController,
)

Result = TypeVar("Result")

# What a core's own cache holds (L2) with room for more: beyond it a copy costs as much as the
# product that it is made for. Not the machine's own size, so that the same blocks, and with them
# the same bits, come out everywhere.
BLOCK_BYTES = 3 << 19


def in_blocks(
    work: Callable[[slice], Result], samples: int, sample_bytes: int, *, most: int | None = None
) -> list[Result]:
    """Call `work` with one slice of the batch after the other, on as many threads as NumPy's BLAS.

    Parameters
    ----------
    work : samples [start, end) -> what it makes of them; it may fill its part of an array
    samples : how many there are
    sample_bytes : what `work` needs for one of them

    Returns
    -------
    results : of every block, in their order; none of an empty batch

    Notes
    -----
    While it runs BLAS has one thread, so that ours do not share the cores with its own. The
    blocks do not depend on the number of threads, and neither do the bits of the results.
    """
    size = max(1, BLOCK_BYTES // max(1, sample_bytes))
    blocks = [slice(i, min(i + size, samples)) for i in range(0, samples, size)]
    with one_blas_thread() as threads:
        shares = min(threads, len(blocks))
        if shares < 2:
            return [work(block) for block in blocks]
        ends = [len(blocks) * i // shares for i in range(shares + 1)]
        rows = [blocks[i:j] for i, j in pairwise(ends)]

        def run(row: list[slice]) -> list[Result]:
            return [work(block) for block in row]

        # In the context of the caller, whose np.errstate is part of it.
        others = [helpers(threads - 1).submit(copy_context().run, run, row) for row in rows[1:]]
        results = run(rows[0])
        return results + [result for other in others for result in other.result()]


@contextmanager
def one_blas_thread() -> Iterator[int]:
    """Keep NumPy's BLAS on one thread inside; yields how many it has outside.

    A product of a few thousand numbers is done before a second thread has heard of it.
    """
    library = blas()
    threads = library.num_threads if library else 1
    if library is None or threads == 1:
        yield 1
        return
    library.set_num_threads(1)
    try:
        yield threads
    finally:
        library.set_num_threads(threads)


@cache
def blas() -> LibController | None:
    """Return NumPy's BLAS, None if it is one that does not tell its threads."""
    libraries = ThreadpoolController().select(user_api="blas").lib_controllers
    # SciPy's wheels bring a BLAS of their own.
    own = [library for library in libraries if "numpy" in library.filepath]
    return next(iter(own or libraries), None)


@cache
def helpers(count: int) -> ThreadPoolExecutor:
    """Return threads that wait for work from one call to the next."""
    # A forked process has their names, but not the threads.
    os.register_at_fork(after_in_child=helpers.cache_clear)
    return ThreadPoolExecutor(count, thread_name_prefix="scratchcnn")
