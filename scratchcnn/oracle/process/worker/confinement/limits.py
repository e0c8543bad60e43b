"""What the homework may not do: the limits that a worker imposes on itself before loading it."""

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from .namespaces import drop_rights
from .places import DEVICES, PROCESSOR, Places, parts
from .seccomp import refuse_calls

LARGEST_FILE = 64 * 2**20
MOST_DESCRIPTORS = 256


def protect(memory: int, readable: Places) -> dict[str, str]:
    """Limit this process for good; return each protection, and what provides it, or "".

    Call it before any thread exists: some bind the calling one and its successors only.

    Parameters
    ----------
    memory
        The bytes of address space that this process may take.
    readable
        What it may read; it may write where it is.
    """
    protections: dict[str, Callable[[], str]] = {
        "file access limit": lambda: stay_within(readable),
        "system call limit": refuse_calls,
        "memory limit": lambda: limit("RLIMIT_AS", memory),
        "file size limit": lambda: limit("RLIMIT_FSIZE", LARGEST_FILE),
        "open file limit": lambda: limit("RLIMIT_NOFILE", MOST_DESCRIPTORS),
        "core file limit": lambda: limit("RLIMIT_CORE", 0),
    }
    # The first two need that.
    with suppress(OSError):
        drop_rights()
    found = {name: how_it_succeeds(lay) for name, lay in protections.items()}
    # Without sockets there is no network either.
    return {**found, "network access": found["system call limit"]}


def how_it_succeeds(lay: Callable[[], str]) -> str:
    """Return what provides a protection; "" if this system does not offer it."""
    try:
        return lay()
    except (ImportError, AttributeError, OSError, ValueError):
        return ""


def stay_within(readable: Places) -> str:
    """Give up the access to files other than these."""
    from .landlock import restrict

    allowed = parts(readable)
    with_holes = {*readable.roots, *readable.own} - set(allowed)
    writable: list[str | Path] = [os.getcwd(), os.devnull, *readable.devices]
    version = restrict([*allowed, *DEVICES, PROCESSOR], with_holes, writable)
    return f"Landlock {version}"


def limit(name: str, amount: int) -> str:
    """Lower a resource limit of this process, soft and hard; return its name."""
    # Windows has no such module; a name it lacks elsewhere is an AttributeError.
    import resource

    if sys.platform == "darwin" and name == "RLIMIT_AS":
        raise OSError("macOS takes this limit and ignores it")
    which = getattr(resource, name)
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    resource.setrlimit(which, (amount, amount))
    return name


def watch_the_parent(parent: int, leave: Callable[[], Any], seconds: float = 1.0) -> None:
    """Call `leave` when the parent is gone, even in the middle of an endless loop of Python."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(seconds)
        leave()

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
