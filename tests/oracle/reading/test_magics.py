"""What only IPython understands, and what of it is Python all the same."""

import pytest

from scratchcnn.oracle.reading import magics
from scratchcnn.oracle.reading.magics import Plain, as_run, without_magics


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("pip install numpy\nimport math", "pass\nimport math"),
        ("cd ..\nls data\nimport math", "pass\npass\nimport math"),
        ("conda install -y numpy\nx = 1", "pass\nx = 1"),
        ("matplotlib inline\nload_ext autoreload\nx = 1", "pass\npass\nx = 1"),
        ("if x:\n    pip install a \\\n  b\ny = 1", "if x:\n    pass\n\ny = 1"),
        ("!pip install x \\\n  --quiet 'a\nx = 1", "pass\n\nx = 1"),
    ],
)
def test_a_magic_of_a_cell_may_lack_its_sign(cell: str, text: str) -> None:
    assert as_run(cell).text == text


@pytest.mark.parametrize("text", ["pip = = 1", "cd = 3 4", "ls (a b)", "time, = = a", "piped on"])
def test_what_only_begins_like_a_magic_stays_what_it_is(text: str) -> None:
    assert as_run(text).text == text


def test_a_script_has_no_magic_without_its_sign() -> None:
    assert without_magics("pip install numpy\n%matplotlib inline").text == (
        "pip install numpy\n%matplotlib inline"
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("    import math\n    x = 1", "import math\nx = 1"),
        ("\n  %%time\n  if x:\n    y = 1\n", "\n\nif x:\n  y = 1\n"),
        ("\tx = 1\ny = 2", "x = 1\ny = 2"),
    ],
)
def test_an_indented_cell_is_moved_to_the_left(cell: str, text: str) -> None:
    assert as_run(cell).text == text


@pytest.mark.parametrize(
    "before",
    [
        "print 'start'",
        "try:\n    f()\nexcept E, e:\n    print e",
        "print '%d' % (\n    1)",
        "print 'a'; print 'b'",
    ],
)
def test_magics_after_a_statement_of_python_2_are_found(before: str) -> None:
    text = f"{before}\n%matplotlib inline\n!echo 'it''s\nprint x\n?x\nimport math"
    assert as_run(text).text == f"{before}\npass\npass\nprint x\npass\nimport math"


@pytest.mark.parametrize(
    ("magic", "statement"),
    [
        ("%time EPS = 1e-9", "EPS = 1e-9"),
        ("time EPS = 1e-9", "EPS = 1e-9"),
        ("%timeit -n1 -r 3 EPS = 1e-9", "EPS = 1e-9"),
        ("%prun -l 5 -s cumulative -q w = f(3)", "w = f(3)"),
        ("x = %time f()", "x = f()"),
        ("if a:\n    %time b = 1", "if a:\n    b = 1"),
        ("%time x = f(1, \\\n    2)", "x = f(1, \\\n    2)"),
        ("x = %timeit -o f()", "pass"),
        ("%time x = = 1", "pass"),
        ("%time", "pass"),
        ("%timed x = 1", "pass"),
    ],
)
def test_the_statement_that_a_magic_runs_is_kept(magic: str, statement: str) -> None:
    assert as_run(f"{magic}\ny = 1").text == f"{statement}\ny = 1"


@pytest.mark.parametrize(
    ("magic", "statement"),
    [
        ("%pylab inline", "import numpy, numpy as np; from pylab import *"),
        ("%pylab --no-import-all inline", "pass"),
        ("%run layers.py", "from layers import *"),
        ("%run -i ./nn/layers.py", "from nn.layers import *"),
        ("%run ../layers.ipynb --fast", "from layers import *"),
        ("%run 'a b.py'", "pass"),
        ("%run my-layers.py", "pass"),
        ("%run class.py", "pass"),
        ("%run /", "pass"),
        ("def f():\n    %run layers.py", "def f():\n    pass"),
    ],
)
def test_a_magic_that_binds_names_is_an_import(magic: str, statement: str) -> None:
    assert as_run(magic).text == statement


@pytest.mark.parametrize(
    "first",
    [
        *("%%script false", "%%script false --no-raise-error", "%%script --bg bash", "%%skip"),
        *("%%script echo skipped", "# old\n%%skip", "%%time\n%%skip True", "%%skip $no"),
        *("#| eval: false", "#|eval: no", "#| label: a\n#| eval: FALSE", "#| eval: !expr FALSE"),
    ],
)
def test_a_cell_that_python_never_runs_is_left_out_and_told(first: str) -> None:
    found = without_magics(f"{first}\nx = 1")
    assert found.text is None
    assert found.left_out.endswith("so Python never runs it")
    assert f"`{first.splitlines()[-1]}`" in found.left_out


@pytest.mark.parametrize(
    "first",
    [
        *("%%script python3", "%%script --bg /usr/bin/python", "%%skip False", "%%skip 0"),
        *("#| eval: true", "#| echo: false", "#| export\n#| eval: false", "y = 1\n#| eval: false"),
    ],
)
def test_a_cell_that_python_runs_is_read(first: str) -> None:
    found = as_run(f"{first}\nx = 1")
    assert found.text is not None
    assert found.text.endswith("\nx = 1")
    assert found.left_out == ""


@pytest.mark.parametrize(
    "cell", ["%%script bash\nls | grep a", "%%skip\nf()", "%%bash\nx=1", "%%html\n<b>", "%%sql\n"]
)
def test_what_binds_no_name_is_left_out_without_a_word(cell: str) -> None:
    assert as_run(cell) == Plain(None)


@pytest.mark.parametrize("cell", ["%%cython\ncdef int x = 1", "%%R\nx = 1"])
def test_a_cell_of_another_language_that_may_bind_names_is_told(cell: str) -> None:
    magic = cell.partition("\n")[0]
    assert as_run(cell) == Plain(None, f"only `{magic}` can read it")


def test_no_more_than_some_magics_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(magics, "MOST_STEPS", 2)
    assert as_run("!a\n!b\n!c").text == "pass\npass\n!c"
