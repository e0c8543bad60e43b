"""Notebooks that print something else than they say are noticed."""

from pathlib import Path

import nbformat
import notebooks_printed
import pytest
from nbformat import v4


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return the folders of what is committed and of what ran, which are compared."""
    committed, ran = tmp_path / "committed", tmp_path / "ran"
    monkeypatch.setattr("sys.argv", ["notebooks_printed.py", str(committed), str(ran)])
    return committed, ran


def write(folder: Path, text: str, stream: str = "stdout", tags: tuple[str, ...] = ()) -> None:
    """Write a notebook with one cell that put out a text."""
    folder.mkdir()
    output = v4.new_output("stream", name=stream, text=text)
    cell = v4.new_code_cell("print(...)", outputs=[output], metadata={"tags": list(tags)})
    nbformat.write(v4.new_notebook(cells=[cell]), folder / "one.ipynb")


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
    before: str, after: str, tags: tuple[str, ...], code: int, folders: tuple[Path, Path]
) -> None:
    for folder, text in zip(folders, (before, after), strict=True):
        write(folder, text, tags=tags)
    with pytest.raises(SystemExit) as ended:
        notebooks_printed.main()
    assert ended.value.code == code


def test_a_warning_is_an_error(folders: tuple[Path, Path]) -> None:
    write(folders[0], "fine\n")
    write(folders[1], "RuntimeWarning\n", stream="stderr")
    with pytest.raises(SystemExit, match="it warns: RuntimeWarning"):
        notebooks_printed.main()


def test_a_notebook_that_did_not_run_is_missed(folders: tuple[Path, Path]) -> None:
    write(folders[0], "fine\n")
    folders[1].mkdir()
    with pytest.raises(SystemExit, match="have other notebooks"):
        notebooks_printed.main()
