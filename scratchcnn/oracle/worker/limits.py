"""What the homework may not do: the limits that a worker lays on itself before it loads any."""

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

GIB = 2**30
LARGEST_FILE = 64 * 2**20
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000


def protect(memory: int = 4 * GIB) -> list[str]:
    """Lay limits on this process, and return the names of the protections it has to do without.

    Call it before any thread exists: a process that has some may not leave its namespaces.
    """
    protections: dict[str, Callable[[], None]] = {
        "network access": leave_the_network,
        "memory limit": lambda: limit("RLIMIT_AS", memory),
        "file size limit": lambda: limit("RLIMIT_FSIZE", LARGEST_FILE),
        "core file limit": lambda: limit("RLIMIT_CORE", 0),
    }
    return [name for name, lay in protections.items() if not succeeds(lay)]


def succeeds(lay: Callable[[], None]) -> bool:
    """Tell whether this system offers a protection."""
    try:
        lay()
    except (ImportError, AttributeError, OSError, ValueError):
        return False
    return True


def limit(name: str, amount: int) -> None:
    """Lower a resource limit of this process, soft and hard."""
    # Windows has no such module; a name it lacks elsewhere is an AttributeError.
    import resource

    if sys.platform == "darwin" and name == "RLIMIT_AS":
        raise OSError("macOS takes this limit and ignores it")
    which = getattr(resource, name)
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    resource.setrlimit(which, (amount, amount))


def leave_the_network() -> None:
    """Move this process to a network of its own, that has no other machine in it."""
    import ctypes

    if not sys.platform.startswith("linux"):
        raise OSError("only Linux has namespaces")
    libc = ctypes.CDLL(None, use_errno=True)
    # Who may do all needs no user namespace; who may not gets the right from one of his own.
    if libc.unshare(CLONE_NEWNET) and libc.unshare(CLONE_NEWUSER | CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")


def die_with_parent(parent: int, leave: Callable[[], Any], seconds: float = 1.0) -> None:
    """Call `leave` when the parent is gone, even in the middle of an endless loop of Python."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(seconds)
        leave()

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
