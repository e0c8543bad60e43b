"""Loads the definitions of homework without running its program."""

import ast
import linecache
import os
import sys
import tokenize
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..bygone.helpers import helpers
from ..bygone.uses import Uses
from ..imports.frameworks import CPU
from ..imports.importing import NEVER_SHADOWED, Files, HomeworkModule, Importer, Late
from .definitions import answers, definitions_in, imported_by, module_of_class
from .describing.describe import describe_function
from .lines.training_steps import all_training
from .lines.written_out import all_written
from .loaded import Loaded
from .parts import Cell, Shared
from .randomness import rewinding
from .texts import Texts
from .unit import Unit
from .unread import bind_unread

PYTHON_2 = "write print(...), except E as e, raise E(...)"
SECONDS_FOR_ASSIGNMENTS = 6.0
LARGEST_FILE = 10 * 2**20
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OSError)


def load(
    sources: Sequence[Mapping[str, Any]],
    root: str,
    give_back: Callable[[Uses], None] = lambda _: None,
    bases: Sequence[str] = (),
    unread: str = "",
    libraries: Sequence[str] = (),
    packages: Sequence[str] = (),
    device: str = CPU,
) -> Loaded:
    """Make the classes and functions of homework, and describe them.

    Parameters
    ----------
    sources
        Each with `name`, `path` and `cells`; a cell has `line`, `label` and `text`.
    root
        The directory in which the homework's own imports are looked for.
    give_back
        Restores NumPy's old names in this process, and records their uses in its argument.
    bases
        The directories in which they are looked for at last.
    unread
        What of the homework was not read, in a sentence.
    libraries, device
        The frameworks whose arrays it computes with, and where these are: "cpu" or "cuda".
    packages
        The `__init__.py` of packages around the root.
    """
    loader = Loader(Path(root), [Path(base) for base in bases], unread, libraries, device)
    give_back(loader.uses)
    units = {source["name"]: loader.add(source) for source in sources}
    for unit in units.values():
        loader.load(unit, set(map(Path, packages)))
    loader.mend()

    texts, modules = Texts(loader.cells()), loader.modules()
    prefixes = {module: "" if len(units) == 1 else f"{module}." for module in units}
    found = definitions_in(units, prefixes, texts, modules)
    imported = imported_by(list(units.values()), texts, modules)
    return Loaded(
        namespaces={name: unit.names for name, unit in units.items()},
        definitions=[{"name": name, **facts} for name, (_, facts) in found.items()],
        imported=[{"name": name, **facts} for name, (_, facts) in imported.items()],
        notes=loader.notes,
        problems=loader.problems,
        names={n: value for n, (value, _) in (imported | found).items()}
        | all_written(units)
        | all_training(units),
        files=loader.shown,
        rewind=rewinding(loader.values()),
        uses=loader.uses,
        unmade=[one for module, unit in units.items() for one in unit.unmade(prefixes[module])],
        describes=partial(describe_function, text_of=texts),
    )


class Loader:
    """Loads files of one homework, those that it imports too.

    Parameters
    ----------
    root, bases
        The directory of the homework, and those that hold more of its packages.
    unread
        What of it was not read.
    libraries, device
        The frameworks whose arrays it computes with, and where these are.
    """

    def __init__(
        self,
        root: Path,
        bases: Sequence[Path] = (),
        unread: str = "",
        libraries: Sequence[str] = (),
        device: str = CPU,
    ) -> None:
        self.notes: list[str] = []
        self.problems: list[str] = []
        self.shown: dict[str, str] = {}
        self.uses = Uses(self.shown)
        self._roots = (root, *bases)
        self._units: dict[Path, Unit] = {}
        self._packages: dict[Path, HomeworkModule] = {}
        self._files = Files(root, bases)
        importer = Importer(self._files, self._module_of, self._before_star, libraries, self.notes)
        self._shared = Shared(
            {**importer.builtins(), **helpers(self.uses)},
            self._add_path,
            self.notes,
            self.problems,
            SECONDS_FOR_ASSIGNMENTS,
            unread,
            device,
        )

    def add(self, source: Mapping[str, Any]) -> Unit:
        """Add a source, without running any of it yet."""
        path = Path(source["path"])
        self._shared.several = bool(self._units)
        cells: list[Cell] = []
        lines: list[str] = []
        for cell in source["cells"]:
            try:
                cells.append(self._parse(path, cell, lines))
            except UNREADABLE as error:
                place = ", ".join(filter(None, [self._name(path), cell["label"]]))
                self.problems.append(f"{place}: {error}")
        return self._add(path, source["name"], cells)

    def load(self, unit: Unit, above: Collection[Path] = ()) -> None:
        """Load a file as Python does: after the packages around it, which may register ops."""
        around = []
        for folder in unit.path.parents:
            initial = folder / "__init__.py"
            if initial not in above and not (
                folder.is_relative_to(self._roots[0]) and initial.is_file()
            ):
                break
            around.append(initial)
        for initial in reversed(around):
            self._module_of(initial)
        unit.load()

    def mend(self) -> None:
        """Fill in the names that files take from each other, and from what was not read."""
        for unit in self._units.values():
            for name, value in list(unit.names.items()):
                if type(value) is Late:
                    unit.names[name] = value.now()
        bind_unread(self._units.values(), self._shared.builtins, self._shared.unread)

    def cells(self) -> Iterator[Cell]:
        """Yield the cells of all files that were loaded."""
        for unit in self._units.values():
            yield from unit.cells

    def values(self) -> Iterator[Any]:
        """Yield what the names of all files stand for, and what their classes hold."""
        modules = self.modules()
        for unit in self._units.values():
            for value in list(unit.names.values()):
                yield value
                if issubclass(type(value), type) and module_of_class(value) in modules:
                    yield from dict(answers(vars, value) or {}).values()

    def modules(self) -> set[str]:
        """Return the names of the modules that were made of the files."""
        return {unit.module.__name__ for unit in self._units.values()}

    def _add(self, path: Path, name: str, cells: Sequence[Cell]) -> Unit:
        module = HomeworkModule(free_module_name(name))
        if path.name == "__init__.py":
            vars(module)["__path__"] = [str(path.parent)]
        unit = Unit(module, path, cells, self._shared)
        module._make_on_demand = unit.make
        # Data classes look up the module that they stand in.
        sys.modules[module.__name__] = module
        self._units[resolved(path)] = unit
        return unit

    def _module_of(self, path: Path) -> HomeworkModule | None:
        """Return the module of a file that homework imports, loaded now if it was not before."""
        if path.is_dir():
            return self._package(path)
        unit = self._units.get(resolved(path))
        if unit is None:
            try:
                cell = self._parse(path, {"line": 1, "label": "", "text": text_of(path)}, [])
            except UNREADABLE as error:
                self.notes.append(f"{self._name(path)} cannot be imported: {error}")
                return None
            unit = self._add(path, self._module_name(path), [cell])
        unit.load()
        return unit.module

    def _package(self, path: Path) -> HomeworkModule:
        """Return the module of a directory without `__init__.py`."""
        module = self._packages.get(resolved(path))
        if module is None:
            module = HomeworkModule(self._module_name(path))
            vars(module)["__path__"] = [str(path)]
            module._make_on_demand = lambda names: None
            self._packages[resolved(path)] = module
        return module

    def _before_star(self, module: Any, names: Mapping[str, Any]) -> None:
        importer = next(unit for unit in self._units.values() if unit.names is names)
        for unit in self._units.values():
            if unit.module is module:
                unit.make(importer.plan.reads)
        importer.before_star(module)

    def _add_path(self, added: Any, importer: Path) -> None:
        for item in [added] if isinstance(added, (str, os.PathLike)) else added:
            self._files.add(os.fspath(item), importer)

    def _parse(self, path: Path, cell: Mapping[str, Any], whole: list[str]) -> Cell:
        """Parse a cell, and let tracebacks know its lines; `whole` holds those of the file."""
        text, first, label = cell["text"], cell["line"], cell["label"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        if first > 1:
            ast.increment_lineno(tree, first - 1)
        # Cells of a notebook count their lines by themselves, those of a text file do not.
        own = bool(label) and first == 1
        filename = f"{path}, {label}" if own else str(path)
        shown = f"{self._name(path)}, {label}" if own else self._name(path)
        lines = [] if own else whole
        lines += ["\n"] * (first - 1 - len(lines))
        lines += [f"{line}\n" for line in text.split("\n")]
        # Without a modification time, nobody checks whether the file has changed since.
        linecache.cache[filename] = (len(text), None, lines, filename)
        self.shown[filename] = shown
        for line in cell.get("bygone", ()):
            self.uses.note("a statement of Python 2", PYTHON_2, filename, line + first - 1)
        return Cell(filename, shown, lines, tree)

    def _name(self, path: Path) -> str:
        return self._inside(path).as_posix()

    def _module_name(self, path: Path) -> str:
        parts = self._inside(path).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1:] == ("__init__",) else parts)

    def _inside(self, path: Path) -> Path:
        """Return the path of a file below the directory of the homework, or that of a package."""
        for root in self._roots:
            if path.is_relative_to(root):
                return path.relative_to(root)
        return Path(*path.parts[-2:] if path.name == "__init__.py" else path.parts[-1:])


def free_module_name(name: str) -> str:
    """Return a name that no module of ours has, nor one that homework must not shadow."""
    while name in sys.modules or name.partition(".")[0] in NEVER_SHADOWED:
        name = f"_{name}"
    return name


def resolved(path: Path) -> Path:
    """Return the one path of a file, whatever links lead to it."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def text_of(path: Path) -> str:
    """Return the text of a Python file, in the encoding that it declares."""
    if path.stat().st_size > LARGEST_FILE:
        raise OSError("it is too large")
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (SyntaxError, UnicodeDecodeError):
        return path.read_text(encoding="latin-1")
