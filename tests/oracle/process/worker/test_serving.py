import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process import worker
from scratchcnn.oracle.process.worker.answering import interpreter, streams
from scratchcnn.oracle.process.worker.answering.streams import PipeWriter, Streams
from scratchcnn.oracle.process.worker.answering.transport import read_frame, write_frame
from scratchcnn.oracle.process.worker.bygone import numpy_names
from scratchcnn.oracle.process.worker.confinement import limits, supervisor
from scratchcnn.oracle.process.worker.imports.torch_calls import Watch
from scratchcnn.oracle.process.worker.loading import load

PROGRAM = "def add(x, y):\n    return x + y\n"
LOAD = {
    "do": "load",
    "sources": [
        {
            "name": "homework",
            "path": "/hw/homework.py",
            "cells": [{"line": 1, "label": "", "text": PROGRAM}],
        }
    ],
    "root": "/hw",
}
ADD = {"call": {"name": "add"}, "args": [{"value": 1}, {"value": 2}], "save": "out"}
RUN = {"do": "run", "session": 1, "steps": [ADD], "return": ["out"]}


class Memory:
    """Streams in memory, for a worker in this process."""

    def __init__(self, *requests: Any) -> None:
        self.requests = io.BytesIO()
        self.replies = io.BytesIO()
        self.events: list[str] = []
        for request in requests:
            write_frame(self.requests, request)
        self.requests.seek(0)

    def restore(self) -> None:
        self.events.append("restore")

    def flush(self) -> None:
        self.events.append("flush")

    def answers(self) -> list[Any]:
        self.replies.seek(0)
        found = []
        while self.replies.tell() < len(self.replies.getvalue()):
            found.append(read_frame(self.replies))
        return found


def test_loads_and_runs_until_the_requests_end() -> None:
    memory = Memory(LOAD, RUN)
    worker.serve(memory, worker.answerer(Watch(), {}))
    loaded, reply = memory.answers()
    assert [definition["name"] for definition in loaded["definitions"]] == ["add"]
    assert reply == {"values": {"out": 3}, "changed": {}}
    assert memory.events == ["restore", "flush"] * 2


@pytest.mark.parametrize("request_", [{}, [], {"do": "load"}, {"do": "run"}])
def test_a_broken_request_is_answered(request_: Any) -> None:
    memory = Memory(request_, LOAD)
    worker.serve(memory, worker.answerer(Watch(), {}))
    broken, loaded = memory.answers()
    assert list(broken) == ["error"]
    assert loaded["problems"] == []


def test_an_answer_that_no_frame_can_hold_is_told_of() -> None:
    memory = Memory(1)
    worker.serve(memory, lambda _: {"values": object()})
    assert memory.answers() == [{"error": "a object cannot cross"}]


# The worker imports these late. Here they are those of the judge, whose imports a test forbids.
LATE = (interpreter, numpy_names, load)


@pytest.fixture
def mocked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Memory], tuple[int, Any]]:
    """Run the main function on streams in memory; return its exit code and its answers."""

    def leave(code: int) -> None:
        raise SystemExit(code)

    def run(memory: Memory) -> tuple[int, Any]:
        monkeypatch.setattr(streams, "Streams", lambda: memory)
        with pytest.raises(SystemExit) as left:
            worker.main(2**30, "/home", [], [])
        assert type(left.value.code) is int
        return left.value.code, memory.answers()

    monkeypatch.setattr(sys, "argv", ["-c"])
    # It forbids frameworks, which here only the worker's code may feel.
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(limits, "protect", lambda *_: {"a": "", "b": "here"})
    monkeypatch.setattr(supervisor, "supervised", lambda *_: {"b": "there"})
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(limits, "watch_the_parent", lambda *_: None)
    monkeypatch.setattr(os, "_exit", leave)
    return run


def test_the_worker_tells_what_it_lacks_first(mocked: Callable[[Memory], Any]) -> None:
    code, answers = mocked(Memory(LOAD, RUN))
    assert code == 0
    assert answers[0] == {"protections": {"b": "there, here", "a": ""}, "numpy": np.__version__}
    assert answers[2]["values"] == {"out": 3}


def test_the_worker_leaves_when_the_frames_are_broken(mocked: Callable[[Memory], Any]) -> None:
    memory = Memory(LOAD)
    memory.requests = io.BytesIO(b"no frame at all, and not the end")
    code, answers = mocked(memory)
    assert code == worker.BROKEN
    assert len(answers) == 1


@contextmanager
def taken_over() -> Iterator[tuple[Streams, tuple[int, int, int]]]:
    """Take over streams that are pipes; yield their other ends too."""
    # No fixture: pytest puts its own capture back between the setting up and the call of a test.
    saved = [os.dup(descriptor) for descriptor in range(3)]
    ends = [os.pipe() for _ in range(3)]
    own = sys.stdin, sys.stdout, sys.stderr
    for descriptor, (read, write) in enumerate(ends):
        os.dup2(write if descriptor else read, descriptor)
        os.close(write if descriptor else read)
    taken = Streams()
    try:
        yield taken, (ends[0][1], ends[1][0], ends[2][0])
    finally:
        sys.stdin, sys.stdout, sys.stderr = own
        for descriptor, copy in enumerate(saved):
            os.dup2(copy, descriptor)
            os.close(copy)
        for descriptor, (read, write) in enumerate(ends):
            os.close(read if descriptor else write)
        taken.requests.close()
        for descriptor in (taken.replies._descriptor, taken._printed, taken._nothing):
            os.close(descriptor)


def test_frames_and_prints_go_separate_ways() -> None:
    with taken_over() as (taken, (requests, replies, prints)):
        print("printed")
        os.write(1, b"written ")
        taken.flush()
        with os.fdopen(os.dup(requests), "wb", buffering=0) as stream:
            write_frame(stream, {"x": 1})
        request = read_frame(taken.requests)
        write_frame(taken.replies, [2])
        with os.fdopen(os.dup(replies), "rb") as stream:
            reply = read_frame(stream)
        printed = os.read(prints, 100)
        with pytest.raises(EOFError):
            input()
    assert (request, reply, printed) == ({"x": 1}, [2], b"written printed\n")


class Unflushable(io.StringIO):
    def flush(self) -> None:
        raise SystemExit


def detach() -> None:
    sys.stdout.detach()  # type: ignore[attr-defined] # it is a stream of text on a buffer


def close_everything() -> None:
    sys.stdin.close()
    sys.stdout.close()
    for descriptor in range(3):
        os.close(descriptor)


def replace() -> None:
    sys.stdout = sys.stderr = Unflushable()


@pytest.mark.parametrize("damage", [detach, close_everything, replace])
def test_the_streams_are_mended(damage: Callable[[], None]) -> None:
    with taken_over() as (taken, (_, _, prints)):
        damage()
        taken.flush()
        taken.restore()
        print("printed")
        taken.flush()
        printed = os.read(prints, 100)
    assert printed == b"printed\n"


def test_a_pipe_may_take_bytes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bytes] = []

    def write(descriptor: int, data: memoryview) -> int:
        taken.append(bytes(data[:2]))
        return len(taken[-1])

    monkeypatch.setattr(os, "write", write)
    PipeWriter(5).write(b"abcde")
    assert taken == [b"ab", b"cd", b"e"]
