"""What the lot leaves out is not much more than it should be, and the same wherever it is drawn."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lots
import pytest
from lots import by_lot, is_drawn, skip_if_time_is_up, third_of

NAMES = [f"homework_{number}" for number in range(400)]
CONFTEST = Path(__file__).with_name("conftest.py")


def drawn_of_two(name: str) -> bool:
    return is_drawn(name, 2)


def unmarked() -> list[Any]:
    return [SimpleNamespace(nodeid=one, get_closest_marker=lambda _: None) for one in NAMES]


def test_one_in_so_many_is_drawn() -> None:
    assert 150 < sum(is_drawn(name, 2) for name in NAMES) < 250
    assert 60 < sum(is_drawn(name, 4) for name in NAMES) < 140


def test_what_all_are_drawn_of_leaves_out_none() -> None:
    assert all(is_drawn(name, 1) for name in NAMES)


def test_what_is_not_drawn_is_left_to_the_exhaustive_run() -> None:
    marks = {name: [mark.name for mark in by_lot(name, 2)] for name in NAMES}
    drawn = [name for name in NAMES if marks[name] == ["slow", "by_lot"]]
    assert drawn == list(filter(drawn_of_two, NAMES))
    assert all(marks[name] == ["exhaustive"] for name in set(NAMES) - set(drawn))


def test_what_all_are_drawn_of_is_never_skipped() -> None:
    assert [mark.name for mark in by_lot(NAMES[0], 1)] == ["slow"]


@pytest.mark.parametrize(
    ("until", "marker", "skipped"),
    [("", "by_lot", False), ("5", "by_lot", True), ("7", "by_lot", False), ("5", "slow", False)],
)
def test_what_was_drawn_is_skipped_once_time_is_up(until: str, marker: str, skipped: bool) -> None:
    test: Any = SimpleNamespace(get_closest_marker=lambda name: name == marker)
    if skipped:
        with pytest.raises(pytest.skip.Exception, match="no time is left"):
            skip_if_time_is_up(test, until, 6.0)
    else:
        skip_if_time_is_up(test, until, 6.0)


def test_a_change_of_the_package_draws_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(filter(drawn_of_two, NAMES))
    monkeypatch.setattr(lots, "of_the_package", lambda: "another")
    assert list(filter(drawn_of_two, NAMES)) != before


def test_three_thirds_are_all_tests() -> None:
    items = unmarked()
    thirds = [third_of(items, number) for number in range(3)]
    assert all(90 < len(third) < 180 for third in thirds)
    assert sorted(one.nodeid for third in thirds for one in third) == sorted(NAMES)


@pytest.mark.parametrize("number", [None, 0, 1, 2])
def test_a_run_of_a_third_leaves_out_the_others(
    number: int | None, pytestconfig: pytest.Config
) -> None:
    items = unmarked()
    left_out: list[Any] = []
    hook = SimpleNamespace(pytest_deselected=lambda items: left_out.extend(items))
    config: Any = SimpleNamespace(getoption={"--third": number}.__getitem__, hook=hook)
    kept = list(items)
    conftest = pytestconfig.pluginmanager.get_plugin(str(CONFTEST))
    assert conftest is not None
    conftest.pytest_collection_modifyitems(config, kept)
    assert kept == (items if number is None else third_of(items, number))
    assert sorted(one.nodeid for one in (*kept, *left_out)) == sorted(NAMES)


def test_what_was_drawn_by_lot_comes_last(pytestconfig: pytest.Config) -> None:
    drawn: Any = SimpleNamespace(nodeid="drawn", get_closest_marker=lambda name: name == "by_lot")
    items = [drawn, *unmarked()]
    config: Any = SimpleNamespace(getoption=lambda _: None)
    conftest = pytestconfig.pluginmanager.get_plugin(str(CONFTEST))
    assert conftest is not None
    conftest.pytest_collection_modifyitems(config, items)
    assert [one.nodeid for one in items] == [*NAMES, "drawn"]
