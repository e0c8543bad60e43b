"""Reading homework of every form, without running any of it."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scratchcnn.oracle.reading.sources import Sources, Unreadable, read

Writing = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Writing:
    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


def texts(sources: Sources) -> list[str]:
    return [cell.text for source in sources.sources for cell in source.cells]


def notebook(*cells: str, **metadata: Any) -> str:
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 4,
            "metadata": metadata,
            "cells": [
                {"cell_type": "markdown", "metadata": {}, "source": ["# A title"]},
                *(
                    {
                        "cell_type": "code",
                        "metadata": {},
                        "execution_count": None,
                        "outputs": [],
                        "source": cell.splitlines(keepends=True),
                    }
                    for cell in cells
                ),
            ],
        }
    )


def test_a_file_is_one_cell(write: Writing, tmp_path: Path) -> None:
    path = write("homework.py", "x = 1\n")
    sources = read(path)
    assert (sources.target, sources.root, sources.problems) == (str(path), tmp_path, ())
    assert sources.as_json() == [
        {
            "name": "homework",
            "path": str(path),
            "cells": [{"line": 1, "label": "", "text": "x = 1\n"}],
        }
    ]


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
        ("print 'loss'\n", "homework.py, line 1: Missing parentheses in call to 'print'"),
        ("def f():\n\treturn 1\n        return 2\n", "homework.py, line 3: "),
        ("x = 1\nreturn x\n", "homework.py, line 2: 'return' outside function: `return x`"),
        (b"x\0y", "homework.py is not a text"),
        (b"x = 1\n# caf\xe9\n", "homework.py, line 2: the byte 0xe9 is not utf-8; save the file"),
        (
            "x = " + "-" * 100_000 + "1",
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


def test_the_cells_of_a_notebook_are_counted(write: Writing, tmp_path: Path) -> None:
    sources = read(write("homework.ipynb", notebook("x = 1", "%%bash\nls", "y = 2\n")))
    (source,) = sources.sources
    assert source.name == "homework"
    assert [(cell.line, cell.label, cell.text) for cell in source.cells] == [
        (1, "cell 1", "x = 1"),
        (1, "cell 3", "y = 2\n"),
    ]


def test_a_broken_cell_does_not_hide_the_others(write: Writing) -> None:
    sources = read(write("homework.ipynb", notebook("x = 1", "y = 2\nz = = 3", "w = 4")))
    assert texts(sources) == ["x = 1", "w = 4"]
    assert sources.problems == (
        "homework.ipynb, cell 2, line 2 of the cell: invalid syntax: `z = = 3`",
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if x:\n    !pip install a \\\n      b\ny = 1", "if x:\n    pass\n\ny = 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("\n%%capture out\n%load_ext a\nx = 1", "\n\npass\nx = 1"),
        ("%%writefile layers.py\nclass A:\n    pass", "\nclass A:\n    pass"),
        ("x?\n?x\nx.y??  # why\nz = 1", "pass\npass\npass\nz = 1"),
        ("files = !ls\nt = %timeit -o f()\nz = 1", "pass\npass\nz = 1"),
        ("x = (5\n% 3)\n%time f()", "x = (5\n% 3)\npass"),
        ("s = '''\n%time\n!ls\n'''\n!ls", "s = '''\n%time\n!ls\n'''\npass"),
        ("get_ipython().system('ls')", "get_ipython().system('ls')"),
        ("", ""),
    ],
)
def test_magics_give_way_without_moving_a_line(write: Writing, cell: str, text: str) -> None:
    sources = read(write("homework.ipynb", notebook(cell)))
    assert not sources.problems
    assert texts(sources) == [text]


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile notes.txt", "%%cython"])
def test_cells_that_are_not_python_are_left_out(write: Writing, magic: str) -> None:
    sources = read(write("homework.ipynb", notebook(f"{magic}\nx = 1")))
    assert (texts(sources), sources.problems) == ([], ())


def test_old_notebooks_are_read(write: Writing) -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [
            {
                "cells": [
                    {
                        "cell_type": "code",
                        "language": "python",
                        "input": ["x = 1\n", "y = 2"],
                        "outputs": [],
                        "collapsed": False,
                        "metadata": {},
                    }
                ],
                "metadata": {},
            }
        ],
    }
    assert texts(read(write("old.ipynb", json.dumps(old)))) == ["x = 1\ny = 2"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{nonsense", "homework.ipynb is no notebook: it is not JSON"),
        ("[1, 2]", "homework.ipynb is no notebook that can be read"),
        ("{}", "homework.ipynb is no notebook that can be read"),
        ('{"nbformat": 4, "nbformat_minor": 4, "cells": 3}', "homework.ipynb is no notebook"),
        (notebook("x <- 1", kernelspec={"language": "R"}), "is a notebook of R, not of Python"),
    ],
)
def test_what_is_no_notebook_says_so(write: Writing, content: str, message: str) -> None:
    with pytest.raises(Unreadable, match=r"homework\.ipynb") as caught:
        read(write("homework.ipynb", content))
    assert message in str(caught.value)


GUIDE = """# A guide

```python
import numpy as np
d   def f():
```

```
a plain text
```

- in a list:

  ```py
  class ReLU:
      pass
  ```

```python title="pool"
%matplotlib inline
def pool(x):
    return x
```

```bash
ls
```

```
def plain():
    pass
```

~~~pycon
>>> f()
~~~
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_fenced_blocks_of_python_are_cells_with_the_lines_of_the_file(
    write: Writing, line_end: str
) -> None:
    sources = read(write("guide.md", GUIDE.replace("\n", line_end)))
    (source,) = sources.sources
    assert [(cell.line, cell.label) for cell in source.cells] == [
        (15, "block 2"),
        (20, "block 3"),
        (30, "block 4"),
    ]
    assert source.cells[0].text == "class ReLU:\n    pass\n"
    assert sources.problems == ("guide.md, line 5: invalid syntax: `d   def f():`",)


def test_a_directory_is_read_in_order_without_what_is_not_homework(
    write: Writing, tmp_path: Path
) -> None:
    for name in (
        *("b.py", "a/c.py", "a/__init__.py", "a.py", "z/deep/er.py"),
        *("test_b.py", "conftest.py", ".hidden/d.py", "__pycache__/e.py", "notes.txt"),
        *(".ipynb_checkpoints/b.py", "a/.secret.py"),
    ):
        write(name, "x = 1\n")
    write("book.ipynb", notebook("x = 1"))
    write("bad.py", "d   def")
    sources = read(tmp_path)
    assert [source.name for source in sources.sources] == [
        *("a", "b", "book", "a_", "a.c", "z.deep.er"),
    ]
    assert sources.root == tmp_path
    assert sources.problems == ("bad.py, line 1: invalid syntax: `d   def`",)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_that_lead_out_of_a_directory_are_not_followed(
    write: Writing, tmp_path: Path
) -> None:
    outside = write("outside/secret.py", "x = 1\n")
    inside = write("homework/mine.py", "x = 1\n")
    os.symlink(outside, inside.parent / "link.py")
    os.symlink(outside.parent, inside.parent / "directory")
    os.symlink(inside.parent / "gone.py", inside.parent / "dangling.py")
    assert [source.name for source in read(inside.parent).sources] == ["mine"]


def test_links_in_a_loop_are_left_out(write: Writing) -> None:
    mine = write("mine.py", "a = 1\n")
    (mine.parent / "loop.py").symlink_to("loop.py")
    assert [source.name for source in read(str(mine.parent)).sources] == ["mine"]


def test_a_directory_that_must_not_be_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Permissions would not stop a test that runs as root.
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    with pytest.raises(Unreadable, match="permission denied"):
        read(str(tmp_path))


def test_an_empty_directory_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="holds no Python file and no notebook"):
        read(tmp_path)


def test_a_module_is_found_without_importing_its_package(
    write: Writing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("course_package/__init__.py", "raise SystemExit('imported')\n")
    path = write("course_package/layers.py", "from .base import x\n")
    monkeypatch.syspath_prepend(tmp_path)
    sources = read("course_package.layers")
    assert sources.root == tmp_path
    assert [(source.name, source.path) for source in sources.sources] == [
        ("course_package.layers", path)
    ]
    whole = read("course_package")
    assert whole.root == tmp_path
    assert [source.name for source in whole.sources] == [
        "course_package",
        "course_package.layers",
    ]


def test_a_module_that_is_not_written_in_python_says_so() -> None:
    with pytest.raises(Unreadable, match="not one that is written in Python"):
        read("_socket" if sys.platform != "win32" else "_ctypes")


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
