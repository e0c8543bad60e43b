"""Calls of homework that fail, and what is said of them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.process.runner import Failure


def raised(function: Callable[..., Any]) -> Failure:
    """Return the failure of calling a function on an array."""
    step = {"call": {"name": function.__name__}, "args": [{"array": np.ones(3)}], "save": "out"}
    failure = Live(function).run([step], ["out"]).failure
    assert failure is not None
    return failure


def told(
    kind: str, message: str = "", source: str = "", *, explicit: bool = False
) -> tuple[Any, str]:
    """Return the status of an exception, and what is said of it."""
    return status_of(Failure("exception", kind, message, 12, "hw.py", source, explicit))
