"""The process in which homework runs: it answers the judge's requests until they end.

In come the sources of homework and steps to carry out; out go descriptions, values and failures.
May import NumPy and the standard library, and never `scratchcnn` or PyTorch: it is loaded under a
name of its own where none of the judge's code can be found.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

BROKEN = 70
# What may come with a request to load, beside the sources and their folder.
LOAD_WITH = ("bases", "unread", "packages", "libraries")

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


def main(
    memory: int, home: str, libraries: Sequence[str], own: Sequence[str], device: str = "cpu"
) -> None:
    """Answer requests from standard input on standard output, until the input ends.

    Parameters
    ----------
    memory
        The bytes of memory that the homework may take.
    home
        The directory in which NumPy is installed.
    libraries
        The frameworks whose arrays the homework computes with.
    own
        The files and directories that are this worker's own.
    device
        Where tensors are made: "cpu" or "cuda".
    """
    sys.argv[:] = ["homework"]
    from .confinement.limits import watch_the_parent
    from .confinement.places import places
    from .confinement.removal import remove

    directory, parent = os.getcwd(), os.getppid()
    watched, protections = protected(memory, places(home, own, libraries, device))
    # Only now: NumPy starts threads, and a process with threads cannot leave its namespaces.
    import numpy as np

    from .answering.streams import Streams
    from .answering.transport import write_frame
    from .imports import jax_calls, torch_calls
    from .imports.finder import forbid_frameworks

    watch = torch_calls.Watch(device=device)
    prepared = {"torch": torch_calls.prepare, "jax": jax_calls.prepare}
    prepare = {name: partial(prepared[name], watch) for name in libraries}
    forbid_frameworks(libraries, prepare)

    def leave(code: int = 0) -> None:
        # The judge removes it too, unless that was killed.
        if not watched:
            remove(directory)
        # No clean-up of the homework's own may run, or hang, any more.
        os._exit(code)

    try:
        streams = Streams()
        if not watched:
            watch_the_parent(parent, leave)
        write_frame(streams.replies, {"protections": protections, "numpy": np.__version__})
        serve(streams, answerer(watch, prepare))
    except BaseException:
        # Whatever it was: a process that cannot serve must still remove its directory and end.
        leave(BROKEN)
    leave()


def protected(memory: int, readable: Any) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Protect all else from this process; return the watching process's protections, and all."""
    from .confinement.limits import protect

    watched: Mapping[str, str] = {}
    if sys.platform.startswith("linux"):
        from .confinement.supervisor import supervised

        watched = supervised(memory, os.getcwd())
    return watched, merged(watched, protect(memory + readable.room, readable))


def merged(*protections: Mapping[str, str]) -> dict[str, str]:
    """Return for each protection everything that provides it."""
    names = dict.fromkeys(name for given in protections for name in given)
    return {name: ", ".join(filter(None, (it.get(name) for it in protections))) for name in names}


def serve(streams: Any, answer: Answer) -> None:
    """Answer the requests of a stream until it ends."""
    from .answering.transport import LIMIT, FrameError, read_frame, write_frame

    own = os.getpid()
    while True:
        try:
            # The judge is trusted, and sends all the files of the homework in one.
            request = read_frame(streams.requests, largest_header=LIMIT)
        except EOFError:
            return
        streams.restore()
        reply = answer(request)
        if os.getpid() != own:
            # The homework has forked. The judge has asked its parent, which still needs its folder.
            os._exit(0)
        streams.flush()
        token = {k: request[k] for k in ("token",) if type(request) is dict and k in request}
        try:
            write_frame(streams.replies, {**reply, **token})
        except FrameError as error:
            write_frame(streams.replies, {"error": str(error), **token})


def answerer(watch: Any, prepare: Mapping[str, Callable[[Any], None]]) -> Answer:
    """Return the function that answers requests; it remembers what was loaded.

    `watch` knows what was called of libraries of arrays, and what may be; `prepare` is what is done
    to them once they are imported.
    """
    from .answering.interpreter import Interpreter
    from .bygone.numpy_names import give_back_numpy
    from .imports.torch_calls import gpu_of
    from .loading.load import load

    interpreter = Interpreter({})

    def answer(request: Mapping[str, Any]) -> dict[str, Any]:
        nonlocal interpreter
        try:
            if request["do"] == "run":
                return interpreter.run(request)
            given = {name: request[name] for name in LOAD_WITH if name in request}
            watch.allowed, watch.refused = request.get("calls", ((), ()))
            # Whoever has forked this process has imported these already.
            for name in sys.modules.keys() & prepare.keys():
                prepare[name](sys.modules[name])
            given["device"] = watch.device
            loaded = load(request["sources"], request["root"], give_back_numpy, **given)
            interpreter = Interpreter(
                *(loaded.names, loaded.naming, loaded.rewind, loaded.uses.take, loaded.describes),
                calls=watch.take,
            )
            gpu = gpu_of(watch)
            on_it = [f"PyTorch's tensors are on a GPU: {gpu}"] if gpu else []
            return {
                "definitions": loaded.definitions,
                "imported": loaded.imported,
                "notes": [*loaded.notes, *on_it],
                "problems": loaded.problems,
                "uses": loaded.uses.take(),
                "unmade": loaded.unmade,
            }
        except BaseException as error:
            # The homework is loaded here, and may raise or exit; the judge has to hear of it.
            return {"error": f"{type(error).__name__}: {error}"}

    return answer
