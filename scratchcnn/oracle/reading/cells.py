"""The cells of Python in a notebook, a Markdown file or a plain one, and their magics."""

import re
import warnings
from dataclasses import dataclass
from typing import Any

# Cell magics whose cell is Python all the same.
PYTHON_CELLS = re.compile(r"%%(time|timeit|capture|prun|python3?|pypy|writefile|file)\b(.*)")
# Statements that only IPython knows: magics, shell commands, help, and what is assigned from them.
MAGIC = re.compile(r"\s*([%!?]|[\w., ()]+=\s*[%!]|[^#'\"]*\?\s*(#.*)?$)")
PYTHON_INFO = re.compile(r"[{.\s]*(python[23]?|py[3]?|ipython[23]?)\b(?!-)", re.IGNORECASE)
LONGEST_LINE = 80
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


@dataclass(frozen=True)
class Cell:
    """A piece of Python that is parsed as a unit.

    Parameters
    ----------
    line
        The line of its file on which it begins; 1 where lines count from the cell's own start.
    label
        What it is called within its file: `cell 3`, `block 2`, or nothing if it is the file.
    text
        Its source, without what is not Python.
    bygone
        The lines of it that were Python 2's, and are translated.
    """

    line: int
    label: str
    text: str
    bygone: tuple[int, ...] = ()


def syntax_problem(text: str) -> tuple[int, str] | None:
    """Return the line and the description of the first syntax error in a text, if any."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<homework>", "exec", dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 1
        shown = "".join(text.split("\n")[line - 1 : line]).strip()[:LONGEST_LINE]
        return line, f"{error.msg}: `{shown}`" if shown else str(error.msg)
    except UNPARSABLE as error:
        return 1, f"too deeply nested, or not Python ({type(error).__name__})"
    return None


def without_magics(text: str) -> str | None:
    """Return a cell with `pass` in place of every magic; `None` if it is not Python at all."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        magic = PYTHON_CELLS.match(lines[first])
        if magic is None or (magic[1] in ("writefile", "file") and ".py" not in magic[2]):
            return None
        lines[first] = ""
    # One after the other, for within brackets or a string such a line is Python.
    for _ in range(len(lines)):
        problem = syntax_problem("\n".join(lines))
        if problem is None:
            break
        number = min(problem[0], len(lines)) - 1
        if not MAGIC.match(lines[number]) or not lines[number].strip():
            break
        disarm(lines, number)
    return "\n".join(lines)


def disarm(lines: list[str], number: int) -> None:
    """Put `pass` in place of a magic, and nothing in place of the lines that continue it."""
    line = lines[number]
    indentation = line[: len(line) - len(line.lstrip())]
    lines[number] = f"{indentation}pass"
    while line.rstrip().endswith("\\") and number + 1 < len(lines):
        number += 1
        line, lines[number] = lines[number], ""


def notebook_cells(notebook: Any) -> list[Cell]:
    """Return the Python cells of a notebook of format 4, counted from 1."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    texts = ((number, without_magics(source)) for number, source in enumerate(sources, start=1))
    return [Cell(1, f"cell {number}", text) for number, text in texts if text is not None]


def markdown_cells(text: str) -> list[Cell]:
    """Return the fenced blocks of Python in a Markdown text, counted from 1."""
    from markdown_it import MarkdownIt

    cells: list[Cell] = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type != "fence" or token.map is None:
            continue
        info = token.info.strip()
        source = without_magics(token.content)
        if source is None or source.lstrip().startswith(">>>"):
            continue
        if PYTHON_INFO.match(info) or (not info and syntax_problem(source) is None):
            # The first line of the content follows that of the fence, which counts from 0.
            cells.append(Cell(token.map[0] + 2, f"block {len(cells) + 1}", source))
    return cells
