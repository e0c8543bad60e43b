"""Processes that a warm worker forks, as the judge sees them: each with its three pipes."""

import io
import json
import os
import select
import signal
import socket
import subprocess
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, Protocol

from scratchcnn.oracle.process.worker.warm import BYTES_OF_A_NUMBER, LARGEST_MESSAGE


class Process(Protocol):
    """A process with three pipes: what this needs of `subprocess.Popen`."""

    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None

    @property
    def pid(self) -> int:
        """Its number."""
        ...

    def poll(self) -> int | None:
        """Return the exit code; None if it runs."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return the exit code."""
        ...

    def kill(self) -> None:
        """Kill it."""
        ...


class Warm:
    """A warm worker of this process, which is started here, and ends with it.

    Parameters
    ----------
    command
        How it is started.
    environment
        Its environment variables.

    Raises
    ------
    AttributeError, OSError
        If this system cannot send descriptors, or wait for processes by them.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        # One that is not there yet is asked for by a system that has none.
        os.close(os.pidfd_open(os.getpid()))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=environment,
                start_new_session=True,
            )
        self._judge = ours
        self.close = weakref.finalize(self, end, self.process, ours, os.getpid())

    def fork(self, wanted: Mapping[str, Any]) -> "Forked":
        """Have a worker forked, and return it at once; OSError if that cannot be done."""
        message = json.dumps(wanted).encode()
        if len(message) > LARGEST_MESSAGE:
            raise OSError("a message cannot hold what the worker may read")
        request, their_input = os.pipe()
        reply, their_output = os.pipe()
        printed, their_errors = os.pipe()
        told, tells = os.pipe()
        theirs, ours = (request, their_output, their_errors, tells), (their_input, reply, printed)
        try:
            socket.send_fds(self._judge, [message], theirs)
        except OSError:
            for one in (*ours, told):
                os.close(one)
            raise
        finally:
            for one in theirs:
                os.close(one)
        return Forked(*ours, told)


class Forked:
    """A worker that a warm one has forked, or will in a moment."""

    def __init__(self, request: int, reply: int, printed: int, told: int) -> None:
        self.stdin: IO[bytes] | None = io.FileIO(request, "wb")
        self.stdout: IO[bytes] | None = io.FileIO(reply, "rb")
        self.stderr: IO[bytes] | None = io.FileIO(printed, "rb")
        self._told = io.FileIO(told, "rb")
        self._pid: int | None = None
        self._code: int | None = None

    @property
    def pid(self) -> int:
        """Its number; ProcessLookupError if it was never forked."""
        if self._pid is None:
            self._listen(None)
        if not self._pid:
            raise ProcessLookupError("no such process was forked")
        return self._pid

    def poll(self) -> int | None:
        """Return the exit code; None if it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return the exit code, which is negative after a signal."""
        if self._pid is None:
            self._listen(timeout)
        if self._code is None:
            self._listen(timeout)
        assert self._code is not None
        return self._code

    def _listen(self, timeout: float | None) -> None:
        """Wait for what is told: first the number, then the exit code."""
        if not select.select([self._told], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("a worker", timeout or 0)
        told = self._told.read(BYTES_OF_A_NUMBER)
        if not told:
            # What forks has ended, and with it all of its forks.
            self._pid, self._code = self._pid or 0, -signal.SIGKILL
        elif self._pid is None:
            self._pid = int.from_bytes(told, "big")
        else:
            self._code = int.from_bytes(told, "big", signed=True)
        if self._code is not None:
            self._told.close()

    def kill(self) -> None:
        """Kill it, if it runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


def end(process: "subprocess.Popen[bytes]", judge: socket.socket, owner: int) -> None:
    """End a warm worker, which may still import what it is to have ready."""
    judge.close()
    # A fork of the judge has a copy of this object, but the worker is not its own.
    if os.getpid() == owner:
        process.kill()
        process.wait()
