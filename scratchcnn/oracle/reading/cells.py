"""The cells of Python in a notebook, a Markdown file or a plain one, and their magics."""

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from scratchcnn.oracle.reading.newer import needed_python

CELL_MAGIC = re.compile(r"%%(\w+)\b(.*)")
# Cell magics whose cell is Python all the same. That of any other is, if it defines something.
FILES = ("writefile", "file")
PYTHON_CELLS = ("time", "timeit", "capture", "prun", "python", "python3", "pypy", *FILES)
ADD_TO = "add_to"
# Statements that only IPython knows: magics, shell commands, help, and what is assigned from them.
MAGIC = re.compile(r"\s*([%!?]|[\w., ()]+=\s*[%!]|[^#'\"]*\?\s*(#.*)?$)")
PYTHON_INFO = re.compile(r"[{.\s]*(python[23]?|py[3]?|ipython[23]?)\b(?!-)", re.IGNORECASE)
# Directives of MyST that hold code, and the options before it (https://myst-nb.readthedocs.io).
DIRECTIVE = re.compile(r"\{(code-cell|code-block|code|jupyter-execute)\}\s*(.*)", re.IGNORECASE)
OPTIONS = re.compile(r"\A(?:---\n(?:(?!---\n).*\n)*---\n|(?:[ \t]*:[\w-]+:.*\n)+)")
LONGEST_LINE = 80
# What ends a line for others than Python.
BREAKS = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
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
            # Notebooks may await outside of functions ("autoawait" in IPython's documentation).
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            compile(text, "<homework>", "exec", flags=flags, dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 1
        shown = BREAKS.sub(" ", "".join(text.split("\n")[line - 1 : line])).strip()[:LONGEST_LINE]
        newer = needed_python(shown, str(error.msg))
        told = f"{error.msg}{newer}"
        return line, f"{told}: `{shown}`" if shown else told
    except UNPARSABLE as error:
        return 1, f"too deeply nested, or not Python ({type(error).__name__})"
    return None


def without_magics(text: str) -> str | None:
    """Return a cell with `pass` in place of every magic; `None` if it is not Python at all."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    known = True
    if lines[first].startswith("%%"):
        magic = CELL_MAGIC.match(lines[first])
        if magic is None or (magic[1] in FILES and ".py" not in magic[2]):
            return None
        known = magic[1] in PYTHON_CELLS
        lines[first] = ""
        if magic[1] == ADD_TO and magic[2].strip().isidentifier():
            # jdc's (https://github.com/alexhagen/jdc): what is defined here belongs to a class.
            name = magic[2].strip()
            lines = [f"    {line}" if line.strip() else "" for line in lines]
            lines[first] = f"class {name}({name}):"
    # One after the other, for within brackets or a string such a line is Python.
    for _ in range(len(lines)):
        problem = syntax_problem("\n".join(lines))
        if problem is None:
            break
        number = min(problem[0], len(lines)) - 1
        if not MAGIC.match(lines[number]) or not lines[number].strip():
            break
        disarm(lines, number)
    plain = "\n".join(lines)
    return plain if known or defines(plain) else None


def defines(text: str) -> bool:
    """Return whether a text is Python, and makes a function or class."""
    if syntax_problem(text) is not None:
        return False
    made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, made) for node in ast.parse(text).body)


def disarm(lines: list[str], number: int) -> None:
    """Put `pass` in place of a magic, and nothing in place of the lines that continue it."""
    line = lines[number]
    indentation = line[: len(line) - len(line.lstrip())]
    lines[number] = f"{indentation}pass"
    while line.rstrip().endswith("\\") and number + 1 < len(lines):
        number += 1
        line, lines[number] = lines[number], ""


def notebook_cells(sources: Sequence[str]) -> list[Cell]:
    """Return the Python among the code cells of a notebook, counted from 1."""
    texts = ((number, without_magics(source)) for number, source in enumerate(sources, start=1))
    return [Cell(1, f"cell {number}", text) for number, text in texts if text is not None]


def markdown_cells(text: str) -> list[Cell]:
    """Return the fenced blocks of Python in a Markdown text, counted from 1."""
    from markdown_it import MarkdownIt

    cells: list[Cell] = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type != "fence" or token.map is None:
            continue
        info, content = token.info.strip(), token.content
        directive = DIRECTIVE.match(info)
        if directive is not None:
            # A cell that names no language is in that of the document.
            info = directive[2] or "python"
            content = OPTIONS.sub(lambda found: "\n" * found[0].count("\n"), content)
        source = without_magics(content)
        if source is None or source.lstrip().startswith(">>>"):
            continue
        if PYTHON_INFO.match(info) or (not info and syntax_problem(source) is None):
            # The first line of the content follows that of the fence, which counts from 0.
            cells.append(Cell(token.map[0] + 2, f"block {len(cells) + 1}", source))
    return cells
