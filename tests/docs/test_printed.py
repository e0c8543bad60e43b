"""Notebooks that print something else than they say are noticed."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

PRINTED = Path(__file__).with_name("printed.py")


def notebook(
    folder: Path, text: str, *, stream: str = "stdout", tags: tuple[str, ...] = ()
) -> None:
    """Write a notebook with one cell that put out a text."""
    folder.mkdir()
    output = v4.new_output("stream", name=stream, text=text)
    cell = v4.new_code_cell("print(...)", outputs=[output], metadata={"tags": list(tags)})
    nbformat.write(v4.new_notebook(cells=[cell]), folder / "one.ipynb")


def held(tmp_path: Path) -> subprocess.CompletedProcess[str]:
    folders = tmp_path / "committed", tmp_path / "ran"
    command = [sys.executable, PRINTED, *folders]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("before", "after", "tags", "code"),
    [
        ("all right: 0.91\n", "all right: 0.91\n", (), 0),
        ("all right: 0.91\n", "all right: 0.92\n", (), 1),
        ("all right: 0.91\n", "all right:  8e-1\n", ("numbers-vary",), 0),
        ("all right: 0.91\n", "all wrong: 0.91\n", ("numbers-vary",), 1),
    ],
)
def test_what_is_printed_has_to_be_the_same(
    before: str, after: str, tags: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    notebook(tmp_path / "committed", before, tags=tags)
    notebook(tmp_path / "ran", after, tags=tags)
    assert held(tmp_path).returncode == code


def test_a_warning_is_an_error(tmp_path: Path) -> None:
    notebook(tmp_path / "committed", "fine\n")
    notebook(tmp_path / "ran", "RuntimeWarning\n", stream="stderr")
    found = held(tmp_path)
    assert found.returncode == 1
    assert "it warns: RuntimeWarning" in found.stderr


def test_a_notebook_that_did_not_run_is_missed(tmp_path: Path) -> None:
    notebook(tmp_path / "committed", "fine\n")
    (tmp_path / "ran").mkdir()
    found = held(tmp_path)
    assert found.returncode == 1
    assert "have other notebooks" in found.stderr
