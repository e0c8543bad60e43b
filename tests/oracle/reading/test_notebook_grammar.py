"""Whatever a notebook holds: it is read, or told in a line."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scratchcnn.oracle.reading.sources import Sources, read
from scratchcnn.oracle.reading.syntax import syntax_problem
from scratchcnn.oracle.reading.unreadable import Unreadable

# Lone surrogates and control characters too: JSON can hold them.
TEXT = st.text(st.characters(exclude_categories=()), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
LINE = st.sampled_from(
    [
        *("import numpy as np", "class ReLU:", "    def forward(self, x):", "        return x", ""),
        *("%%time", "%%writefile layers.py", "%%bash", "%%add_to ReLU", "%%", "%%!", "%%time\\"),
        *("%matplotlib inline", "!ls \\", "files = !ls", "?x", "x??", "await f()", "\t", "\f"),
        *("from layers import *", "x = '''", "'''", "(", ")", "print x", "if x:", "lambda:", "\\"),
        *("# %%", "# coding: utf-16", "\r", "\u2028", "\x00", "\ud800", "é", "def f(:", "x = 1;"),
        *("get_ipython().run_cell_magic('time', '', 'x = 1')", "raise E, x", "f'{x!r:{y}}'"),
    ]
)
LINES = st.lists(LINE | TEXT, max_size=5)
SOURCE = st.builds("\n".join, LINES) | LINES | JSON
CELL = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "code", "markdown", "raw", "heading"]) | JSON},
    optional={"source": SOURCE, "input": SOURCE, "language": JSON, "metadata": JSON}
    | {"outputs": JSON, "execution_count": JSON, "id": JSON, "attachments": JSON},
)
CELLS = st.lists(CELL | JSON, max_size=4)
METADATA = st.fixed_dictionaries(
    {},
    optional={
        "kernelspec": st.fixed_dictionaries({}, optional={"language": JSON, "name": JSON}) | JSON,
        "language_info": st.fixed_dictionaries({}, optional={"name": JSON}) | JSON,
    },
)
NOTEBOOK = st.fixed_dictionaries(
    {},
    optional={
        "cells": CELLS | JSON,
        "nbformat": st.sampled_from([1, 2, 3, 4, 5, 4.5, "4"]) | JSON,
        "nbformat_minor": st.integers(-1, 6) | JSON,
        "metadata": METADATA | JSON,
        "worksheets": st.lists(st.fixed_dictionaries({}, optional={"cells": CELLS})) | JSON,
        "orig_nbformat": JSON,
    },
)


def told(path: Path) -> str | Sources:
    """Return what is read, or what is told of it."""
    try:
        return read(path)
    except Unreadable as error:
        return str(error)


@given(
    content=NOTEBOOK | JSON,
    name=st.sampled_from(["a.ipynb", "a.py", "a.md", "a.qmd"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1", "utf-32"]),
    escaped=st.booleans(),
)
def test_any_json_is_read_or_told_in_a_line(
    tmp_path_factory: Any, content: Any, name: str, encoding: str, escaped: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    text = json.dumps(content, ensure_ascii=escaped)
    path.write_bytes(text.encode(encoding, "replace"))
    found = told(path)
    if isinstance(found, str):
        assert found
        assert len(found.splitlines()) == 1
        found.encode()
        return
    for problem in found.problems:
        problem.encode()
    for source in found.sources:
        for cell in source.cells:
            # It goes to the process in which it runs as UTF-8.
            cell.text.encode()
            assert syntax_problem(cell.text) is None


@given(lines=st.lists(LINE | TEXT, max_size=8))
def test_any_text_is_read_or_told_in_a_line(tmp_path_factory: Any, lines: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "lines.py"
    path.write_bytes("\n".join(lines).encode("utf-8", "replace"))
    found = told(path)
    if isinstance(found, str):
        assert len(found.splitlines()) == 1
