"""Bubblewrap: a view of the file system that holds nothing but what a process needs (bwrap(1))."""

import functools
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from scratchcnn.oracle.process.worker.confinement.census import LARGEST_DIRECTORY
from scratchcnn.oracle.process.worker.confinement.places import Places, holes_in

PROGRAM = "bwrap"
# In memory, and gone with the last process that sees it.
DIRECTORY = "/homework"
APART = ("--unshare-all", "--new-session", "--die-with-parent", "--cap-drop", "ALL")
SECONDS_TO_TRY = 10.0
# Where a system has put them all into /usr.
LINKS = ("/bin", "/lib", "/lib32", "/lib64")


def works(attempt: Sequence[str], readable: Places) -> bool:
    """Return whether it is installed, and can run a program that needs it."""
    if shutil.which(PROGRAM) is None:
        return False
    try:
        subprocess.run(
            wrapped(attempt, readable), check=True, capture_output=True, timeout=SECONDS_TO_TRY
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


@functools.cache
def has_sizes(program: str) -> bool:
    """Return whether it can limit a file system in memory, as from version 0.7 on."""
    told = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)
    return "--size" in told.stdout + told.stderr


def wrapped(command: Sequence[str], readable: Places) -> list[str]:
    """Return the command that runs another so that it sees only these files.

    Parameters
    ----------
    command
        What to run, in a directory that is empty and its own. It is the first process of its
        namespace: nothing in there can end it.
    readable
        What it may read.
    """
    program = shutil.which(PROGRAM) or PROGRAM
    mounts: list[str] = []
    for root in readable.roots:
        mounts += ["--ro-bind", str(root), str(root)]
    for place in LINKS:
        if os.path.islink(place):
            mounts += ["--symlink", os.readlink(place), place]
    for hole in readable.holes:
        mounts += covered(hole)
    for own in filter(Path.exists, readable.own):
        mounts += ["--ro-bind", str(own), str(own)]
        for hole in holes_in(own):
            mounts += covered(hole)
    mounts += ["--proc", "/proc", "--dev", "/dev"]
    for device in map(str, readable.devices):
        mounts += ["--dev-bind-try", device, device]
    mounts += ["--remount-ro", "/dev"]
    size = ["--size", str(LARGEST_DIRECTORY)] if has_sizes(program) else []
    mounts += [*size, "--tmpfs", DIRECTORY, "--chdir", DIRECTORY]
    return [program, *APART, "--as-pid-1", *mounts, "--", *command]


def covered(hole: Path) -> list[str]:
    """Return the options that cover a file or directory with an empty one."""
    return ["--tmpfs", str(hole)] if hole.is_dir() else ["--ro-bind", os.devnull, str(hole)]
