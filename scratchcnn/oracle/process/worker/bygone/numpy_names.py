"""NumPy as homework sees it: the module has its old names for homework's code, and no other."""

import sys
import warnings
from types import FrameType
from typing import Any

import numpy as np

from .names import NUMPY
from .uses import Uses

IMPORTING = ".imports.importing"
DEEPEST = 8


def give_back_numpy(uses: Uses) -> None:
    """Let NumPy, in this process, have its old names for the code of the homework."""
    before = np.__getattr__

    def old_name(name: str) -> Any:
        frame = asking(uses, sys._getframe(1)) if name in NUMPY else None
        if frame is None:
            return before(name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return before(name)
            except AttributeError:
                value, advice = NUMPY[name]
        uses.add(f"np.{name}", f"write {advice}", frame)
        return value

    vars(np)["__getattr__"] = old_name


def asking(uses: Uses, frame: FrameType | None) -> FrameType | None:
    """Return the frame of the homework that asks, by itself or by an import; None if none does."""
    for _ in range(DEEPEST):
        if frame is None or uses.is_homework(frame):
            return frame
        if not str(frame.f_globals.get("__name__", "")).endswith(IMPORTING):
            return None
        frame = frame.f_back
    return None
