"""Scripts that were notebooks, and code cells in Markdown."""

import textwrap

import pytest

from scratchcnn.oracle.reading.cells import markdown_cells
from scratchcnn.oracle.reading.magics import without_magics
from scratchcnn.oracle.reading.scripts import script_cells


def test_magics_of_a_percent_script_are_left_out() -> None:
    (cell,) = script_cells("# %%\nimport math\n%matplotlib inline\n!pip install x\ny = 1\n")
    assert cell.text == "# %%\nimport math\npass\npass\ny = 1\n"
    assert (cell.line, cell.label) == (1, "")


def test_a_script_that_is_not_python_stays_as_it_is() -> None:
    (cell,) = script_cells("%matplotlib inline\ndef f(:\n")
    assert cell.text == "%matplotlib inline\ndef f(:\n"


def test_a_cell_magic_that_is_called_is_a_cell_of_its_own() -> None:
    text = "a = 1\nget_ipython().run_cell_magic('time', '', 'b = 2\\nc = 3\\n')\n\nd = 4\n"
    cells = script_cells(text)
    assert [(cell.line, cell.label, cell.text) for cell in cells] == [
        (1, "", "a = 1"),
        (1, "cell magic of line 2", "\nb = 2\nc = 3\n"),
        (3, "", "\nd = 4\n"),
    ]


@pytest.mark.parametrize("magic", ["bash", "html", "writefile notes.txt"])
def test_a_cell_magic_of_another_language_is_left_where_it_is(magic: str) -> None:
    name, _, line = magic.partition(" ")
    text = f"get_ipython().run_cell_magic({name!r}, {line!r}, 'ls -l')\n"
    assert [cell.text for cell in script_cells(text)] == [text]


@pytest.mark.parametrize(
    "info",
    [
        *("{code-cell} ipython3", "{code-cell}", "{code-block} python", "{jupyter-execute}"),
        *("{python}", "{python echo=FALSE}", "{python, echo=FALSE}", "{.python}", "python {.x}"),
    ],
)
def test_a_directive_holds_a_cell(info: str) -> None:
    (cell,) = markdown_cells(f"# Layers\n\n```{info}\nx = 1\n```\n")
    assert (cell.line, cell.text) == (4, "x = 1\n")


@pytest.mark.parametrize("info", ["{code-cell} bash", "{code-block} console", "{note}"])
def test_a_directive_of_anything_else_holds_none(info: str) -> None:
    assert markdown_cells(f"```{info}\nls -l = (\n```\n") == []


@pytest.mark.parametrize("options", [":tags: [hide-input]\n:linenos:\n", "---\ntags: [a]\n---\n"])
def test_the_options_of_a_directive_are_no_code_and_keep_its_lines(options: str) -> None:
    text = f"```{{code-cell}} ipython3\n{options}\nx: int = 1\n```\n"
    (cell,) = markdown_cells(text)
    lines = options.count("\n")
    assert cell.text == "\n" * lines + textwrap.dedent("\nx: int = 1\n")


@pytest.mark.parametrize("marker", ["# %%", "#%% layers", "# In[3]:"])
def test_cells_of_a_script_that_is_no_python_are_read_by_themselves(marker: str) -> None:
    text = (
        f"a = 1\n{marker}\n%%bash\nls | grep a\n{marker}\n# told\n%%time\nb = 2\n{marker}\nc = (\n"
    )
    assert [(cell.line, cell.label, cell.text) for cell in script_cells(text)] == [
        (1, "", "a = 1"),
        (6, "", "# told\npass\nb = 2"),
        (10, "", "c = (\n"),
    ]


def test_a_cell_magic_that_is_called_is_found_beside_magics_as_they_were() -> None:
    text = "%matplotlib inline\nget_ipython().run_cell_magic('time', '', 'b = 2\\n')\n"
    assert [cell.text for cell in script_cells(text)] == ["pass", "\nb = 2\n", ""]


def test_a_cell_magic_that_keeps_a_cell_from_being_run_is_told() -> None:
    text = "a = 1\nget_ipython().run_cell_magic('script', 'false', 'b = 2\\n')\n"
    assert [cell.left_out for cell in script_cells(text)] == [
        *("", "it begins with `%%script false`, so Python never runs it", ""),
    ]


def test_a_cell_of_a_script_that_is_never_run_is_told() -> None:
    (first, second) = script_cells("# %%\n%%skip\nb = 2\n# %%\nc = (\n")
    assert (first.line, first.text) == (2, "")
    assert first.left_out == "it begins with `%%skip`, so Python never runs it"
    assert second.text == "c = (\n"


def test_a_script_of_python_2_may_have_magics_in_it() -> None:
    (cell,) = script_cells("print 'a'\n%matplotlib inline\nx = 1\n")
    assert cell.text == "print 'a'\npass\nx = 1\n"


COLAB = "# Commented out IPython magic to ensure Python compatibility.\n"


def test_a_cell_that_colab_has_commented_out_is_read() -> None:
    text = f"a = 1\n\n{COLAB}# %%time\n# class B:\n#   c = 2\n# \n#   d = 3\n\ne = 4\n"
    (cell,) = script_cells(text)
    assert cell.text == "a = 1\n\n\n\nclass B:\n  c = 2\n\n  d = 3\n\ne = 4\n"


@pytest.mark.parametrize(
    "line", ["# %matplotlib inline\n", "# %%bash\n# ls | grep a\n", "# %%time\n# a = (\n"]
)
def test_what_else_colab_has_commented_out_stays_a_comment(line: str) -> None:
    (cell,) = script_cells(f"{COLAB}{line}\na = 1\n")
    assert cell.text == f"{COLAB}{line}\na = 1\n"


def test_a_cell_of_an_unknown_magic_is_python_if_it_defines_something() -> None:
    assert without_magics("%%memit\ndef f():\n    pass").text == "\ndef f():\n    pass"
    assert without_magics("%%memit\nf()").text is None
    assert without_magics("%%cython\ncdef f():\n    pass").text is None


def test_a_method_that_is_added_by_a_magic_belongs_to_its_class() -> None:
    added = without_magics("%%add_to ReLU\ndef forward(self, x):\n\n    return x")
    assert added.text == "class ReLU(ReLU):\n    def forward(self, x):\n\n        return x"
