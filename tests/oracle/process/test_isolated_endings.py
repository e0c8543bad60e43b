import gc
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from unruly import (
    PROGRAM,
    are_gone,
    call,
    kind,
    needs_linux,
    needs_posix,
    out,
    processes_of,
    source,
    start,
    works,
)

from scratchcnn.oracle.process import child
from scratchcnn.oracle.process.isolated import Homework, HomeworkError
from scratchcnn.oracle.process.pipes import ThreadedPipes


@pytest.fixture(scope="module")
def shared() -> Iterator[Homework]:
    """Homework for what leaves no trace, or ends the process at once."""
    with start(timeout=60) as homework:
        yield homework


@pytest.fixture
def own() -> Iterator[Homework]:
    """Homework for one test alone."""
    with start(timeout=60) as homework:
        yield homework


@pytest.mark.parametrize("function", ["loop", "stop_itself"])
@needs_posix
def test_a_call_that_does_not_end_is_a_timeout(function: str) -> None:
    with start(timeout=0.5) as homework:
        failure = call(homework, function).failure
        assert failure is not None
        assert (failure.kind, failure.message) == ("timeout", "did not end within 0.5 s")
        assert works(homework)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("leave", "ended its process with exit code 3"),
        ("crash", "was killed by SIGSEGV (segmentation fault)"),
        ("leave_a_fork", "ended its process with exit code 5"),
        ("close_all", "ended its process with exit code 70"),
        ("forge", "wrote into the judge's own pipe"),
        ("forge_failure", "wrote into the judge's own pipe"),
        ("forge_answer", "wrote into the judge's own pipe"),
    ],
)
@needs_linux
def test_a_process_that_dies_costs_one_request(
    shared: Homework, function: str, message: str
) -> None:
    failure = call(shared, function).failure
    assert failure is not None
    assert (failure.kind, failure.message) == ("crash", message)
    assert works(shared)


@needs_posix
def test_of_two_processes_after_a_fork_the_first_one_answers(own: Homework) -> None:
    pid = out(own, "look_around")["pid"]
    assert [out(own, "go_on_as_two") for _ in range(3)] == [pid] * 3
    assert works(own)


@pytest.mark.parametrize(
    ("function", "type_"), [("leave_politely", "SystemExit"), ("interrupt", "KeyboardInterrupt")]
)
def test_leaving_costs_one_request(shared: Homework, function: str, type_: str) -> None:
    failure = call(shared, function).failure
    assert failure is not None
    assert (failure.kind, failure.type) == ("exit", type_)
    assert works(shared)


@needs_posix
def test_a_recursion_without_limit_does_no_harm(shared: Homework) -> None:
    assert kind(call(shared, "recurse_for_ever")) in ("crash", "exception", "memory")
    assert works(shared)


@needs_linux
def test_a_process_killed_between_two_requests_costs_one(shared: Homework) -> None:
    os.kill(processes_of(shared)[-1], signal.SIGKILL)
    failure = call(shared, "add", 1).failure
    assert failure is not None
    assert (failure.kind, failure.message) == ("crash", "was killed by SIGKILL (killed)")
    assert works(shared)


@needs_linux
def test_a_huge_array_is_refused(shared: Homework) -> None:
    failure = call(shared, "allocate").failure
    assert failure is not None
    assert failure.kind == "memory"
    assert failure.source == "return np.ones(2**33)"
    assert works(shared)


@needs_posix
def test_a_session_is_lost_with_its_process(shared: Homework) -> None:
    old, unused = shared.new_session(), shared.new_session()
    call(shared, "add", 1, session=old)
    call(shared, "leave")
    assert kind(shared.run([], ["out"], old)) == "lost"
    assert kind(call(shared, "add", 1, session=unused)) is None
    shared.forget(old)
    assert works(shared)


@needs_linux
def test_nothing_is_left_over(own: Homework) -> None:
    around = out(own, "look_around")
    call(own, "leave_files")
    processes = processes_of(own)
    own.close()
    assert not Path(around["cwd"]).exists()
    assert are_gone(processes)


@needs_linux
def test_processes_that_the_homework_started_are_ended(own: Homework) -> None:
    before = processes_of(own)
    call(own, "say_in_a_shell_later")
    processes = processes_of(own)
    assert len(processes) > len(before)
    own.close()
    assert are_gone(processes)


@needs_linux
def test_what_nobody_holds_any_more_is_ended() -> None:
    homework = start()
    around, processes = out(homework, "look_around"), processes_of(homework)
    del homework
    gc.collect()
    assert are_gone(processes)
    assert not Path(around["cwd"]).exists()


ENDINGS = {
    "by itself": "",
    "at once": "os._exit(0)",
    "killed in a call": """
signal.setitimer(signal.ITIMER_REAL, 0.1)
homework.run([{"call": {"name": "loop"}}])""",
}


@needs_linux
@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_the_process_ends_with_the_judge(ending: str, tmp_path: Path) -> None:
    # Without the rest of the oracle, which takes seconds to import.
    program = f"""
import os
import signal
import sys
import types
import scratchcnn
package = types.ModuleType("scratchcnn.oracle")
package.__path__ = [scratchcnn.__path__[0] + "/oracle"]
sys.modules[package.__name__] = package
from types import SimpleNamespace
from scratchcnn.oracle.process.isolated import Homework
from scratchcnn.oracle.process.worker.confinement.census import descendants
text = "def loop():\\n    while True: pass"
cell = SimpleNamespace(line=1, label="", text=text, bygone=())
source = SimpleNamespace(name="homework", path="/hw/homework.py", cells=[cell])
homework = Homework.start([source], "/hw")
print(*(process.pid for process in descendants(os.getpid())), flush=True)
{ending}
"""
    root = Path(child.__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", program]
    process = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert process.stdout, process.stderr
    assert are_gone([int(pid) for pid in process.stdout.split()])
    assert list(tmp_path.glob("homework-*")) == []


@needs_posix
def test_an_interrupted_judge_ends_the_process() -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with start() as homework:
        processes = processes_of(homework)
        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(KeyboardInterrupt):
                call(homework, "loop")
        finally:
            signal.signal(signal.SIGALRM, before)
        assert are_gone(processes)
        assert works(homework)


@needs_posix
def test_a_fork_of_the_judge_does_not_end_the_process(shared: Homework) -> None:
    assert shared._child is not None
    end = shared._child.end.peek()
    assert end is not None
    _, function, (process, directory, owner), _ = end
    function(process, directory, owner + 1)
    assert directory is None or Path(directory).exists()
    assert works(shared)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import os\nclass A:\n    x = os._exit(4)", "it ended its process with exit code 4"),
        ("class A:\n    while True: pass", "it did not end within 1.5 s"),
    ],
)
def test_homework_that_cannot_be_loaded_is_an_error(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(HomeworkError, match=message):
        start(text, timeout=0.5)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def none_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start each worker by itself, as where no warm one can fork it."""
    monkeypatch.setattr(child, "warm_worker", lambda *_: None)


def test_a_worker_that_does_not_start_is_an_error(
    monkeypatch: pytest.MonkeyPatch, none_warm: None
) -> None:
    monkeypatch.setattr(child, "BOOT", "raise SystemExit(9)")
    with pytest.raises(HomeworkError, match="exit code 9"):
        start()


def test_a_worker_that_speaks_otherwise_is_an_error(
    monkeypatch: pytest.MonkeyPatch, none_warm: None
) -> None:
    monkeypatch.setattr(child, "BOOT", "print('hello, this is no frame at all')")
    with pytest.raises(HomeworkError, match="no proper answer"):
        start()


def test_what_is_closed_cannot_run(own: Homework) -> None:
    own.close()
    own.close()
    with pytest.raises(HomeworkError, match="was closed"):
        call(own, "add", 1)


def test_the_process_starts_before_it_is_needed() -> None:
    homework = Homework([source(PROGRAM)], "/hw")
    with homework:
        assert homework.definitions
        assert works(homework)


def test_a_system_that_cannot_wait_for_pipes_uses_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child, "pipes_of", ThreadedPipes)
    with start(timeout=1) as homework:
        assert works(homework)
        assert out(homework, "add", np.ones(2**20), 1).sum() == 2**21
        call(homework, "say", "hello")
        assert kind(call(homework, "loop")) == "timeout"
        assert works(homework)
        assert kind(call(homework, "leave")) == "crash"
        assert homework.printed == "hello"
