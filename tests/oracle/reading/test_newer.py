"""A syntax error that a newer Python would not have says which one that is."""

import sys

import pytest

from scratchcnn.oracle.reading.cells import syntax_problem
from scratchcnn.oracle.reading.newer import needed_python


@pytest.mark.parametrize(
    ("line", "message", "running", "needed"),
    [
        ('f"{a["b"]}"', "f-string: unmatched '['", (3, 11), "3.12"),
        ("except* ValueError:", "invalid syntax", (3, 10), "3.11"),
        ("type Shape = tuple[int, int]", "invalid syntax", (3, 11), "3.12"),
        ("def first[T](items):", "expected '('", (3, 11), "3.12"),
        ("class Layer[T]:", "invalid syntax", (3, 10), "3.12"),
        ("except OSError, ValueError:", "multiple exception types", (3, 13), "3.14"),
    ],
)
def test_the_python_that_is_needed_is_named(
    line: str, message: str, running: tuple[int, int], needed: str
) -> None:
    assert f"Python {needed} or later" in needed_python(line, message, running)


@pytest.mark.parametrize(
    ("line", "message", "running"),
    [
        ('f"{a["b"]}"', "f-string: expecting '}'", (3, 12)),
        ("x = = 1", "invalid syntax", (3, 10)),
        ("type = 3 3", "invalid syntax", (3, 12)),
        ("def first(items:", "'(' was never closed", (3, 10)),
    ],
)
def test_what_no_python_accepts_names_none(
    line: str, message: str, running: tuple[int, int]
) -> None:
    assert needed_python(line, message, running) == ""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python accepts it")
def test_a_syntax_error_in_homework_says_so() -> None:
    problem = syntax_problem('x = {}\ny = f"{x["a"]}"\n')
    assert problem is not None
    assert "3.12" in problem[1]
