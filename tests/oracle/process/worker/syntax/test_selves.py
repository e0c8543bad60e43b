"""Methods that call their object otherwise are read as if they called it `self`."""

import ast
import textwrap

import pytest

from scratchcnn.oracle.process.worker.syntax.selves import with_self


def read(text: str) -> str:
    text = textwrap.dedent(text)
    return "".join(with_self(ast.parse(text), text.splitlines(keepends=True))[1])


def test_another_name_for_the_object_becomes_self() -> None:
    found = read("class A:\n    def f(this, x):\n        this.x = this.w * x\n")
    assert found == "class A:\n    def f(self, x):\n        self.x = self.w * x\n"


def test_bytes_before_a_name_do_not_move_it() -> None:
    found = read("class A:\n    def f(s, x):\n        s.x = 'été' + s.w\n")
    assert "self.x = 'été' + self.w" in found


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    def f(self, s):\n        s.x = 1\n",
        "class A:\n    @staticmethod\n    def f(ctx, x):\n        ctx.x = x\n",
        "class A:\n    @classmethod\n    def f(c, x):\n        c.x = x\n",
        "class A:\n    def __new__(cls, x):\n        cls.x = x\n",
        "class A:\n    def f(s, self):\n        s.x = self\n",
        "def f(s, x):\n    s.x = x\n",
    ],
)
def test_what_is_no_object_keeps_its_name(text: str) -> None:
    assert read(text) == text


def test_the_tree_has_the_same_names() -> None:
    text = "class A:\n    def f(s, x):\n        s.x = x\n"
    tree, _ = with_self(ast.parse(text), text.splitlines())
    assert "self.x = x" in ast.unparse(tree)


def test_what_stands_in_a_formatted_text_breaks_no_line() -> None:
    text = "class A:\n    def f(s, x):\n        s.x = f'''{x} of\n{s.name}: {s.x}'''\n"
    found = read(text)
    assert "self.x = f'''{x} of" in found
    ast.parse(found)
