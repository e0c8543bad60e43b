"""NumPy as homework sees it: its modules have their old names for homework's code, and no other."""

import functools
import sys
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from .names import NUMPY
from .uses import Uses

IMPORTING = ".imports.importing"
DEEPEST = 8


# Modules of which the names went elsewhere: most functions were in `np.lib`, too.
MODULES = (np, np.lib, np.linalg, np.fft)
MOVED = {"numpy.linalg": {"linalg": np.linalg}, "numpy.fft": {"helper": np.fft}}


def give_back_numpy(uses: Uses) -> None:
    """Let NumPy, in this process, have its old names for the code of the homework."""
    for module in MODULES:
        vars(module)["__getattr__"] = with_old_names(module, uses)


def with_old_names(module: Any, uses: Uses) -> Callable[[str], Any]:
    """Return the `__getattr__` of a module of NumPy that has its old names, too."""
    written = module.__name__.replace("numpy", "np", 1)
    before = vars(module).get("__getattr__") or functools.partial(missing, module.__name__)

    def old_name(name: str) -> Any:
        frame = asking(uses, sys._getframe(1))
        found = None if frame is None else meant(module, name)
        if found is None:
            return before(name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return before(name)
            except AttributeError:
                value, advice = found
        uses.add(f"{written}.{name}", f"write {advice}", frame)
        return value

    return old_name


def missing(module: str, name: str) -> Any:
    """Raise the error of a module that lacks a name."""
    raise AttributeError(f"module {module!r} has no attribute {name!r}")


def meant(module: Any, name: str) -> tuple[Any, str] | None:
    """Return what a name that a module of NumPy lost meant, and advice; None for any other."""
    moved = MOVED.get(module.__name__, {})
    if name in moved:
        return moved[name], f"{module.__name__.replace('numpy', 'np', 1)}"
    if module is np.lib and name in vars(np) and not name.startswith("_"):
        return vars(np)[name], f"np.{name}"
    return NUMPY.get(name) if module in (np, np.lib) else None


def asking(uses: Uses, frame: FrameType | None) -> FrameType | None:
    """Return the frame of the homework that asks, by itself or by an import; None if none does."""
    for _ in range(DEEPEST):
        if frame is None or uses.is_homework(frame):
            return frame
        if not str(frame.f_globals.get("__name__", "")).endswith(IMPORTING):
            return None
        frame = frame.f_back
    return None
