"""Judging on a Dask cluster: submissions are tasks, outcomes come back as data."""

from collections.abc import Iterator
from concurrent.futures import Future
from functools import cache
from threading import Lock

from scratchcnn.grading.engines import as_they_come
from scratchcnn.grading.work import Outcome, Task, judge

SECONDS_TO_CONNECT = 30.0
ENDED = "The workers that judged it died, one after another."


class NoCluster(Exception):
    """There is no cluster to judge on; the message says why."""


def on_cluster(tasks: Iterator[Task], *, address: str) -> Iterator[Outcome]:
    """Judge on the workers of a scheduler; yield outcomes as they come.

    If a worker dies, nothing is lost: Dask gives its tasks to the others.

    Parameters
    ----------
    tasks : what to judge
    address : of the scheduler, such as tcp://host:8786

    Raises
    ------
    NoCluster
        Dask is not installed, no scheduler answers at this address, or there are no workers.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise NoCluster("needs Dask: pip install 'scratchcnn[cluster]'") from None
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(f"no scheduler answers at {address}: {error}") from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise NoCluster(f"the scheduler at {address} has no workers")
        executor = client.get_executor(pure=False)

        def start(task: Task) -> "Future[Outcome]":
            future: Future[Outcome] = executor.submit(judge_alone, task)
            return future

        # Dask has tried what it gives up.
        given_up = {KilledWorker: ENDED}
        yield from as_they_come(tasks, start, ahead=2 * threads, given_up=given_up)


def judge_alone(task: Task) -> Outcome:
    """Judge one submission, one at a time in this process."""
    from distributed import get_worker

    with one_at_a_time():
        # If this process is killed, Dask clears its directory away.
        return judge(task, get_worker().local_directory)


@cache
def one_at_a_time() -> Lock:
    """Return the lock of this process, in which hypothesis and the BLAS threads are shared."""
    return Lock()
