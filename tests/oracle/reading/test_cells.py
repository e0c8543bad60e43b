"""The cells of notebooks, and the fenced blocks of Markdown."""

import json
from pathlib import Path

import pytest
from notebook_text import Writing, notebook, texts

from scratchcnn.oracle.reading.sources import read
from scratchcnn.oracle.reading.unreadable import Unreadable


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
        ("x = (5\n% 3)\n%time f()", "x = (5\n% 3)\nf()"),
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


def test_cells_that_are_never_run_are_told_and_keep_the_numbers_of_the_others(
    write: Writing,
) -> None:
    tagged = json.loads(notebook("%%script false\nx = 1", "y = 2", "z = 3"))
    tagged["cells"][-1]["metadata"] = {"tags": ["a", "skip-execution"]}
    sources = read(write("homework.ipynb", json.dumps(tagged)))
    assert [(cell.label, cell.text) for cell in sources.sources[0].cells] == [("cell 2", "y = 2")]
    assert sources.problems == ()
    assert sources.left_out == (
        "homework.ipynb, cell 1 is left out: it begins with `%%script false`, "
        "so Python never runs it",
        "homework.ipynb, cell 3 is left out: it has the tag `skip-execution`, "
        "so Python never runs it",
    )
    assert sources.unread == f"{sources.left_out[0]}; and 1 more"


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("```{python}\n#| eval: false\nx = 1\n```", "it says `#| eval: false`"),
        ("```{python relu, eval=FALSE}\nx = 1\n```", "it says `eval=FALSE`"),
        ("```{python, echo=TRUE, eval = F}\nx = 1\n```", "it says `eval = F`"),
        (
            "```{code-cell}\n:tags: [skip-execution]\n\nx = 1\n```",
            "it has the tag `skip-execution`",
        ),
    ],
)
def test_blocks_that_are_never_run_are_told(write: Writing, block: str, why: str) -> None:
    sources = read(write("report.qmd", f"# A\n\n{block}\n\n```{{python}}\ny = 2\n```\n"))
    assert texts(sources) == ["y = 2\n"]
    assert sources.sources[0].cells[0].label == "block 2"
    assert sources.left_out == (f"report.qmd, line 4 is left out: {why}, so Python never runs it",)


@pytest.mark.parametrize("info", ["{python, echo=FALSE}", "{python eval=TRUE}", "python eval=F"])
def test_blocks_that_are_run_are_read(write: Writing, info: str) -> None:
    assert texts(read(write("report.Rmd", f"```{info}\nx = 1\n```\n"))) == ["x = 1\n"]


def test_what_was_left_out_of_a_folder_is_told(write: Writing) -> None:
    write("a/one.ipynb", notebook("%%skip\nx = 1"))
    write("a/b/two.py", "y = = 2")
    sources = read(write("a/three.py", "z = 3").parent)
    assert sources.left_out == (
        "one.ipynb, cell 1 is left out: it begins with `%%skip`, so Python never runs it",
    )
    assert sources.unread == "b/two.py, line 1: invalid syntax: `y = = 2`; and 1 more"
    assert read(write("c.py", "")).unread == ""


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
        ("{nonsense", "homework.ipynb is not a notebook: it is not JSON"),
        ("[1, 2]", "homework.ipynb is not a readable notebook"),
        ("{}", "homework.ipynb is not a readable notebook"),
        (
            '{"nbformat": 4, "nbformat_minor": 4, "cells": 3}',
            "homework.ipynb is not a readable notebook",
        ),
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
