"""The cells of a script that was a notebook, as Jupyter, Colab and editors write it."""

import ast
import re
from collections.abc import Iterator

from scratchcnn.oracle.reading.cells import Cell
from scratchcnn.oracle.reading.magics import Plain, without_magics
from scratchcnn.oracle.reading.python2 import translated
from scratchcnn.oracle.reading.syntax import syntax_problem

# The line that begins a cell: percent format, and what `jupyter nbconvert` writes.
BEGINNING = re.compile(r"# ?(%%|In ?\[)")
# Colab comments out a cell that begins with a magic, as a whole.
COMMENTED = re.compile(
    r"^# Commented out IPython magic to ensure Python compatibility\.\n((?:#.*\n?)+)", re.MULTILINE
)


def script_cells(text: str) -> list[Cell]:
    """Return the pieces of a script: itself, or its parts around cells that IPython would run.

    A script that was a notebook may have magics in it, as they were (`%matplotlib inline`, in
    percent format and from Colab) or as calls (`get_ipython().run_cell_magic(...)`).
    """
    text = COMMENTED.sub(uncommented, text)
    if syntax_problem(text) is not None:
        plain = without_magics(text).text
        if plain is None or syntax_problem(plain) is not None:
            old = translated(plain or "")
            whole = plain is not None and old is not None and syntax_problem(old[0]) is None
            return [Cell(1, "", plain or "")] if whole else list(parts(text))
        text = plain
    magics = [found for node in ast.parse(text).body if (found := cell_magic(node)) is not None]
    lines, cells, start = text.split("\n"), [], 1
    for first, last, source in magics:
        cells.append(Cell(start, "", "\n".join(lines[start - 1 : first - 1])))
        label = f"cell magic of line {first}"
        cells.append(Cell(1, label, source.text or "", left_out=source.left_out))
        start = last + 1
    return [*cells, Cell(start, "", "\n".join(lines[start - 1 :]))]


def cell_magic(node: ast.stmt) -> tuple[int, int, Plain] | None:
    """Return the lines and the Python of `get_ipython().run_cell_magic(name, line, text)`."""
    match node:
        case ast.Expr(
            ast.Call(
                ast.Attribute(ast.Call(ast.Name("get_ipython")), "run_cell_magic"),
                [ast.Constant(str(name)), ast.Constant(str(line)), ast.Constant(str(text))],
            )
        ):
            source = without_magics(f"%%{name} {line}\n{text}")
            read = source.text is not None or source.left_out
            if read and node.end_lineno is not None:
                return node.lineno, node.end_lineno, source
    return None


def uncommented(found: re.Match[str]) -> str:
    """Return a cell that Colab has commented out, if it is Python, with as many lines."""
    commented = found[1].split("\n")
    lines = [line.removeprefix("#").removeprefix(" ") for line in commented]
    source = without_magics("\n".join(lines)).text if lines[0].startswith("%%") else None
    return found[0] if source is None or syntax_problem(source) else f"\n{source}"


def parts(text: str) -> Iterator[Cell]:
    """Yield the cells of a script that is not Python as a whole; or the script, if it has none."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if BEGINNING.match(line)]
    if not starts:
        yield Cell(1, "", text)
        return
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        # The line that begins a cell is a comment; the magic that makes it one comes after it.
        first = start + 1 if start in starts else start
        cell = "\n".join(lines[first:end])
        source = without_magics(cell)
        if source.left_out or (source.text or "").strip():
            yield Cell(first + 1, "", source.text or "", left_out=source.left_out)
