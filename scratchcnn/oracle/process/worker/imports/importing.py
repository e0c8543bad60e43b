"""Imports as homework makes them: its own files, what is installed, and stubs for the rest."""

import builtins
import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from . import cupy
from .by_name import importlib_of
from .frameworks import NUMBA, forbidden, is_absent, is_missing
from .stubs import DISPLAYS, Broken, Stub

# A file of such a name beside the homework is never taken for these.
NEVER_SHADOWED = {*sys.stdlib_module_names, "numpy", "scipy"}
# So many folders may lie around each other until the first file of Python comes.
DEEPEST = 5
PYLAB = ("pylab", "matplotlib.pylab")
# In these a project keeps its packages; whoever installs it can import them from everywhere.
SOURCE_FOLDERS = ("src", "lib", "python")


class Late(Broken):
    """A name that a file of the homework has not bound yet, for it waits for its importer."""

    def __init__(self, module: ModuleType, name: str) -> None:
        super().__init__(name, f"{module.__name__} and its importer import each other")
        vars(self).update(_module=module)

    def now(self) -> Any:
        """Return the current value of the name."""
        return vars(self._module).get(self._name, self)


class HomeworkModule(ModuleType):
    """A file of the homework; what a definition elsewhere needs from it is made on demand."""

    # In a slot, for the module's `__dict__` belongs to the homework.
    __slots__ = ("_make_on_demand",)
    _make_on_demand: Callable[[set[str]], None]

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__"):
            self._make_on_demand({name})
        try:
            return vars(self)[name]
        except KeyError:
            message = f"module {self.__name__!r} has no attribute {name!r}"
            raise AttributeError(message) from None


class Files:
    """Finds the homework's own files.

    Parameters
    ----------
    root
        The directory of the homework.
    bases
        Directories in which they are looked for after all others.
    """

    def __init__(self, root: Path, bases: Sequence[Path] = ()) -> None:
        self._root = root
        self._bases = bases
        self._added: list[Path] = []

    def add(self, directory: str, importer: Path) -> None:
        """Look for files there too, as `sys.path.append` asks.

        In which folder the program is started is not known: the nearest one that has it counts.
        """
        for folder in folders_around(importer, self._root):
            if (folder / directory).is_dir():
                self._added.append(folder / directory)
                return

    def find(self, name: str, importer: Path, level: int) -> list[Path] | None:
        """Return the files of a dotted name and of the packages around it, outermost first."""
        parts = name.split(".") if name else []
        if level:
            base = importer.parent
            for _ in range(level - 1):
                base = base.parent
            return found_in(base, parts) if parts else package_of(base)
        if parts[0] in NEVER_SHADOWED:
            return None
        around = [*folders_around(importer, self._root), self._root]
        inside = [folder / name for folder in around for name in SOURCE_FOLDERS]
        for base in (*around, *self._added, *inside, *self._bases):
            found = found_in(base, parts)
            if found is not None:
                return found
        return None


def folders_around(importer: Path, root: Path) -> list[Path]:
    """Return the folders around a file, nearest first; of those above the root, none.

    In which of them homework is started is not known: a folder around all of it is no package.
    """
    inside = [folder for folder in importer.parents if folder.is_relative_to(root)]
    return inside or [importer.parent]


def found_in(base: Path, parts: Sequence[str]) -> list[Path] | None:
    """Return the files of a dotted name that starts in a directory."""
    found = []
    for number, part in enumerate(parts, start=1):
        base = base / part
        module = base.with_name(f"{part}.py")
        if (base / "__init__.py").is_file():
            found.append(base / "__init__.py")
        elif module.is_file():
            found.append(module)
        elif base.is_dir() and (number < len(parts) or holds_python(base)):
            # A package without `__init__.py`; it may hold nothing but such packages.
            found.append(base)
        else:
            return None
    return found


def holds_python(directory: Path) -> bool:
    """Return whether Python lies not far below a directory; true where that is not told."""
    try:
        os.listdir(directory)
    except OSError:
        # What is imported from outside the homework's folder may be read, but not listed.
        return True
    return any(any(directory.glob("*/" * depth + "*.py")) for depth in range(DEEPEST))


def package_of(directory: Path) -> list[Path]:
    """Return the file of a package, or its directory if it has none."""
    initial = directory / "__init__.py"
    return [initial if initial.is_file() else directory]


class Importer:
    """Makes the `__import__` of homework.

    Parameters
    ----------
    files
        Finds the homework's own files.
    module_of
        Returns the loaded module of a file; `None` if it cannot be read.
    before_star
        Called at every `from module import *`, with the namespace that it is for.
    libraries
        The frameworks whose arrays the homework may compute with.
    notes
        Where it is said what stands in for a module.
    """

    def __init__(
        self,
        files: Files,
        module_of: Callable[[Path], ModuleType | None],
        before_star: Callable[[Any, Any], None],
        libraries: Collection[str] = (),
        notes: list[str] | None = None,
    ) -> None:
        self._forbidden = forbidden(libraries)
        self._notes = [] if notes is None else notes
        self._files = files
        self._module_of = module_of
        self._before_star = before_star
        self._importlib = importlib_of(lambda *asked: self._chain(*asked)[-1])

    def builtins(self) -> dict[str, Any]:
        """Return the built-in names of homework."""
        own = {"__import__": self.import_module, "__require__": self.require, "__got__": self.got}
        notebook = {name: Stub(f"IPython.{name}") for name in ("get_ipython", "display")}
        return {**vars(builtins), **notebook, **own}

    def import_module(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: object = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        """Import a module; what is not there is a stub."""
        importer = Path((globals or {}).get("__file__", "."))
        chain = self._chain(name, importer, level)
        if not fromlist:
            return chain[0]
        module = chain[-1]
        if "*" in fromlist:
            self._before_star(module, globals)
            return SimpleNamespace(__all__=()) if isinstance(module, Stub) else module
        return module if isinstance(module, Stub) else self._with_names(module, name, fromlist)

    def require(self, name: str, fromlist: Sequence[str], level: int, file: str) -> None:
        """Raise ImportError if something is missing: a `try` around its import waits for it."""
        module = self._chain(name, Path(file), level)[-1]
        if isinstance(module, Stub):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        found = self._with_names(module, name, [part for part in fromlist if part != "*"])
        for part in fromlist:
            if isinstance(getattr(found, part, None), (Stub, Late)):
                raise ImportError(f"cannot import name {part!r} from {name!r}", name=name)

    def got(self, value: Any) -> Any:
        """Return `value.get()`: of an array a copy, where NumPy stands in for CuPy."""
        return cupy.got(value) if cupy.said() in self._notes else value.get()

    def _chain(self, name: str, importer: Path, level: int) -> list[Any]:
        """Return the module of a dotted name, preceded by the packages around it."""
        paths = self._files.find(name, importer, level)
        if paths is None:
            return [Stub(name or "the package")] if level else self._installed(name)
        modules: list[Any] = [self._module_of(path) for path in paths]
        parts = name.split(".")
        for number, (part, module) in enumerate(zip(parts, modules, strict=False)):
            if module is None:
                return [*modules[:number], Stub(".".join(parts[: number + 1]))]
            if number:
                vars(modules[number - 1]).setdefault(part, module)
        return modules

    def _installed(self, name: str) -> list[Any]:
        """Return the installed modules of a dotted name, or stubs."""
        top = name.partition(".")[0]
        if name == "importlib":
            return [self._importlib]
        if name in PYLAB:
            # Whoever imports it computes with NumPy's functions, and plots with the others.
            return [np]
        if top in cupy.TOPS:
            self._note(cupy.said())
            return [cupy.module(top), cupy.module(name)]
        if top == NUMBA and is_missing(NUMBA):
            self._note("numba is not installed: what it would compile runs as Python")
        if is_absent(top):
            self._note(f"{top} is not installed: pip install 'scratchcnn[{top}]'")
        if top not in self._forbidden and top not in DISPLAYS:
            for known, rest in ((name, []), (top, [Stub(name, name)])):
                try:
                    return [builtins.__import__(known), sys.modules[known], *rest]
                except (Exception, SystemExit):
                    continue
        return [Stub(top), Stub(name)]

    def _note(self, said: str) -> None:
        """Say something of a module once, however often it is imported."""
        if said not in self._notes:
            self._notes.append(said)

    def _with_names(self, module: Any, name: str, fromlist: Sequence[str]) -> Any:
        """Return something that has all these names; those that are missing are stubs."""
        missing = {}
        for part in fromlist:
            if not hasattr(module, part) and not self._imports(module, part):
                late = isinstance(module, HomeworkModule)
                missing[part] = Late(module, part) if late else Stub(f"{name}.{part}", name)
        if not missing:
            return module
        there = {part: getattr(module, part) for part in fromlist if part not in missing}
        return SimpleNamespace(**there, **missing)

    def _imports(self, package: Any, part: str) -> bool:
        """Import a module of a package, and return whether there is one."""
        if not isinstance(package, HomeworkModule):
            try:
                builtins.__import__(f"{package.__name__}.{part}")
            except (Exception, SystemExit):
                return False
            return hasattr(package, part)
        for directory in getattr(package, "__path__", ()):
            paths = found_in(Path(directory), [part])
            module = self._module_of(paths[0]) if paths else None
            if module is not None:
                vars(package).setdefault(part, module)
                return True
        return False
