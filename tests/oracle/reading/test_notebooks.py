"""Notebooks with odd metadata: read, or told in a line."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchcnn.oracle.reading.notebooks import CodeCell, language_of, notebook_sources
from scratchcnn.oracle.reading.sources import read
from scratchcnn.oracle.reading.unreadable import Unreadable

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
CODE = st.sampled_from(["x = 1", "import numpy as np\n", "%%time\ny = 2", "", "def f(:"])
CELLS = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | JSON},
            optional={
                "source": CODE | st.lists(CODE) | JSON,
                "metadata": JSON,
                "outputs": JSON,
                "execution_count": JSON,
                "input": CODE,
            },
        ),
        JSON,
    ),
    max_size=4,
)
KERNELS = st.fixed_dictionaries({}, optional={"language": JSON, "name": JSON}) | JSON
NOTEBOOKS = st.fixed_dictionaries(
    {"cells": CELLS | JSON},
    optional={
        "nbformat": st.sampled_from([2, 3, 4]) | JSON,
        "nbformat_minor": st.integers(0, 5) | JSON,
        "metadata": st.fixed_dictionaries({}, optional={"kernelspec": KERNELS}) | JSON,
        "worksheets": JSON | st.lists(st.fixed_dictionaries({"cells": CELLS})),
    },
)


def of(**changes: Any) -> str:
    cell = {"cell_type": "code", "metadata": {}, "source": "x = 1", "outputs": []}
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]} | changes
    )


@given(NOTEBOOKS)
def test_any_json_is_read_or_told_in_a_line(notebook: Any) -> None:
    with suppress(Unreadable):
        sources = notebook_sources(json.dumps(notebook), "a.ipynb")
        assert all(isinstance(source.text, str) for source in sources)


@pytest.mark.parametrize("metadata", [None, [], {"kernelspec": None}, {"kernelspec": {}}, {}])
def test_without_a_language_it_is_python(metadata: Any) -> None:
    assert language_of(metadata) == "python"
    assert notebook_sources(of(metadata=metadata), "a.ipynb") == [CodeCell("x = 1")]


def test_another_language_is_told() -> None:
    text = of(metadata={"kernelspec": {"language": "julia"}})
    with pytest.raises(Unreadable, match="a notebook of julia"):
        notebook_sources(text, "a.ipynb")


@pytest.mark.parametrize(
    ("source", "read_as"), [(None, ""), (["a = 1\n", "b = 2"], "a = 1\nb = 2"), (3, "")]
)
def test_a_source_may_be_lines_or_missing(source: Any, read_as: str) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    assert notebook_sources(of(cells=[cell]), "a.ipynb") == [CodeCell(read_as)]


@pytest.mark.parametrize("name", ["homework.py", "homework.txt"])
def test_a_notebook_is_read_as_one_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(of())
    (source,) = read(tmp_path / name).sources
    assert [(cell.label, cell.text) for cell in source.cells] == [("cell 1", "x = 1")]


def test_a_script_that_is_called_a_notebook_is_read_as_a_script(tmp_path: Path) -> None:
    (tmp_path / "homework.ipynb").write_text("x = 1\n")
    (source,) = read(tmp_path / "homework.ipynb").sources
    assert [cell.text for cell in source.cells] == ["x = 1\n"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_notebook_in_utf_16_is_read(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    (tmp_path / "homework.ipynb").write_bytes((mark + of()).encode(encoding))
    assert read(tmp_path / "homework.ipynb").sources[0].cells


def test_a_script_in_utf_16_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_bytes("x = 1\n".encode("utf-16"))
    with pytest.raises(Unreadable, match="is in UTF-16; save the file as UTF-8"):
        read(tmp_path / "homework.py")


def test_what_only_begins_as_utf_16_is_told(tmp_path: Path) -> None:
    (tmp_path / "homework.md").write_bytes(b"\xff\xfea")
    with pytest.raises(Unreadable, match="begins as UTF-16, but is not"):
        read(tmp_path / "homework.md")


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, "[1]", '{"cells": 5}'])
def test_json_that_is_no_notebook_is_told_in_a_line(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^a.ipynb is not a readable notebook: [^\n]+$"):
        notebook_sources(text, "a.ipynb")


def test_a_language_of_nonsense_is_told_in_a_line() -> None:
    text = of(metadata={"kernelspec": {"language": "C\n\ud800\u2028" + 100 * "+"}})
    with pytest.raises(Unreadable) as caught:
        notebook_sources(text, "a.ipynb")
    assert str(caught.value) == f"a.ipynb is a notebook of C ? {36 * '+'}, not of Python"
