"""Work for processes of their own, which have to find it by its name."""

import os
import signal


def work(item: str) -> str:
    """Do what the item says, and return it."""
    if item == "die":
        os._exit(9)
    if item == "never end":
        # Until a signal comes that ends the process.
        while True:
            signal.pause()
    if item == "raise":
        raise ValueError("on purpose")
    if item == "ctrl-c":
        os.kill(os.getpid(), signal.SIGINT)
    return item
