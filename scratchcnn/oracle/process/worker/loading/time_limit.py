"""A limit on how long a statement of homework may take."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

SECONDS_UNTIL_AGAIN = 0.2


class TimeIsUp(BaseException):
    """A statement took too long; no `except Exception` of the homework catches it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeIsUp` in the block when its time is over, where the system supports this."""
    usable = hasattr(signal, "setitimer") and (
        threading.current_thread() is threading.main_thread()
    )
    if not usable:
        yield
        return

    def ring(*_: Any) -> NoReturn:
        raise TimeIsUp(f"it takes longer than {seconds:g} s")

    started = time.monotonic()
    handler = signal.signal(signal.SIGALRM, ring)
    # It rings again, in case the homework catches everything.
    outer, again = signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3), SECONDS_UNTIL_AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if outer:
            left = max(outer - (time.monotonic() - started), 1e-3)
            signal.setitimer(signal.ITIMER_REAL, left, again)
