"""The cells of Python in a notebook, a Markdown file or a plain one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scratchcnn.oracle.reading.magics import Plain, as_run, without_magics
from scratchcnn.oracle.reading.notebooks import CodeCell
from scratchcnn.oracle.reading.syntax import syntax_problem

PYTHON_INFO = re.compile(r"[{.\s]*(python[23]?|py[3]?|ipython[23]?)\b(?!-)", re.IGNORECASE)
# Directives of MyST that hold code, and the options before it (https://myst-nb.readthedocs.io).
DIRECTIVE = re.compile(r"\{(code-cell|code-block|code|jupyter-execute)\}\s*(.*)", re.IGNORECASE)
OPTIONS = re.compile(r"\A(?:---\n(?:(?!---\n).*\n)*---\n|(?:[ \t]*:[\w-]+:.*\n)+)")
# Of R Markdown's cells; Quarto writes `#| eval: false` in them.
NOT_EVALUATED = re.compile(r"\beval\s*=\s*(FALSE|False|false|F)\b")
# The tag of Jupyter Book's cells that are not run.
SKIPPED = "skip-execution"


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
    left_out
        Why it is not read, although names that it would bind are missing then.
    """

    line: int
    label: str
    text: str
    bygone: tuple[int, ...] = ()
    left_out: str = ""


def notebook_cells(found: Sequence[CodeCell]) -> list[Cell]:
    """Return the Python among the code cells of a notebook, counted from 1."""
    cells = []
    for number, cell in enumerate(found, start=1):
        plain = as_run(cell.text)
        why = tagged(cell.tags) if plain.text is not None else plain.left_out
        if why or plain.text is not None:
            cells.append(Cell(1, f"cell {number}", "" if why else plain.text or "", left_out=why))
    return cells


def tagged(tags: Sequence[str]) -> str:
    """Return why nothing runs a cell with some tags; "" if something does."""
    return f"it has the tag `{SKIPPED}`, so Python never runs it" if SKIPPED in tags else ""


def markdown_cells(text: str) -> list[Cell]:
    """Return the fenced blocks of Python in a Markdown text, counted from 1."""
    from markdown_it import MarkdownIt

    cells: list[Cell] = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type != "fence" or token.map is None:
            continue
        found = fenced(token.info.strip(), token.content)
        if found is not None:
            # The first line of the content follows that of the fence, which counts from 0.
            line, label = token.map[0] + 2, f"block {len(cells) + 1}"
            cells.append(Cell(line, label, found.text or "", left_out=found.left_out))
    return cells


def fenced(info: str, content: str) -> Plain | None:
    """Return what is in a fenced block; None if it holds no Python."""
    directive, why = DIRECTIVE.match(info), ""
    if directive is not None:
        # A cell that names no language is in that of the document.
        info = directive[2] or "python"
        options = OPTIONS.match(content)
        why = tagged([SKIPPED] if options and SKIPPED in options[0] else [])
        content = OPTIONS.sub(lambda found: "\n" * found[0].count("\n"), content)
    elif info.startswith("{") and (said := NOT_EVALUATED.search(info)):
        why = f"it says `{said[0]}`, so Python never runs it"
    run = directive is not None or info.startswith("{")
    plain = as_run(content) if run else without_magics(content)
    if (plain.text or "").lstrip().startswith(">>>"):
        return None
    if not PYTHON_INFO.match(info):
        bare = not info and plain.text is not None and syntax_problem(plain.text) is None
        return plain if bare else None
    if plain.text is None:
        return plain if plain.left_out else None
    return Plain(None, why) if why else plain
