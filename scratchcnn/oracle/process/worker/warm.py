"""A warm worker: it has imported what all of them import, and forks those that run homework.

It runs none itself, and so nothing of one homework is left for the next. Only Linux has what this
needs: sockets that keep messages apart, and descriptors by which one waits for processes.
"""

import json
import os
import select
import socket
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple

LARGEST_MESSAGE = 2**16
# Standard input, output and error, and where the end is told.
DESCRIPTORS = 4
# Big enough for a process's number, and for how it ended.
BYTES_OF_A_NUMBER = 8
LAST_STANDARD = 2
# Those of the libraries that start no threads before they are used.
IMPORTED_AHEAD = ("torch",)


class Kind(NamedTuple):
    """What workers have in common that are forked by the same one."""

    home: str
    libraries: Sequence[str]
    own: Sequence[str]


def fork_for_ever(home: str, libraries: Sequence[str], own: Sequence[str]) -> None:
    """Fork a worker for every message on standard input, until the judge has closed that.

    Parameters
    ----------
    home, libraries, own
        As for a worker, `main`: they are the same for all that are forked here.
    """
    kind = Kind(home, libraries, own)
    for name in ("numpy", *(one for one in libraries if one in IMPORTED_AHEAD)):
        # The homework meets an error of its own import, and is told of it.
        with suppress(ImportError):
            import_module(name)
    # What takes long of that which a worker imports once it is protected.
    for part in ("answering.interpreter", "loading.load", "bygone.numpy_names", "imports.finder"):
        import_module(f"..{part}", __name__)
    os.chdir("/")
    judge = socket.socket(fileno=0)
    waiting = select.poll()
    waiting.register(judge, select.POLLIN)
    # By the descriptor of each: its number, and where its end is told.
    forked: dict[int, tuple[int, int]] = {}
    while True:
        for ready, _ in waiting.poll():
            if ready != judge.fileno():
                waiting.unregister(ready)
                tell_the_end(ready, *forked.pop(ready))
                continue
            message, given, _, _ = socket.recv_fds(judge, LARGEST_MESSAGE, DESCRIPTORS)
            if not message:
                os._exit(0)
            others = [judge.fileno(), *forked, *(one for _, one in forked.values())]
            started = fork(json.loads(message), given, others, kind)
            if started is not None:
                watched, number = started
                forked[watched] = (number, given[-1])
                waiting.register(watched, select.POLLIN)


def fork(
    wanted: Mapping[str, Any],
    given: Sequence[int],
    others: Sequence[int],
    kind: Kind,
) -> tuple[int, int] | None:
    """Fork a worker; return the descriptor by which to wait for it, and its number.

    None if the system forks no more: then the judge finds that its pipes are closed.
    """
    try:
        number = os.fork()
    except OSError:
        for one in given:
            os.close(one)
        return None
    if number == 0:
        try:
            become_worker(wanted, given, others, kind)
        except BaseException:
            # As the end of any process does that nobody catches.
            traceback.print_exc()
        os._exit(1)
    for one in given[:-1]:
        os.close(one)
    with suppress(OSError):
        os.write(given[-1], number.to_bytes(BYTES_OF_A_NUMBER, "big"))
    return os.pidfd_open(number), number


def become_worker(
    wanted: Mapping[str, Any],
    given: Sequence[int],
    others: Sequence[int],
    kind: Kind,
) -> None:
    """Run homework in this process, which was forked a moment ago."""
    from . import main

    os.setsid()
    for place, one in enumerate(given[:-1]):
        os.dup2(one, place)
    for one in (*others, *given):
        if one > LAST_STANDARD:
            os.close(one)
    os.environ.update(wanted["environment"])
    os.chdir(wanted["directory"])
    own = [*kind.own, *wanted["own"]]
    main(wanted["memory"], kind.home, kind.libraries, own)


def tell_the_end(watched: int, number: int, told: int) -> None:
    """Tell the judge how a worker ended, and keep nothing of it."""
    _, status = os.waitpid(number, 0)
    code = os.waitstatus_to_exitcode(status)
    # The judge may have lost interest.
    with suppress(OSError):
        os.write(told, code.to_bytes(BYTES_OF_A_NUMBER, "big", signed=True))
    os.close(told)
    os.close(watched)
