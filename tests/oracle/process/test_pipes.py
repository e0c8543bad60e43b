import os
import subprocess
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from scratchcnn.oracle.process import child
from scratchcnn.oracle.process.pipes import (
    Pipes,
    Printed,
    SelectedPipes,
    ThreadedPipes,
    TimeUp,
    pipes_of,
)


class Ends:
    """Pipes of a worker that this test plays itself."""

    def __init__(self, kind: Any) -> None:
        (requests, self.stdin), (self.stdout, replies), (self.stderr, prints) = (
            os.pipe() for _ in range(3)
        )
        self.requests, self.replies, self.prints = (
            os.fdopen(requests, "rb", buffering=0),
            os.fdopen(replies, "wb", buffering=0),
            os.fdopen(prints, "wb", buffering=0),
        )
        self.code: int | None = None
        self.printed = Printed()
        process: Any = SimpleNamespace(
            poll=lambda: self.code,
            stdin=SimpleNamespace(fileno=lambda: self.stdin),
            stdout=SimpleNamespace(fileno=lambda: self.stdout),
            stderr=SimpleNamespace(fileno=lambda: self.stderr),
        )
        self.pipes: Pipes = kind(process, self.printed.add)
        self.pipes.deadline = time.monotonic() + 60

    def close(self) -> None:
        for file in (self.requests, self.replies, self.prints):
            file.close()
        self.pipes.close()
        for end in (self.stdin, self.stdout, self.stderr):
            os.close(end)


needs_readv = pytest.mark.skipif(not hasattr(os, "readv"), reason="of systems with readv")
KINDS = [pytest.param(SelectedPipes, marks=needs_readv), ThreadedPipes]


@pytest.fixture(params=KINDS)
def ends(request: pytest.FixtureRequest) -> Iterator[Ends]:
    made = Ends(request.param)
    yield made
    made.close()


@pytest.fixture
def selected() -> Iterator[Ends]:
    made = Ends(SelectedPipes)
    yield made
    made.close()


def read(pipes: Pipes, size: int) -> bytes:
    buffer = bytearray(size)
    done = 0
    while done < size:
        done += pipes.readinto(memoryview(buffer)[done:])
    return bytes(buffer)


def test_bytes_go_both_ways(ends: Ends) -> None:
    ends.pipes.write(b"request")
    assert ends.requests.read(100) == b"request"
    ends.replies.write(b"reply")
    assert read(ends.pipes, 5) == b"reply"


def test_what_comes_at_once_may_be_read_in_pieces(ends: Ends) -> None:
    ends.replies.write(b"abcdef")
    assert [read(ends.pipes, size) for size in (1, 2, 3)] == [b"a", b"bc", b"def"]


def test_the_end_is_nothing_more_to_read(ends: Ends) -> None:
    ends.replies.close()
    assert ends.pipes.readinto(memoryview(bytearray(5))) == 0


def test_no_answer_in_time_is_told(ends: Ends) -> None:
    ends.pipes.deadline = time.monotonic()
    with pytest.raises(TimeUp):
        read(ends.pipes, 1)


def test_a_request_that_nobody_reads_any_more_is_the_end(ends: Ends) -> None:
    ends.requests.close()
    with pytest.raises(EOFError):
        ends.pipes.write(b"request")


@needs_readv
def test_a_request_that_nobody_takes_is_given_up(selected: Ends) -> None:
    selected.pipes.deadline = time.monotonic() + 0.01
    with pytest.raises(TimeUp):
        selected.pipes.write(bytes(10**7))


@needs_readv
def test_a_dead_process_whose_pipe_is_held_open_is_noticed(selected: Ends) -> None:
    selected.code = 1
    with pytest.raises(EOFError):
        read(selected.pipes, 1)


@needs_readv
def test_prints_are_taken_in_before_an_answer_is_given(selected: Ends) -> None:
    selected.prints.write(b"printed")
    selected.replies.write(b"reply")
    read(selected.pipes, 5)
    selected.pipes.drain()
    assert selected.printed.text == "printed"


@needs_readv
def test_prints_that_end_do_not_matter(selected: Ends) -> None:
    selected.prints.close()
    selected.pipes.drain()
    selected.pipes.drain()
    selected.replies.write(b"reply")
    assert read(selected.pipes, 5) == b"reply"


@needs_readv
def test_whoever_prints_for_ever_does_not_hold_up_the_judge(selected: Ends) -> None:
    chunks = iter(lambda: b"x" * 10, b"")
    taken: list[bytes] = []

    def endless() -> bool:
        taken.append(next(chunks))
        return True

    selected.pipes._take_prints = endless  # type: ignore[attr-defined] # there is no such pipe
    selected.pipes.drain()
    assert len(taken) < 100


def test_only_the_start_of_what_is_printed_is_kept() -> None:
    printed = Printed()
    for _ in range(100):
        printed.add(b"x" * 1000)
    assert (len(printed.text), printed.total) == (2000, 100_000)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("a\tb\r\nc\0", "ab\nc"),
        ("\x1b[1;31mred\x1b[0m \x1b]0;title\a", "red ]0;title"),
        ("é€😀", "é€😀"),
    ],
)
def test_printed_text_has_no_control_characters(said: str, kept: str) -> None:
    printed = Printed()
    printed.add(said.encode())
    assert printed.text == kept


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    printed = Printed()
    printed.add(b"\xff")
    assert printed.text == "\ufffd"


def test_a_system_without_readv_uses_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "readv", raising=False)
    process = subprocess.Popen(
        [child.sys.executable, "-c", ""],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert type(pipes_of(process, Printed().add)) is ThreadedPipes


@pytest.mark.parametrize(
    ("number", "name"), [(11, "SIGSEGV (segmentation fault)"), (4000, "signal 4000")]
)
def test_signals_are_named(number: int, name: str) -> None:
    assert child.signal_name(number) == name


def test_nothing_is_left_of_a_worker_that_could_not_be_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(child.tempfile, "mkdtemp", lambda **_: str(tmp_path))
    monkeypatch.setattr(child, "in_bubblewrap", lambda: False)
    monkeypatch.setattr(child, "warm_worker", lambda *_: None)
    monkeypatch.setattr(child, "command", lambda *_: [str(tmp_path / "absent")])
    with pytest.raises(FileNotFoundError):
        child.Child(2**30, Printed())
    assert not tmp_path.exists()
