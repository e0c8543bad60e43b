"""Landlock: what files a process may reach, decided by itself and for good (landlock(7))."""

import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from .namespaces import done, kernel

# The same on all architectures that Python is built for (except Alpha).
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
CREATE_RULESET_VERSION = 1
RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
FIRST_RIGHTS = (1 << 13) - 1
# Each by the version of the interface that brought it.
LATER_RIGHTS = {2: REFER, 3: TRUNCATE, 5: IOCTL_DEV}
BIND_AND_CONNECT = 0b11
ABSTRACT_SOCKETS_AND_SIGNALS = 0b11


def version() -> int:
    """Return the version of the kernel's interface; OSError if it has none."""
    found = int(kernel().syscall(CREATE_RULESET, None, 0, CREATE_RULESET_VERSION))
    done(found, "landlock_create_ruleset")
    return found


def restrict(
    readable: Iterable[str | Path], listable: Iterable[str | Path], writable: Iterable[str | Path]
) -> int:
    """Restrict this process, and all that it starts, to these files; return the version.

    Call it before any thread exists: it binds the calling one and its successors. Where the kernel
    can, TCP is closed too, and no process outside can be signalled.

    Parameters
    ----------
    readable, listable, writable
        Files and directories with all that is in them: to read and run, to list, to do anything
        with. What does not exist is left out.

    Raises
    ------
    OSError
        If the kernel has no Landlock.
    """
    libc, interface = kernel(), version()
    handled = FIRST_RIGHTS | sum(bit for since, bit in LATER_RIGHTS.items() if since <= interface)
    attributes = (ctypes.c_uint64 * 3)(handled, BIND_AND_CONNECT, ABSTRACT_SOCKETS_AND_SIGNALS)
    size = 8 if interface < 4 else 16 if interface < 6 else 24
    rules = int(libc.syscall(CREATE_RULESET, attributes, size, 0))
    done(rules, "landlock_create_ruleset")
    try:
        # REFER: to rename from one directory to another, both of which may be written.
        for paths, rights in ((readable, READ), (listable, READ_DIR), (writable, handled)):
            for path in paths:
                allow(libc, rules, path, rights)
        done(libc.syscall(RESTRICT_SELF, rules, 0), "landlock_restrict_self")
    finally:
        os.close(rules)
    return interface


def allow(libc: ctypes.CDLL, rules: int, path: str | Path, rights: int) -> None:
    """Add a path to a set of rules, if there is one of that name."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= OF_FILES
        rule = rights.to_bytes(8, "little") + descriptor.to_bytes(4, "little")
        done(libc.syscall(ADD_RULE, rules, RULE_PATH_BENEATH, rule, 0), "landlock_add_rule")
    finally:
        os.close(descriptor)
