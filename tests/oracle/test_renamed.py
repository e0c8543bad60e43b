"""Right homework with names that say nothing: little of it may be judged, nothing called wrong."""

import ast
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from lots import by_lot

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.target import judge_target
from tests.helpers.samples.renamed import renamed

TESTS = Path(__file__).parents[1]
BAD = ("wrong", "crash", "timeout", "unimplemented", "not_from_scratch")
# How much of every family; of hands that had not seen the oracle it is everything.
OF_EACH = 1
# One in so many is judged under the marker `slow`, and all others under `exhaustive`.
BY_LOT = 3
# Names are read before any case is drawn.
CASES = 4
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


def marked(path: Path) -> Any:
    return pytest.param(path, id=path.stem, marks=by_lot(path.stem, BY_LOT))


@pytest.mark.parametrize("path", list(map(marked, right())))
def test_right_homework_is_not_called_wrong_for_its_names(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scratchcnn.oracle.judging.MINIMUM", CASES)
    homework = tmp_path / path.name
    homework.write_text(renamed(path.read_text()))
    report = judge_target(str(homework), Settings(timeout=20, budget=0))
    assert [str(one) for one in report if one.status in BAD] == []
    assert "scratchcnn itself fails" not in (report.error or "")
