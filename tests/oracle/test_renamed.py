"""Right homework with names that say nothing: little of it may be judged, nothing called wrong."""

import ast
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.target import judge_target
from tests.helpers.samples.renamed import renamed

TESTS = Path(__file__).parents[1]
BAD = ("wrong", "crash", "timeout", "unimplemented", "not_from_scratch")
# How much of every family; of hands that had not seen the oracle it is everything.
OF_EACH = 1
# Their libraries load for long, and find their own parameters by name.
WITHOUT = {"jax", "jax_custom_vjp", "numba", "cupy"}


def right() -> Iterator[Path]:
    for family in sorted((TESTS / "homework").iterdir()):
        files = sorted(family.glob("right*.py")) if family.name not in WITHOUT else []
        yield from islice(files, OF_EACH)
    for hands in sorted((TESTS / "right_homework").iterdir()):
        yield from filter(can_be_renamed, sorted(hands.glob("*.py")))


def can_be_renamed(path: Path) -> bool:
    """Return whether a file is Python 3, and of no library that takes long to load."""
    source = path.read_text()
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return "jax" not in source


@pytest.mark.slow
@pytest.mark.parametrize("path", [pytest.param(one, id=one.stem) for one in right()])
def test_right_homework_is_not_called_wrong_for_its_names(path: Path, tmp_path: Path) -> None:
    homework = tmp_path / path.name
    homework.write_text(renamed(path.read_text()))
    report = judge_target(str(homework), Settings(timeout=20, budget=0))
    assert [str(one) for one in report if one.status in BAD] == []
    assert "scratchcnn itself fails" not in (report.error or "")
