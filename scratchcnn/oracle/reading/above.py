"""What homework imports from outside its folder: of the package it lies in, or of one beside it."""

import ast
import os
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scratchcnn.oracle.reading.encoding import Undecodable, decoded
from scratchcnn.oracle.reading.syntax import UNPARSABLE

# Never taken from a folder: what is installed, and the judge beside whose clone homework may lie.
ELSEWHERE = {*sys.stdlib_module_names, "numpy", "scipy", "scratchcnn", "reference"}
SEARCH_PATH = re.compile(r"\bsys\s*\.\s*path\b")
IMPORT = re.compile(r"^[ \t]*(from|import)\b", re.MULTILINE)
# Files that only the top folder of a project has, and its folders that hold packages.
PROJECT = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", ".git")
SOURCES = ("src", "lib", "python")
# How far up homework may look by `sys.path.append("..")`, and how many files it may find there.
HIGHEST = 3
MOST_FILES = 200
LARGEST_FILE = 2**20
SHOWN = 4


@dataclass(frozen=True)
class Above:
    """The files outside its folder that homework imports.

    Attributes
    ----------
    files : they are read with it, and nothing else beside them
    bases : the folders below which their packages are found
    packages : the `__init__.py` of the packages around its folder, which Python runs before it
    """

    files: tuple[Path, ...] = ()
    bases: tuple[Path, ...] = ()
    packages: tuple[Path, ...] = ()

    @property
    def told(self) -> str | None:
        """A sentence on what is read besides the homework; None if nothing is."""
        if not self.files:
            return None
        inside = {
            file: next((base for base in self.bases if file.is_relative_to(base)), file.parent)
            for file in self.files
        }
        shown = [file.relative_to(inside[file]).as_posix() for file in self.files[:SHOWN]]
        more = f" and {len(self.files) - SHOWN} more" if len(self.files) > SHOWN else ""
        places = ", ".join(map(str, dict.fromkeys(inside.values())))
        return f"read with it, for it imports them: {', '.join(shown)}{more} (in {places})"


@dataclass(frozen=True)
class Import:
    """An import: `from ..a.b import c` has level 2, the parts a and b, and the name c."""

    level: int
    parts: tuple[str, ...]
    names: tuple[str, ...] = ()


def above(homework: Sequence[tuple[Path, str]], root: Path, started: Path) -> Above:
    """Return what homework imports from outside its folder, where Python would find it.

    Python would find the packages that the homework lies in; those in the folder in which it is
    started; and those in folders above it, if it adds them to `sys.path`.

    Parameters
    ----------
    homework : paths, and the texts of their cells
    root : its folder, of which everything may be read anyway
    started : the folder in which scratchcnn is started
    """
    files: dict[Path, None] = {}
    bases: dict[Path, None] = {}
    texts = [text for _, text in homework]
    candidates = [started] if root.is_relative_to(started) else []
    candidates += root.parents[:HIGHEST] if any(map(SEARCH_PATH.search, texts)) else []
    candidates += source_folders([*candidates, root], root)
    # None is looked for higher, whatever an import says.
    tops = [*candidates[:1], *root.parents[:HIGHEST][-1:]]
    around = packages_around([path for path, _ in homework], root)
    packages = tuple(file for file in around if not file.is_relative_to(root))
    files.update(dict.fromkeys(packages))
    waiting = [*homework, *((file, text_of(file)) for file in around)]
    seen = {path for path, _ in waiting}
    while waiting:
        path, text = waiting.pop(0)
        for one in imports(text):
            base, found = located(one, path, root, [*bases, *lain_in(one, path), *candidates])
            if not any(map(base.is_relative_to, tops)):
                continue
            if found and not one.level and not base.is_relative_to(root):
                bases.setdefault(base)
            for file in found:
                if file not in seen and len(seen) < len(homework) + MOST_FILES:
                    seen.add(file)
                    waiting.append((file, text_of(file)))
                    files.update({} if file.is_relative_to(root) else {file: None})
    return Above(tuple(files), tuple(bases), packages)


def packages_around(paths: Sequence[Path], root: Path) -> list[Path]:
    """Return the `__init__.py` of all packages that files lie in, the outermost first."""
    found: dict[Path, None] = {}
    highest = root.parents[: HIGHEST + 1]
    for path in paths:
        for folder in path.parents:
            initial = folder / "__init__.py"
            if not initial.is_file() or (folder in highest[-1:]):
                break
            found.setdefault(initial)
    return sorted(found, key=lambda file: len(file.parts))


def source_folders(likely: Sequence[Path], root: Path) -> Iterator[Path]:
    """Yield the folders of packages in the projects around a folder, such as `src` in them."""
    for folder in (root, *root.parents[:HIGHEST]):
        if folder in likely or any((folder / mark).exists() for mark in PROJECT):
            yield from (folder / name for name in SOURCES if (folder / name).is_dir())


def imports(text: str) -> Iterator[Import]:
    """Yield the imports in a text, wherever they stand in it; none if it is not Python."""
    if not IMPORT.search(text):
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except UNPARSABLE:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(0, tuple(alias.name.split(".")))
        elif isinstance(node, ast.ImportFrom):
            parts = tuple(node.module.split(".")) if node.module else ()
            yield Import(node.level, parts, tuple(alias.name for alias in node.names))


def lain_in(one: Import, path: Path) -> Iterator[Path]:
    """Yield the folders that hold the package of an import, if a file lies in that."""
    for folder in path.parents:
        if folder.name and one.parts[:1] == (folder.name,):
            yield folder.parent


def located(
    one: Import, path: Path, root: Path, bases: Sequence[Path]
) -> tuple[Path, Sequence[Path]]:
    """Return below which folder an import is found, and its files; none if nowhere."""
    if one.level:
        base = path.parents[min(one.level, len(path.parents)) - 1]
        return base, found_below(base, one) or []
    if one.parts[0] in ELSEWHERE:
        return root, []
    # As the importer looks for it, so that nothing outside is taken for what lies beside.
    inside = [folder for folder in path.parents if folder.is_relative_to(root)]
    for base in (*(inside or [path.parent]), root, *bases):
        found = found_below(base, one)
        if found is not None:
            return base, found
    return root, []


def found_below(base: Path, one: Import) -> list[Path] | None:
    """Return the files that an import loads if its package stands in a folder, None if not."""
    found: list[Path] = []
    folder = base
    for number, part in enumerate(one.parts, start=1):
        folder = folder / part
        module = folder.with_name(f"{part}.py")
        if not (folder / "__init__.py").is_file() and module.is_file():
            found.append(module)
            return within(found, base) if number == len(one.parts) else None
        if not folder.is_dir():
            return None
        found.append(folder / "__init__.py")
    if not one.parts:
        found.append(folder / "__init__.py")
    for name in one.names:
        found += [folder / f"{name}.py", folder / name / "__init__.py"]
    return within(found, base)


def within(files: Sequence[Path], base: Path) -> list[Path] | None:
    """Return those of the files that there are, None if none; no link may lead out of the base."""
    if base == base.parent:
        # What stands in the root of a system is nobody's homework.
        return None
    real = os.path.realpath(base)
    there = [file for file in files if file.is_file()]
    return [file for file in there if Path(os.path.realpath(file)).is_relative_to(real)] or None


def text_of(path: Path) -> str:
    """Return the text of a file; "" if it cannot be read, which the importer will tell."""
    try:
        return decoded(path.read_bytes()) if path.stat().st_size <= LARGEST_FILE else ""
    except (OSError, Undecodable):
        return ""
