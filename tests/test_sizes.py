"""How much there is to read at a time: no file over 300 lines, no function over 60."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_python

ROOT = Path(__file__).parents[1]
OURS = ("scratchcnn", "reference", "tests", "benchmarks", "docs")
# Written as students write it.
NOT_OURS = [ROOT / "tests" / name for name in ("homework", "right_homework", "wrong_homework")]
LONGEST_FILE = 300
LONGEST_FUNCTION = 60


def our_files() -> Iterator[Path]:
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any(map(path.is_relative_to, NOT_OURS)):
                yield path


def too_long(source: str) -> list[str]:
    """Say what in a file is too long: itself, or a function, docstring included."""
    found = []
    lines = len(source.splitlines())
    if lines > LONGEST_FILE:
        found.append(f"{lines} lines, of at most {LONGEST_FILE}")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(f"{node.name} has {length} lines, of at most {LONGEST_FUNCTION}")
    return found


def test_no_file_and_no_function_is_too_long_to_be_read() -> None:
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {told}"
        for path in our_files()
        for told in too_long(path.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


def function(lines: int, begin: str = "def long():") -> str:
    return "\n".join([begin, *["    pass"] * (lines - 1)]) + "\n"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("x = 1\n" * 300, []),
        ("x = 1\n" * 301, ["301 lines, of at most 300"]),
        ("x = 1\n" * 300 + "x = 1", ["301 lines, of at most 300"]),
        (function(60), []),
        (function(61), ["long has 61 lines, of at most 60"]),
        (function(61, "async def long():"), ["long has 61 lines, of at most 60"]),
        ("@cache\n" + function(60), []),
        (
            "class A:\n" + function(61).replace("def", "    def").replace("pass", "    pass"),
            ["long has 61 lines, of at most 60"],
        ),
        (
            'def long():\n    """Say.\n' + "\n" * 58 + '    """\n',
            ["long has 61 lines, of at most 60"],
        ),
    ],
)
def test_what_is_too_long_is_told_with_its_length(source: str, told: list[str]) -> None:
    assert too_long(source) == told


def test_all_of_our_files_are_measured_and_no_homework() -> None:
    measured = set(our_files())
    assert {Path(__file__), ROOT / "scratchcnn" / "cli.py", ROOT / "docs" / "conf.py"} <= measured
    assert not any(
        {"homework", "right_homework", "wrong_homework"} & {*path.relative_to(ROOT).parts}
        for path in measured
    )
