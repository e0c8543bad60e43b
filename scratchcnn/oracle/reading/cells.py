"""The cells of Python in a notebook, a Markdown file or a plain one, and their magics."""

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from scratchcnn.oracle.reading.newer import needed_python

# Cell magics whose cell is Python all the same.
PYTHON_CELLS = re.compile(r"%%(time|timeit|capture|prun|python3?|pypy|writefile|file)\b(.*)")
# Statements that only IPython knows: magics, shell commands, help, and what is assigned from them.
MAGIC = re.compile(r"\s*([%!?]|[\w., ()]+=\s*[%!]|[^#'\"]*\?\s*(#.*)?$)")
PYTHON_INFO = re.compile(r"[{.\s]*(python[23]?|py[3]?|ipython[23]?)\b(?!-)", re.IGNORECASE)
# Directives of MyST that hold code, and the options before it (https://myst-nb.readthedocs.io).
DIRECTIVE = re.compile(r"\{(code-cell|code-block|code|jupyter-execute)\}\s*(.*)", re.IGNORECASE)
OPTIONS = re.compile(r"\A(?:---\n(?:(?!---\n).*\n)*---\n|(?:[ \t]*:[\w-]+:.*\n)+)")
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
            # Notebooks may await outside of functions ("autoawait" in IPython's documentation).
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            compile(text, "<homework>", "exec", flags=flags, dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 1
        shown = "".join(text.split("\n")[line - 1 : line]).strip()[:LONGEST_LINE]
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


def notebook_cells(sources: Sequence[str]) -> list[Cell]:
    """Return the Python among the code cells of a notebook, counted from 1."""
    texts = ((number, without_magics(source)) for number, source in enumerate(sources, start=1))
    return [Cell(1, f"cell {number}", text) for number, text in texts if text is not None]


def script_cells(text: str) -> list[Cell]:
    """Return the pieces of a script: itself, or its parts around cells that IPython would run.

    A script that was a notebook may have magics in it, as they were (`%matplotlib inline`, in
    percent format and from Colab) or as calls (`get_ipython().run_cell_magic(...)`).
    """
    if syntax_problem(text) is not None:
        plain = without_magics(text)
        return [Cell(1, "", text if plain is None or syntax_problem(plain) else plain)]
    magics = [found for node in ast.parse(text).body if (found := cell_magic(node)) is not None]
    lines, cells, start = text.split("\n"), [], 1
    for first, last, source in magics:
        cells.append(Cell(start, "", "\n".join(lines[start - 1 : first - 1])))
        cells.append(Cell(1, f"cell magic of line {first}", source))
        start = last + 1
    return [*cells, Cell(start, "", "\n".join(lines[start - 1 :]))]


def cell_magic(node: ast.stmt) -> tuple[int, int, str] | None:
    """Return the lines and the Python of `get_ipython().run_cell_magic(name, line, text)`."""
    match node:
        case ast.Expr(
            ast.Call(
                ast.Attribute(ast.Call(ast.Name("get_ipython")), "run_cell_magic"),
                [ast.Constant(str(name)), ast.Constant(str(line)), ast.Constant(str(text))],
            )
        ):
            source = without_magics(f"%%{name} {line}\n{text}")
            if source is not None and node.end_lineno is not None:
                return node.lineno, node.end_lineno, source
    return None


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
