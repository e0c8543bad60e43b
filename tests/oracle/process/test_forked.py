"""Workers that a warm one forks: nothing of one is left for the next, and how they end is told."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from unruly import are_gone, call, needs_linux, out, start, works

from scratchcnn.oracle.process import child
from scratchcnn.oracle.process.forked import Forked, Warm
from scratchcnn.oracle.process.isolated import Homework

pytestmark = needs_linux


@pytest.fixture(autouse=True)
def no_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "in_bubblewrap", lambda: False)


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Warm]:
    """A warm worker for one test alone."""
    made = child.warm_worker.__wrapped__(os.getpid())
    assert made is not None
    monkeypatch.setattr(child, "warm_worker", lambda *_: made)
    yield made
    made.close()


def process_of(homework: Homework) -> Forked:
    assert homework._child is not None
    process = homework._child.process
    assert isinstance(process, Forked)
    return process


def numbers_of(homework: Homework) -> list[int]:
    """Return a number that the homework counts up whenever it is called."""
    steps = [{"call": {"name": "count_up"}, "save": "v"}]
    values = [homework.run(steps, ["v"], session=session).values["v"] for session in (1, 1)]
    return [int(value) for value in values]


def homework_that_counts() -> Homework:
    text = "import numpy as np\ncounted = [0]\n"
    text += "def count_up():\n    counted[0] += 1\n    np.counted = getattr(np, 'counted', 0) + 1\n"
    return start(text + "    return max(counted[0], np.counted)\n")


def test_nothing_of_one_homework_is_left_for_the_next(warm: Warm) -> None:
    for _ in range(2):
        with homework_that_counts() as homework:
            assert isinstance(process_of(homework), Forked)
            assert numbers_of(homework) == [1, 2]


def test_the_next_is_forked_while_others_run(warm: Warm) -> None:
    with start() as one, start() as other:
        assert process_of(one).pid != process_of(other).pid
        assert works(one)
        assert works(other)


def test_it_is_protected_as_one_that_was_started(
    warm: Warm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start() as homework:
        forked = dict(homework.protections)
    monkeypatch.setattr(child, "warm_worker", lambda *_: None)
    with start() as homework:
        assert homework._child is not None
        assert isinstance(homework._child.process, subprocess.Popen)
        assert dict(homework.protections) == forked
        assert works(homework)


TENSORS = """
import torch
def digits():
    return str(torch.ones(1).dtype)
def layer():
    return torch.nn.functional.max_pool2d(torch.ones(1, 1, 2, 2), 2)
"""


def test_what_was_imported_ahead_is_watched_as_what_homework_imports() -> None:
    with start(TENSORS, timeout=60) as homework:
        assert isinstance(process_of(homework), Forked)
        assert out(homework, "digits") == "torch.float64"
        failure = call(homework, "layer").failure
        assert failure is not None
        assert failure.type == "NotFromScratch"


def test_it_has_a_directory_and_an_environment_of_its_own(warm: Warm) -> None:
    text = "import os\ndef places():\n"
    text += "    return [os.getcwd(), *map(os.environ.get, ('HOME', 'TMP'))]\n"
    found: list[str] = []
    for _ in range(2):
        with start(text) as homework:
            places = out(homework, "places")
            assert len(set(places)) == 1
            found += places[:1]
    assert len(set(found)) == 2


def test_its_exit_code_is_told(warm: Warm) -> None:
    with start("import os\ndef leave():\n    os._exit(7)\n") as homework:
        process = process_of(homework)
        assert process.poll() is None
        failure = call(homework, "leave").failure
        assert failure is not None
        assert failure.message == "ended its process with exit code 7"
        assert process.wait() == 7


def test_its_death_by_a_signal_is_told(warm: Warm) -> None:
    with start() as homework:
        process = process_of(homework)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL


def test_it_is_waited_for_no_longer_than_asked(warm: Warm) -> None:
    with start() as homework, pytest.raises(subprocess.TimeoutExpired):
        process_of(homework).wait(0.01)


def test_it_ends_with_the_homework(warm: Warm) -> None:
    with start() as homework:
        number = process_of(homework).pid
    assert are_gone([number])


def test_what_a_warm_worker_forked_ends_with_it(warm: Warm) -> None:
    with start() as homework:
        process = process_of(homework)
        warm.process.kill()
        warm.process.wait()
        assert process.wait(60) == -signal.SIGKILL
        assert are_gone([process.pid])


def test_a_warm_worker_that_is_not_ready_is_not_waited_for() -> None:
    waits = [sys.executable, "-c", "import signal; signal.pause()"]
    warm = Warm(waits, child.environment("/"))
    warm.close()
    assert warm.process.returncode == -signal.SIGKILL


def test_a_worker_is_started_where_the_warm_one_is_gone(warm: Warm) -> None:
    warm.process.kill()
    warm.process.wait()
    with start() as homework:
        assert homework._child is not None
        assert isinstance(homework._child.process, subprocess.Popen)
        assert works(homework)


def test_more_than_a_message_holds_is_started_as_ever(warm: Warm, tmp_path: Path) -> None:
    # So many files, from elsewhere, that a message cannot name them all.
    many = [str(tmp_path / f"{number:0200}.py") for number in range(400)]
    one = child.start(2**30, many, (), "cpu", str(tmp_path))
    try:
        assert isinstance(one, subprocess.Popen)
    finally:
        child.end(one, None, os.getpid())


def test_a_process_that_was_never_forked_has_no_number() -> None:
    request, reply, printed, told = (os.pipe() for _ in range(4))
    forked = Forked(request[1], reply[0], printed[0], told[0])
    for one in (request[0], reply[1], printed[1], told[1]):
        os.close(one)
    with pytest.raises(ProcessLookupError, match="no such process"):
        _ = forked.pid
    assert forked.wait() == -signal.SIGKILL
    forked.kill()
    for pipe in (forked.stdin, forked.stdout, forked.stderr):
        assert pipe is not None
        pipe.close()


def test_where_no_process_can_be_waited_for_by_a_descriptor_none_is_warm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(number: int) -> int:
        raise OSError("this system has none")

    monkeypatch.setattr(os, "pidfd_open", absent)
    assert child.warm_worker.__wrapped__(os.getpid()) is None
