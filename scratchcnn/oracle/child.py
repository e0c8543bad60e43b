"""The start and the end of a worker process, so that nothing of it is left over."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np

from scratchcnn.oracle.pipes import Printed, pipes_of
from scratchcnn.oracle.worker.transport import read_frame, send

# The package is loaded by its place, under a name of its own, so that nothing else of the judge's
# can be imported. Python's -I would ignore PYTHONHASHSEED; the entry that stands for the working
# directory goes by hand instead. NumPy may live where -s does not look.
BOOT = """
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import importlib.util
path, home, parent, memory = sys.argv[1:]
if home not in sys.path:
    sys.path.append(home)
name = "_scratchcnn_worker"
spec = importlib.util.spec_from_file_location(
    name, path + "/__init__.py", submodule_search_locations=[path]
)
sys.modules[name] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
module.main(int(parent), int(memory))
"""
WORKER = Path(__file__).parent / "worker"
INHERITED = ("PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH")
SECONDS_TO_DIE = 1.0


class Child:
    """A worker process, started but not yet heard from.

    Parameters
    ----------
    memory
        The bytes of address space that it may take.
    printed
        Where what it prints is kept.
    """

    def __init__(self, memory: int, printed: Printed) -> None:
        # The system may give the directory by a link; what the homework sees has to be one path.
        directory = os.path.realpath(tempfile.mkdtemp(prefix="homework-"))
        try:
            self.process = subprocess.Popen(
                [*command(), str(os.getpid()), str(memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=directory,
                env=environment(directory),
                start_new_session=True,
            )
        except BaseException:
            rmtree(directory, ignore_errors=True)
            raise
        self.end = weakref.finalize(self, end, self.process, directory, os.getpid())
        self._pipes = pipes_of(self.process, printed.add)

    def ask(self, parts: Sequence[bytes | memoryview], seconds: float) -> Any:
        """Send a packed request, return the answer; TimeUp, EOFError, FrameError if none comes."""
        self._pipes.deadline = time.monotonic() + seconds
        send(self._pipes, parts)
        return self._answer()

    def hear(self, seconds: float) -> Any:
        """Return what the worker says unasked."""
        self._pipes.deadline = time.monotonic() + seconds
        return self._answer()

    def _answer(self) -> Any:
        try:
            return read_frame(self._pipes)
        finally:
            self._pipes.drain()

    def close(self) -> None:
        """End the process and all that it started, and remove its directory."""
        self._pipes.close()
        self.end()

    def how_it_died(self) -> str:
        """Say in words how the process ended, after it has closed its pipes."""
        try:
            code = self.process.wait(SECONDS_TO_DIE)
        except subprocess.TimeoutExpired:
            return "closed its connection to the judge"
        if code >= 0:
            return f"ended its process with exit code {code}"
        return f"was killed by {signal_name(-code)}"


def command() -> list[str]:
    """Return how to start a worker, up to its last arguments."""
    home = str(Path(np.__file__).parent.parent)
    return [sys.executable, "-s", "-B", "-X", "utf8", "-c", BOOT, str(WORKER), home]


def environment(directory: str) -> dict[str, str]:
    """Return the environment of a worker: little of the judge's, and a directory of its own."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    places = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), directory)
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {**kept, **places, **dict.fromkeys(threads, "1"), "PYTHONHASHSEED": "0"}


def signal_name(number: int) -> str:
    """Return the name of a signal, and what it means where the system says so."""
    try:
        name = signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
    meaning = signal.strsignal(number)
    return f"{name} ({meaning.lower()})" if meaning else name


def end(process: "subprocess.Popen[bytes]", directory: str, owner: int) -> None:
    """Kill a worker with all that it started, and remove its directory."""
    # A fork of the judge has a copy of this object, but the worker is not its own.
    if os.getpid() != owner:
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (AttributeError, ProcessLookupError, PermissionError):
        process.kill()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    process.wait()
    rmtree(directory, ignore_errors=True)
