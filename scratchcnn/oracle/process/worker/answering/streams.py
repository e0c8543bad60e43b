"""The streams of a worker: the pipes to the judge, and what the homework takes for its own."""

import io
import os
import sys
from typing import Any


class PipeWriter:
    """A pipe that takes all the bytes it is given, however many at a time."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, data: bytes | memoryview) -> None:
        """Write all of `data`."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]


class Streams:
    """Takes over the standard streams of this process, whose pipes are for frames only.

    What the homework prints, even by descriptor, goes to the pipe of standard error.

    Attributes
    ----------
    requests, replies
        The streams of frames.
    """

    def __init__(self) -> None:
        self.requests = io.BufferedReader(io.FileIO(os.dup(0)), 2**16)
        self.replies = PipeWriter(os.dup(1))
        self._printed = os.dup(2)
        self._nothing = os.open(os.devnull, os.O_RDONLY)
        self._own: tuple[Any, Any, Any] = (None, None, None)
        self.restore()

    def restore(self) -> None:
        """Reopen streams that the homework closed, and restore those it replaced."""
        for descriptor, source in ((0, self._nothing), (1, self._printed), (2, self._printed)):
            os.dup2(source, descriptor)
        if self._own[0] is None or any(is_closed(stream) for stream in self._own):
            self._own = (
                io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf-8"),
                printing_to(1),
                printing_to(2),
            )
        sys.stdin, sys.stdout, sys.stderr = self._own

    def flush(self) -> None:
        """Flush what the homework printed."""
        for stream in {id(stream): stream for stream in (*self._own[1:], sys.stdout)}.values():
            try:
                stream.flush()
            except BaseException:
                # The homework may have put an object of its own there.
                continue


def printing_to(descriptor: int) -> io.TextIOWrapper:
    """Return a text stream that never fails, whatever is printed."""
    raw = io.FileIO(descriptor, "wb", closefd=False)
    return io.TextIOWrapper(io.BufferedWriter(raw, 2**16), encoding="utf-8", errors="replace")


def is_closed(stream: Any) -> bool:
    """Return whether a stream is closed or has lost its buffer."""
    try:
        return bool(stream.closed)
    except ValueError:
        return True
