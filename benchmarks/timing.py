"""Time several functions side by side, so that a noisy machine is noisy for all of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import torch
from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    threadpool_limits,
)

# Calls of one function in a row. The threads of PyTorch go on turning for a moment after its last
# call, and the first call of the next function pays for that; so does whoever finds cold caches.
BURST = 5


@dataclass(frozen=True)
class Timing:
    """What calls of one function took.

    Attributes
    ----------
    median : milliseconds
    spread : the distance between the quartiles, as a share of the median
    calls : how many were timed
    """

    median: float
    spread: float
    calls: int


def side_by_side(
    functions: Mapping[str, Callable[[], Any]],
    seconds: float,
    clock: Callable[[], float] = perf_counter,
) -> dict[str, Timing]:
    """Call the functions in turn, a few calls each, for some seconds; at least two turns.

    `clock` says how long a call takes: with `process_time` it is what the processor worked for it,
    whoever else it worked for meanwhile.
    """
    taken: dict[str, list[float]] = {name: [] for name in functions}
    for function in functions.values():
        function()
    end = perf_counter() + seconds
    turns = 0
    while turns < 2 or perf_counter() < end:
        turns += 1
        for name, function in functions.items():
            for _ in range(BURST):
                start = clock()
                function()
                taken[name].append(clock() - start)
    return {name: timing(times) for name, times in taken.items()}


def timing(times: list[float]) -> Timing:
    """Sum up the seconds of some calls."""
    low, median, high = np.percentile(np.multiply(times, 1e3), (25, 50, 75))
    return Timing(float(median), float((high - low) / median), len(times))


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Set the number of threads of PyTorch and NumPy's BLAS."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        with threadpool_limits(count, user_api="blas"):
            yield
    finally:
        torch.set_num_threads(before)
