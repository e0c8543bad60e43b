"""Removing a directory that homework was free to write to."""

import os
import subprocess
from contextlib import suppress
from shutil import rmtree


def remove(directory: str) -> None:
    """Remove a directory and all that is in it, however deep, whatever its permissions."""
    # Python before 3.13 recurses, and a directory that may not be read cannot be entered.
    with suppress(RecursionError):
        rmtree(directory, ignore_errors=True)
    if os.name == "posix" and os.path.lexists(directory):
        for command in (["chmod", "-R", "u+rwx", directory], ["rm", "-rf", directory]):
            with suppress(OSError):
                subprocess.run(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    check=False,
                )
