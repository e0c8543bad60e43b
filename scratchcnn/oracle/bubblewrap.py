"""Bubblewrap: a view of the file system that holds nothing but what a process needs (bwrap(1))."""

import functools
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from scratchcnn.oracle.worker.places import Places

PROGRAM = "bwrap"
# In memory, and gone with the last process that sees it.
DIRECTORY = "/homework"
APART = ("--unshare-all", "--new-session", "--die-with-parent", "--cap-drop", "ALL")
SECONDS_TO_TRY = 10.0
# Where a system has put them all into /usr.
LINKS = ("/bin", "/lib", "/lib32", "/lib64")


@functools.cache
def works() -> bool:
    """Tell whether it is installed, and this system lets it do its work."""
    program = shutil.which(PROGRAM)
    if program is None:
        return False
    attempt = [program, *APART, "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"]
    try:
        subprocess.run(attempt, check=True, capture_output=True, timeout=SECONDS_TO_TRY)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def wrapped(command: Sequence[str], readable: Places) -> list[str]:
    """Return the command that runs another where it sees these files alone.

    Parameters
    ----------
    command
        What to run, in a directory that is empty and its own. It is the first process of its
        namespace: nothing in there can end it.
    readable
        What it may read.
    """
    mounts: list[str] = []
    for root in readable.roots:
        mounts += ["--ro-bind", str(root), str(root)]
    for place in LINKS:
        if os.path.islink(place):
            mounts += ["--symlink", os.readlink(place), place]
    for hole in readable.holes:
        mounts += ["--tmpfs", str(hole)] if hole.is_dir() else ["--ro-bind", os.devnull, str(hole)]
    for own in filter(Path.exists, readable.own):
        mounts += ["--ro-bind", str(own), str(own)]
    mounts += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    mounts += ["--tmpfs", DIRECTORY, "--chdir", DIRECTORY]
    return [PROGRAM, *APART, "--as-pid-1", *mounts, "--", *command]
