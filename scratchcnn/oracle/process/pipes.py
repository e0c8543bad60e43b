"""The judge's ends of a worker's pipes: frames under a deadline, and what the homework prints."""

import os
import queue
import re
import selectors
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from scratchcnn.oracle.process.forked import Process

CHUNK = 2**16
MOST_CHUNKS_LEFT = 16
SECONDS_BETWEEN_LOOKS = 0.5
KEPT_CHARACTERS = 2000
MOST_BYTES_OF_A_CHARACTER = 4
ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class TimeUp(Exception):
    """The worker did not answer in time."""


class Pipes(Protocol):
    """A pair of streams to and from a worker; both raise EOFError once it is dead."""

    deadline: float

    def write(self, data: Any, /) -> None:
        """Write all of `data`, or raise TimeUp."""
        ...

    def readinto(self, buffer: Any, /) -> int:
        """Fill the start of `buffer`, or raise TimeUp."""
        ...

    def drain(self) -> None:
        """Read what was printed before the last answer."""
        ...

    def close(self) -> None:
        """Release the pipes; they are closed by whoever opened them."""
        ...


class Printed:
    """The start of what homework printed, and how much it was; the rest is thrown away."""

    def __init__(self) -> None:
        self.total = 0
        self._start = bytearray()

    def add(self, chunk: bytes) -> None:
        """Add a piece of what was printed."""
        self.total += len(chunk)
        room = KEPT_CHARACTERS * MOST_BYTES_OF_A_CHARACTER - len(self._start)
        self._start += chunk[: max(room, 0)]

    @property
    def text(self) -> str:
        """The first characters, without control characters other than line breaks."""
        text = ESCAPE_SEQUENCE.sub("", self._start.decode("utf-8", "replace"))
        return CONTROL.sub("", text)[:KEPT_CHARACTERS]


class SelectedPipes:
    """Pipes of a system that can wait for several at once; this needs no threads."""

    def __init__(self, process: Process, printed: Callable[[bytes], None]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.deadline = 0.0
        self._process = process
        self._printed = printed
        self._requests = process.stdin.fileno()
        self._replies = process.stdout.fileno()
        self._prints = process.stderr.fileno()
        for descriptor in (self._requests, self._replies, self._prints):
            os.set_blocking(descriptor, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._replies, selectors.EVENT_READ)
        self._selector.register(self._prints, selectors.EVENT_READ)
        self._spare = bytearray(CHUNK)
        self._ahead = memoryview(b"")

    def write(self, data: Any, /) -> None:
        """Write all of `data`, or raise TimeUp."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._requests, view) :]
            except BlockingIOError:
                self._wait_to_write()
            except BrokenPipeError:
                raise EOFError from None

    def readinto(self, buffer: Any, /) -> int:
        """Fill the start of `buffer`, or raise TimeUp."""
        if not self._ahead:
            return self._read(buffer)
        count = min(len(self._ahead), len(buffer))
        buffer[:count] = self._ahead[:count]
        self._ahead = self._ahead[count:]
        return count

    def _read(self, buffer: memoryview) -> int:
        """Fill the start of `buffer`, and keep what has come beyond it."""
        while True:
            try:
                count = os.readv(self._replies, [buffer, self._spare])
                break
            except BlockingIOError:
                self._wait()
        if count > len(buffer):
            self._ahead = memoryview(bytes(self._spare[: count - len(buffer)]))
        return min(count, len(buffer))

    def _wait_to_write(self) -> None:
        self._selector.register(self._requests, selectors.EVENT_WRITE)
        try:
            self._wait()
        finally:
            self._selector.unregister(self._requests)

    def _wait(self) -> None:
        """Wait until a pipe of frames is ready, and read what is printed meanwhile."""
        while True:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeUp
            ready = [key.fd for key, _ in self._selector.select(min(left, SECONDS_BETWEEN_LOOKS))]
            if self._prints in ready:
                self._take_prints()
            if any(descriptor != self._prints for descriptor in ready):
                return
            # A process that the homework has started may hold the pipes of a dead one open.
            if not ready and self._process.poll() is not None:
                raise EOFError

    def drain(self) -> None:
        """Read what was printed before the last answer."""
        # A thread of the homework may print for ever; what was there already is no more than this.
        for _ in range(MOST_CHUNKS_LEFT):
            if not self._take_prints():
                return

    def _take_prints(self) -> bool:
        """Read one chunk of what is printed; return whether there was one."""
        try:
            chunk = os.read(self._prints, CHUNK)
        except BlockingIOError:
            return False
        if chunk:
            self._printed(chunk)
        elif self._prints in self._selector.get_map():
            self._selector.unregister(self._prints)
        return bool(chunk)

    def close(self) -> None:
        """Release the pipes; they are closed by whoever opened them."""
        self._selector.close()


class ThreadedPipes:
    """Pipes of a system that cannot wait for them: each is read by a thread."""

    def __init__(self, process: Process, printed: Callable[[bytes], None]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.deadline = 0.0
        self._requests = process.stdin.fileno()
        self._chunks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._ahead = memoryview(b"")
        for pipe, take in ((process.stdout, self._chunks.put), (process.stderr, printed)):
            threading.Thread(target=pump, args=(pipe.fileno(), take), daemon=True).start()

    def write(self, data: Any, /) -> None:
        """Write all of `data`."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._requests, view) :]
            except OSError:
                raise EOFError from None

    def readinto(self, buffer: Any, /) -> int:
        """Fill the start of `buffer`, or raise TimeUp."""
        if not self._ahead:
            try:
                chunk = self._chunks.get(timeout=max(self.deadline - time.monotonic(), 0.0))
            except queue.Empty:
                raise TimeUp from None
            self._ahead = memoryview(chunk)
        count = min(len(self._ahead), len(buffer))
        buffer[:count] = self._ahead[:count]
        self._ahead = self._ahead[count:]
        return count

    def drain(self) -> None:
        """Take in what was printed: the thread does so."""

    def close(self) -> None:
        """Release the pipes: the threads end with them."""


def pump(descriptor: int, take: Callable[[bytes], None]) -> None:
    """Read a pipe until it ends; the end is an empty chunk."""
    chunk = b" "
    while chunk:
        try:
            chunk = os.read(descriptor, CHUNK)
        except OSError:
            chunk = b""
        take(chunk)


def pipes_of(process: Process, printed: Callable[[bytes], None]) -> Pipes:
    """Return the pipes of a process, as this system can handle them."""
    kind = SelectedPipes if hasattr(os, "readv") else ThreadedPipes
    return kind(process, printed)
