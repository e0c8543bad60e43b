"""A real Dask cluster on this machine: a scheduler and two workers, one of which is killed."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scratchcnn.grading.cluster import NoCluster, on_cluster
from scratchcnn.grading.submissions import Submission
from scratchcnn.grading.work import Outcome, Task, judge

RELU = """\
import numpy as np

def relu(x):
    return np.maximum(x, {floor})

def relu_backward(grad_out, x):
    return grad_out * ({mask} > 0)
"""


def tasks(count: int) -> list[Task]:
    """Return submissions of which every third is wrong, in one of two ways."""
    sources = [
        RELU.format(floor=0, mask="x"),
        RELU.format(floor=0, mask="grad_out"),
        RELU.format(floor=0, mask="x"),
        RELU.format(floor=0, mask="x"),
        RELU.format(floor=1, mask="x"),
        RELU.format(floor=0, mask="x"),
    ]
    files = [(("a.py", sources[i % len(sources)].encode()),) for i in range(count)]
    return [Task(Submission(f"{i:02}.py", content), budget=1e-9) for i, content in enumerate(files)]


@contextmanager
def started(module: str, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet) as process:
        try:
            yield process
        finally:
            process.kill()


def same(outcome: Outcome) -> Outcome:
    """Return an outcome without what differs from run to run."""
    return replace(outcome, seconds=0.0)


@pytest.mark.slow
def test_every_submission_is_judged_once_though_a_worker_is_killed(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    where, temporary = tmp_path / "scheduler.json", Path(tempfile.gettempdir())
    before = set(temporary.glob("submission-*"))
    with ExitStack() as stack:
        loopback = ("--host", "127.0.0.1")
        stack.enter_context(
            started("dask_scheduler", *loopback, "--port", "0", "--scheduler-file", str(where))
        )
        here = ("--scheduler-file", str(where), *loopback, "--nthreads", "1", "--no-nanny")
        workers = [
            stack.enter_context(
                started("dask_worker", *here, "--local-directory", str(tmp_path / str(i)))
            )
            for i in range(2)
        ]
        # It waits for the file.
        with distributed.Client(scheduler_file=str(where), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        found: list[Outcome] = []
        for outcome in on_cluster(iter(tasks(60)), address=address):
            found.append(outcome)
            if len(found) == 15:
                workers[0].send_signal(signal.SIGKILL)
    assert set(temporary.glob("submission-*")) == before
    expected = [same(judge(task)) for task in tasks(60)]
    assert sorted(map(same, found), key=lambda one: one.name) == expected
    assert [one.verdict for one in expected[:6]] == ["ok", "wrong", "ok", "ok", "wrong", "ok"]


@pytest.mark.slow
def test_a_cluster_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("scratchcnn.grading.cluster.SECONDS_TO_CONNECT", 1.0)
    with pytest.raises(NoCluster, match=r"no scheduler answers at tcp://127\.0\.0\.1:1"):
        next(on_cluster(iter(tasks(1)), address="tcp://127.0.0.1:1"))


def test_without_dask_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoCluster, match=r"needs Dask: pip install 'scratchcnn\[cluster\]'"):
        next(on_cluster(iter(tasks(1)), address="tcp://127.0.0.1:1"))
