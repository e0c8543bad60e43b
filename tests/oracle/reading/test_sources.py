"""Reading homework of every form, without running any of it."""

from pathlib import Path

import pytest
from notebook_text import Writing, notebook, texts

from scratchcnn.oracle.reading.cells import Cell
from scratchcnn.oracle.reading.sources import read
from scratchcnn.oracle.reading.unreadable import Unreadable


def test_a_file_is_one_cell(write: Writing, tmp_path: Path) -> None:
    path = write("homework.py", "x = 1\n")
    sources = read(path)
    assert (sources.target, sources.root, sources.problems) == (str(path), tmp_path, ())
    (source,) = sources.sources
    assert (source.name, source.path) == ("homework", path)
    assert source.cells == (Cell(1, "", "x = 1\n"),)


@pytest.mark.parametrize(
    "content",
    [
        "s = 'é'\n".encode(),
        b"\xef\xbb\xbf" + "s = 'é'\n".encode(),
        "# coding: latin-1\ns = 'é'\n".encode("latin-1"),
        b"# coding: latin-1\r\ns = '\xe9'\r\nif s:\r\n\tt = s\r\n",
    ],
)
def test_every_encoding_is_read(write: Writing, content: bytes) -> None:
    sources = read(write("homework.py", content))
    (text,) = texts(sources)
    assert "s = 'é'\n" in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "import numpy\n\nd   def forward(self):\n    pass\n",
            "homework.py, line 3: invalid syntax: `d   def forward(self):`",
        ),
        ("def f():\n\treturn 1\n        return 2\n", "homework.py, line 3: "),
        ("x = 1\nreturn x\n", "homework.py, line 2: 'return' outside function: `return x`"),
        (b"x\0y", "homework.py is not a text file"),
        (b"x = 1\n# caf\xe9\n", "homework.py, line 2: the byte 0xe9 is not utf-8; save the file"),
        (
            "x = " + "-" * 10_000 + "1",
            "homework.py, line 1: ",
        ),
    ],
)
def test_a_file_that_is_not_python_says_where(
    write: Writing, content: str | bytes, message: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        read(write("homework.py", content))
    assert str(caught.value).startswith(message)


def test_what_is_neither_file_nor_module_says_both(tmp_path: Path) -> None:
    for target in ("no_such_package.no_module", str(tmp_path / "none.py"), "a b", ""):
        with pytest.raises(Unreadable, match=r"no such file, and no such module|holds no Python"):
            read(target if target else tmp_path)


def test_a_target_without_a_name_is_not_the_current_folder() -> None:
    with pytest.raises(Unreadable, match="the target is empty"):
        read("")


def test_markdown_is_read_whatever_its_encoding(write: Writing) -> None:
    sources = read(write("homework.md", b"# caf\xe9\n\n```python\nx = 1\n```\n"))
    assert texts(sources) == ["x = 1\n"]


def test_a_file_in_another_encoding_does_not_hide_the_others(write: Writing) -> None:
    write("one.py", b"# caf\xe9\n")
    sources = read(write("two.py", "x = 1\n").parent)
    assert texts(sources) == ["x = 1\n"]
    (problem,) = sources.problems
    assert problem.startswith("one.py, line 1: the byte 0xe9 is not utf-8")


def test_an_empty_file_is_homework(write: Writing) -> None:
    assert texts(read(write("homework.py", ""))) == [""]


@pytest.mark.parametrize("name", ["homework.qmd", "homework.Rmd", "homework.QMD"])
def test_quarto_and_r_markdown_are_read(write: Writing, name: str) -> None:
    text = "---\ntitle: a\n---\n\n```{python}\n#| echo: false\nx = 1\n```\n\n```{r}\nx <- 1\n```\n"
    for target in (write(name, text), write(name, text).parent):
        assert texts(read(target)) == ["#| echo: false\nx = 1\n"]


SEEDS = Path(__file__).parents[4] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the guides are not at hand")
def test_the_line_of_the_guide_s_syntax_error_is_told() -> None:
    sources = read(SEEDS / "guide.md")
    assert sources.problems == (
        "guide.md, line 40: invalid syntax: `d   def forward(self, input):`",
    )
    assert [cell.label for cell in sources.sources[0].cells] == ["block 2", "block 3", "block 4"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("long.py", "x = 1\n" * 200_000, "long.py holds more than 1 MB"),
        ("long.md", "word " * 1_100_000, "long.md holds more than 5 MB"),
        ("long.ipynb", '{"cell_type":"raw"}' * 10_001, "long.ipynb has more than 10,000 cells"),
        ("odd.ipynb", "[" * 1_000_001, "odd.ipynb has more than 1,000,000 brackets"),
    ],
)
def test_what_would_take_long_to_parse_is_not_parsed(
    write: Writing, name: str, text: str, message: str
) -> None:
    with pytest.raises(Unreadable, match=message):
        read(write(name, text))


def test_a_notebook_with_too_much_code_is_not_parsed(write: Writing) -> None:
    with pytest.raises(Unreadable, match="holds more than 1 MB"):
        read(write("long.ipynb", notebook("x = 1\n" * 200_000)))
