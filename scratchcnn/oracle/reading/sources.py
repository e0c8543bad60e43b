"""What homework is read from: a file, a notebook, Markdown, a directory, a module by its name."""

import itertools
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scratchcnn.oracle.reading.above import Above, above
from scratchcnn.oracle.reading.cells import Cell, markdown_cells, notebook_cells
from scratchcnn.oracle.reading.encoding import ADVICE, Undecodable, decoded
from scratchcnn.oracle.reading.finding import find_module, homework_files, module_name
from scratchcnn.oracle.reading.notebooks import notebook_sources
from scratchcnn.oracle.reading.python2 import translated
from scratchcnn.oracle.reading.scripts import script_cells
from scratchcnn.oracle.reading.syntax import syntax_problem
from scratchcnn.oracle.reading.unreadable import Unreadable

# Quarto and R Markdown are Markdown, with cells.
MARKDOWN = (".md", ".markdown", ".qmd", ".rmd")
LARGEST_FILE = 50 * 2**20
MOST_FILES = 1000
# To parse Python takes hundreds of bytes for each of its own, to parse Markdown minutes.
LARGEST_PYTHON = 2**20
LARGEST_MARKDOWN = 5 * 2**20
MOST_CELLS = 10_000
MOST_BRACKETS = 1_000_000
MODULE_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


@dataclass(frozen=True)
class Source:
    """A file of homework.

    Parameters
    ----------
    name
        The name of the module that it is; dotted below the directory of the homework.
    path
        Where it is.
    cells
        What it holds of Python that parses.
    """

    name: str
    path: Path
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sources:
    """Everything that was read for one target.

    Parameters
    ----------
    target
        What was asked for, as it was written.
    root
        The directory in which the files import each other.
    sources
        The files.
    problems
        What did not parse and is left out, in sentences with the line.
    above
        What it imports from outside its folder.
    left_out
        Which cells are not read because Python never runs them, in sentences.
    """

    target: str
    root: Path
    sources: tuple[Source, ...]
    problems: tuple[str, ...]
    above: Above = field(default_factory=Above)
    left_out: tuple[str, ...] = ()

    @property
    def unread(self) -> str:
        """What may bind names and was not read, in a sentence; "" if all was."""
        missing = (*self.problems, *self.left_out)
        more = f"; and {len(missing) - 1} more" if len(missing) > 1 else ""
        return f"{missing[0]}{more}" if missing else ""


def read(target: str | Path, *, alone: bool = False) -> Sources:
    """Read homework, without running any of it.

    Parameters
    ----------
    target
        A Python file, notebook or Markdown file, a directory, or the dotted name of a module.
    alone
        Whether it may import nothing from outside its folder: other people's files are there.

    Raises
    ------
    Unreadable
        If there is no such thing, or it is not Python; a syntax error only in a single `.py`.
    """
    if not str(target):
        raise Unreadable("the target is empty: it names no file and no module")
    path = Path(os.path.abspath(target))
    try:
        if path.is_dir():
            found = read_directory(str(target), path)
        elif path.exists():
            found = read_file(str(target), path, path.parent, path.stem)
        else:
            return read_module(str(target))
        return found if alone else with_above(found)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{target} cannot be read: {error}") from error


def with_above(found: Sources) -> Sources:
    """Return sources with what they import from outside their folder."""
    texts = [(source.path, cell.text) for source in found.sources for cell in source.cells]
    return replace(found, above=above(texts, found.root, Path.cwd()))


def read_file(target: str, path: Path, root: Path, name: str) -> Sources:
    """Read one file."""
    found = cells_of(path)
    cells, problems, left_out = checked(found, path.name)
    if problems and [cell.label for cell in found] == [""]:
        raise Unreadable(problems[0])
    return Sources(target, root, (Source(name, path, cells),), problems, left_out=left_out)


def read_directory(target: str, root: Path, package: str = "") -> Sources:
    """Read every file of a directory; one that cannot be read is a problem, not the end."""
    sources: list[Source] = []
    problems: list[str] = []
    left_out: list[str] = []
    paths = list(itertools.islice(homework_files(root), MOST_FILES + 1))
    if not os.access(root, os.R_OK | os.X_OK):
        raise Unreadable(f"{target}: permission denied")
    if not paths:
        raise Unreadable(f"{target} holds no Python file and no notebook")
    if len(paths) > MOST_FILES:
        raise Unreadable(f"{target} holds more than {MOST_FILES} Python files")
    for path in paths:
        inside = path.relative_to(root)
        try:
            cells, found, others = checked(cells_of(path), inside.as_posix())
        except (Unreadable, OSError) as error:
            problems.append(str(error))
            continue
        problems.extend(found)
        left_out.extend(others)
        if cells:
            name = free_name(module_name(inside, package), sources)
            sources.append(Source(name, path, cells))
    above = len(package.split(".")) if package else 0
    base = root.parents[above - 1] if above else root
    return Sources(target, base, tuple(sources), tuple(problems), left_out=tuple(left_out))


def read_module(target: str) -> Sources:
    """Read a module that Python can find, by its dotted name."""
    spec = find_module(target) if MODULE_NAME.fullmatch(target) else None
    if spec is None:
        raise Unreadable(f"{target}: there is no such file, and no such module")
    if spec.submodule_search_locations:
        return read_directory(target, Path(next(iter(spec.submodule_search_locations))), target)
    if not spec.origin or not spec.origin.endswith(".py"):
        raise Unreadable(f"{target} is a module, but not one that is written in Python")
    path = Path(spec.origin)
    return read_file(target, path, path.parents[target.count(".")], target)


def free_name(name: str, sources: Sequence[Source]) -> str:
    """Return a name that none of the sources has: a notebook may be named like a file."""
    taken = {source.name for source in sources}
    while name in taken:
        name += "_"
    return name


def checked(
    cells: Sequence[Cell], shown: str
) -> tuple[tuple[Cell, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the cells that are Python, and for each other cell why it is not, or not read."""
    parsed: list[Cell] = []
    problems: list[str] = []
    left_out: list[str] = []
    for cell in cells:
        if cell.left_out:
            place = cell.label if cell.label and cell.line == 1 else f"line {cell.line}"
            left_out.append(f"{shown}, {place} is left out: {cell.left_out}")
            continue
        problem = syntax_problem(cell.text)
        if problem is None:
            parsed.append(cell)
            continue
        old = translated(cell.text)
        if old is not None and syntax_problem(old[0]) is None:
            parsed.append(replace(cell, text=old[0], bygone=old[1]))
            continue
        line, what = problem
        if cell.label and cell.line == 1:
            problems.append(f"{shown}, {cell.label}, line {line} of the cell: {what}")
        else:
            problems.append(f"{shown}, line {cell.line + line - 1}: {what}")
    return tuple(parsed), tuple(problems), tuple(left_out)


def in_cells(path: Path) -> bool:
    """Return whether a file is called like those that hold several pieces of Python."""
    return path.suffix.lower() in (".ipynb", *MARKDOWN)


def cells_of(path: Path) -> list[Cell]:
    """Return the pieces of Python in a file, by what it is: its name may say otherwise."""
    if not path.is_file():
        raise Unreadable(f"{path.name} is not a file")
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable(f"{path.name} is larger than {LARGEST_FILE // 2**20} MB")
    text = text_of(path)
    if path.suffix.lower() in MARKDOWN:
        limit(len(text), LARGEST_MARKDOWN, path.name)
        return markdown_cells(text)
    if is_notebook(text) or (path.suffix.lower() == ".ipynb" and not is_python(text)):
        # Before it is parsed, which takes twenty times its size.
        if text.count('"cell_type"') > MOST_CELLS:
            raise Unreadable(f"{path.name} has more than {MOST_CELLS:,} cells")
        if text.count("{") + text.count("[") > MOST_BRACKETS:
            raise Unreadable(f"{path.name} has more than {MOST_BRACKETS:,} brackets")
        sources = notebook_sources(text, path.name)
        limit(sum(len(cell.text) for cell in sources), LARGEST_PYTHON, path.name)
        return notebook_cells(sources)
    limit(len(text), LARGEST_PYTHON, path.name)
    return script_cells(text)


def is_notebook(text: str) -> bool:
    """Return whether a text begins and reads like a notebook, which no Python does."""
    return text.lstrip().startswith("{") and '"cells"' in text and '"cell_type"' in text


def is_python(text: str) -> bool:
    """Return whether a text that is called a notebook is a script."""
    plain = not text.lstrip().startswith(("{", "[")) and bool(text.strip())
    return plain and len(text) <= LARGEST_PYTHON and syntax_problem(text) is None


def limit(size: int, largest: int, shown: str) -> None:
    """Raise Unreadable if there is too much in a file."""
    if size > largest:
        raise Unreadable(f"{shown} holds more than {largest // 2**20} MB of code and text")


def text_of(path: Path) -> str:
    """Return the text of a file, decoded as it declares, with plain line ends.

    Raises
    ------
    Unreadable
        It is not a text; or it is Python that cannot be decoded as it declares.
    """
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        if path.suffix.lower() == ".py":
            # Python itself reads no such file.
            raise Unreadable(f"{path.name} is in UTF-16; {ADVICE}")
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError as error:
            raise Unreadable(f"{path.name} begins as UTF-16, but is not: {error}") from None
    if b"\0" in content:
        raise Unreadable(f"{path.name} is not a text file")
    try:
        text = decoded(content)
    except Undecodable as error:
        if not in_cells(path):
            raise Unreadable(f"{path.name}, {error}") from None
        text = content.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")
