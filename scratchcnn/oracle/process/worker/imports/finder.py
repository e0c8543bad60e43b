"""What a process of homework can import of frameworks: nothing, or the arrays of some."""

import sys
from collections.abc import Callable, Collection, Mapping
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from .frameworks import forbidden

Prepare = Callable[[ModuleType], None]


class NoFrameworks:
    """A finder that hides frameworks, also from installed modules that would use one.

    Parameters
    ----------
    libraries
        The frameworks whose arrays may be computed with.
    prepared
        What is done to a module once it is imported, by its name.
    """

    def __init__(self, libraries: Collection[str], prepared: Mapping[str, Prepare]) -> None:
        self._forbidden = forbidden(libraries)
        self._prepared = prepared

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Raise the error of a missing module for what is forbidden; prepare what is prepared."""
        if name.partition(".")[0] in self._forbidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        prepare = self._prepared.get(name)
        spec = None if prepare is None else PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None and prepare is not None:
            execute = then(spec.loader.exec_module, prepare)
            setattr(spec.loader, "exec_module", execute)  # noqa: B010 # of this loader alone
        return spec


def then(execute: Prepare, prepare: Prepare) -> Prepare:
    """Return a function that does the one to a module, then the other."""

    def both(module: ModuleType) -> None:
        execute(module)
        prepare(module)

    return both


def forbid_frameworks(
    libraries: Collection[str] = (), prepared: Mapping[str, Prepare] | None = None
) -> None:
    """Forbid this process to import frameworks from now on, but for some libraries of arrays."""
    sys.meta_path.insert(0, NoFrameworks(libraries, prepared or {}))
