"""The names of a module made anew for every run, with nothing that prints or draws otherwise."""

import copy
import random
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np

from ...imports.stubs import Broken, Stub
from ..randomness import seed_torch


def globals_of(names: Mapping[str, Any], given: set[str]) -> dict[str, Any]:
    """Return the names of the module that may hold arrays."""
    return {
        name: value
        for name, value in names.items()
        if not name.startswith("__")
        and name not in given
        and not isinstance(value, (ModuleType, Stub, Broken))
    }


def copied(names: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that a module holds anew; what was one object stays one.

    What cannot be copied, an open file or a lock, is left out, and it alone.

    Examples
    --------
    >>> import threading
    >>> made = copied({"lock": threading.Lock(), "w": [1.0], "same": None})
    >>> sorted(made)
    ['same', 'w']
    """
    known: dict[int, Any] = {}
    found: dict[str, Any] = {}
    for name, value in names.items():
        closed = isinstance(value, (ModuleType, Stub, Broken, type))
        if name.startswith("__") or closed or callable(getattr(value, "__get__", None)):
            continue
        try:
            found[name] = copy.deepcopy(value, known)
        except Exception:
            # A module may hold anything, and copying that may raise anything.
            continue
    return found


def fresh(value: Any) -> Any:
    """Return a copy of an array; anything else as it is."""
    return np.array(value) if isinstance(value, np.ndarray) else value


def seeded() -> None:
    """Let all random generators begin anew."""
    random.seed(0)
    np.random.seed(0)
    seed_torch(0)


def silent(*args: Any, **kwargs: Any) -> None:
    """Print nothing."""


def identity(value: Any, *args: Any, **kwargs: Any) -> Any:
    """Return what a progress bar would go through."""
    return value
