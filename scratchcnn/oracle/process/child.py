"""The start and the end of a worker process, which leaves nothing behind."""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Mapping, Sequence
from compileall import compile_dir
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from scratchcnn.oracle.process import bubblewrap
from scratchcnn.oracle.process.forked import Process, Warm
from scratchcnn.oracle.process.pipes import Printed, pipes_of
from scratchcnn.oracle.process.runner import HomeworkError
from scratchcnn.oracle.process.worker.answering.transport import FrameError, pack, read_frame, send
from scratchcnn.oracle.process.worker.confinement.census import ENDED, SIGNALLED
from scratchcnn.oracle.process.worker.confinement.places import Places, places
from scratchcnn.oracle.process.worker.confinement.removal import remove
from scratchcnn.oracle.process.worker.imports.frameworks import CPU, GPU

# The package is loaded by its place, under a name of its own, so that nothing else of the judge's
# can be imported. Python's -I would ignore PYTHONHASHSEED; the entry that stands for the working
# directory goes by hand instead. NumPy may live where -s does not look.
BOOT = """
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import importlib.util
import json
path, module, function, given, *own = sys.argv[1:]
given = json.loads(given)
if given["home"] not in sys.path:
    sys.path.append(given["home"])
name = "_scratchcnn_worker"
spec = importlib.util.spec_from_file_location(
    name, path + "/__init__.py", submodule_search_locations=[path]
)
sys.modules[name] = package = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
getattr(importlib.import_module(name + module), function)(own=[path, *own], **given)
"""
WORKER = Path(__file__).parent / "worker"
INHERITED = ("LANG", "SYSTEMROOT", "LD_LIBRARY_PATH")
WHICH_GPUS = "CUDA_VISIBLE_DEVICES"
SECONDS_TO_DIE = 1.0
# It takes milliseconds, unless there are many large processes to end on a busy machine.
SECONDS_TO_END_ALL = 10.0


class Child:
    """A worker process, started but not yet heard from.

    Parameters
    ----------
    memory
        The bytes of memory that it may take.
    printed
        Where what it prints is kept.
    own
        What it may read besides Python and what is installed for it: the files of the homework.
    libraries
        The frameworks whose arrays the homework computes with.
    device
        Where they are: "cpu" or "cuda".
    """

    def __init__(
        self,
        memory: int,
        printed: Printed,
        own: Sequence[str] = (),
        libraries: Sequence[str] = (),
        device: str = CPU,
    ) -> None:
        compile_ahead()
        apart = in_bubblewrap()
        # The system may give the directory by a link; what the homework sees has to be one path.
        directory = None if apart else os.path.realpath(tempfile.mkdtemp(prefix="homework-"))
        own = [*map(os.path.realpath, own)]
        try:
            self.process = start(memory, own, libraries, device, directory)
        except BaseException:
            if directory is not None:
                remove(directory)
            raise
        self.end = weakref.finalize(self, end, self.process, directory, os.getpid())
        self._pipes = pipes_of(self.process, printed.add)

    def ask(self, parts: Sequence[bytes | memoryview], seconds: float) -> Any:
        """Send a packed request, return the answer; TimeUp, EOFError, FrameError if none comes."""
        self._pipes.deadline = time.monotonic() + seconds
        send(self._pipes, parts)
        return self._answer()

    def answer(self, request: Mapping[str, Any], seconds: float) -> Any:
        """Return the answer to this request; FrameError if something else comes.

        Homework may write to the judge's pipe, and a process that it forked may answer as well.
        """
        token = secrets.token_hex(8)
        try:
            parts = pack({**request, "token": token})
        except FrameError as error:
            raise HomeworkError(str(error)) from None
        answer = self.ask(parts, seconds)
        if type(answer) is not dict or answer.pop("token", None) != token:
            raise FrameError("not an answer to what was asked")
        return answer

    def hear(self, seconds: float) -> Any:
        """Return what the worker sends without being asked."""
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
        """Describe how the process ended, after it has closed its pipes."""
        try:
            code = self.process.wait(SECONDS_TO_DIE)
        except subprocess.TimeoutExpired:
            return "closed its connection to the judge"
        if code in ENDED:
            return f"was ended because it used {ENDED[code]}"
        signalled = -code if code < 0 else code - SIGNALLED
        if signalled > 0:
            return f"was killed by {signal_name(signalled)}"
        return f"ended its process with exit code {code}"


def start(
    memory: int, own: Sequence[str], libraries: Sequence[str], device: str, directory: str | None
) -> Process:
    """Start a worker in a directory, or in bubblewrap, which makes one.

    One that is warm forks it, if there is one: then it starts in a fifth of the time.
    """
    within = environment(directory or bubblewrap.DIRECTORY, device)
    if directory is not None and device == CPU and (warm := warm_worker(os.getpid(), *libraries)):
        wanted = {"memory": memory, "own": own, "directory": directory, "environment": within}
        with suppress(OSError):
            return warm.fork(wanted)
    given = {"memory": memory, "libraries": libraries, "device": device}
    worker = [*command("", "main", given), *own]
    return subprocess.Popen(
        worker if directory else bubblewrap.wrapped(worker, readable(own, libraries, device)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=directory,
        env=within,
        start_new_session=True,
    )


def command(module: str, function: str, given: Mapping[str, Any]) -> list[str]:
    """Return how a function of the worker's package is called in a process of its own."""
    python = [sys.executable, "-s", "-B", "-X", "utf8", "-c", BOOT, str(WORKER)]
    return [*python, module, function, json.dumps({"home": home_of_numpy(), **given})]


@cache
def warm_worker(judge: int, *libraries: str) -> Warm | None:
    """Return what forks the workers of this process, the judge; None where nothing can.

    A fork of the judge has another number, and a warm worker of its own.
    """
    given = {"libraries": libraries}
    try:
        return Warm(command(".warm", "fork_for_ever", given), environment("/"))
    except (AttributeError, OSError):
        # Systems other than Linux, and old ones, lack what this needs.
        return None


@cache
def compile_ahead() -> None:
    """Compile the code of workers, who write nothing themselves, and would compile it every time.

    An installer need not do it, and only what is imported here is compiled on the way.
    """
    if not sys.dont_write_bytecode and sys.pycache_prefix is None:
        compile_dir(WORKER, quiet=2)


def readable(own: Sequence[str], libraries: Sequence[str] = (), device: str = CPU) -> Places:
    """Return what a worker may read, its own code among it."""
    return places(home_of_numpy(), [str(WORKER), *own], libraries, device)


@cache
def in_bubblewrap() -> bool:
    """Return whether workers run in bubblewrap."""
    return bubblewrap.works([sys.executable, "-s", "-B", "-c", "import numpy"], readable(()))


def home_of_numpy() -> str:
    """Return the directory in which NumPy is installed."""
    return str(Path(np.__file__).parent.parent)


def environment(directory: str, device: str = CPU) -> dict[str, str]:
    """Return the environment of a worker: little of the judge's, and a directory of its own."""
    inherited = (*INHERITED, WHICH_GPUS) if device == GPU else INHERITED
    kept = {name: os.environ[name] for name in inherited if name in os.environ}
    # What numba compiles it would put beside the homework.
    within = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "NUMBA_CACHE_DIR"), directory)
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
    # What is compiled runs a few times on small arrays: to make it fast would take half the time.
    own = {"PATH": os.defpath, "PYTHONHASHSEED": "0", "NUMBA_OPT": "0"}
    if device != GPU:
        # What asks whether there is a GPU is told the same on every machine.
        own[WHICH_GPUS] = ""
    return {**kept, **within, **dict.fromkeys(threads, "1"), **own}


def signal_name(number: int) -> str:
    """Return the name of a signal, and what it means where the system says so."""
    try:
        name = signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
    meaning = signal.strsignal(number)
    return f"{name} ({meaning.lower()})" if meaning else name


def end(process: Process, directory: str | None, owner: int) -> None:
    """Kill a worker with all that it started, and remove its directory, if it has one out here."""
    # A fork of the judge has a copy of this object, but the worker is not its own.
    if os.getpid() != owner:
        return
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    try:
        # Where a process watches over it, that one now ends it, with all that it has started.
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_END_ALL if sys.platform.startswith("linux") else 0)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (AttributeError, ProcessLookupError, PermissionError):
            process.kill()
        process.wait()
        if directory is not None:
            remove(directory)
