"""Work in processes of their own."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from working import work

from scratchcnn import processes
from scratchcnn.processes import cores, in_processes, interrupts_masked


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 2)


@pytest.mark.usefixtures("two_cores")
def test_results_come_in_the_order_of_the_items() -> None:
    assert list(in_processes(work, ["c", "a", "b"])) == ["c", "a", "b"]


@pytest.mark.usefixtures("two_cores")
def test_every_item_has_a_process_that_is_not_ours() -> None:
    # A signal that would end ours leaves the others alone: Ctrl-C is the parent's to hear.
    assert list(in_processes(work, ["ctrl-c", "ctrl-c"])) == ["ctrl-c", "ctrl-c"]


@pytest.mark.usefixtures("two_cores")
def test_a_single_item_needs_no_process() -> None:
    assert list(in_processes(lambda item: os.getpid(), ["one"])) == [os.getpid()]


def test_a_single_core_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 1)
    assert list(in_processes(lambda item: os.getpid(), ["a", "b"])) == [os.getpid()] * 2


@pytest.mark.usefixtures("two_cores")
def test_what_is_raised_there_is_raised_here() -> None:
    with pytest.raises(ValueError, match="on purpose"):
        list(in_processes(work, ["raise", "raise"]))


@pytest.mark.usefixtures("two_cores")
def test_a_process_that_dies_is_an_error() -> None:
    with pytest.raises(BrokenProcessPool):
        list(in_processes(work, ["die", "a"]))


@pytest.mark.usefixtures("two_cores")
def test_whoever_leaves_early_ends_what_would_not_end() -> None:
    results = in_processes(work, ["a", "never end", "never end"])
    assert next(results) == "a"
    results.close()
    assert multiprocessing.active_children() == []


def test_cores_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {1, 4, 5}, raising=False)
    assert cores() == 3


def test_where_nobody_tells_that_all_cores_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert cores() == 7


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let what is started be interrupted, also where a shell keeps that from its jobs."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal can be masked here")
def test_a_process_that_is_started_while_interrupts_are_masked_never_gets_one() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('still there')"
    with interrupts_masked():
        masked = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    got = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert masked.stdout == "still there\n"
    assert "KeyboardInterrupt" in got.stderr


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal can be masked here")
def test_the_first_process_of_all_gets_no_interrupt_either(tmp_path: Path) -> None:
    # With it a process is started that unmasks signals.
    (tmp_path / "first.py").write_text(
        "import multiprocessing, os, signal\n"
        "from scratchcnn.processes import interrupts_masked\n"
        "def interrupted():\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "if __name__ == '__main__':\n"
        "    with interrupts_masked():\n"
        "        process = multiprocessing.get_context('spawn').Process(target=interrupted)\n"
        "        process.start()\n"
        "    process.join()\n"
        "    raise SystemExit(process.exitcode)\n"
    )
    ended = subprocess.run([sys.executable, tmp_path / "first.py"], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
