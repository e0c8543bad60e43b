"""What the lot leaves out is not much more than it should be, and the same wherever it is drawn."""

from types import SimpleNamespace
from typing import Any

import lots
import pytest
from lots import by_lot, half_of, is_drawn

NAMES = [f"homework_{number}" for number in range(400)]


def drawn_of_two(name: str) -> bool:
    return is_drawn(name, 2)


def test_one_in_so_many_is_drawn() -> None:
    assert 150 < sum(is_drawn(name, 2) for name in NAMES) < 250
    assert 60 < sum(is_drawn(name, 4) for name in NAMES) < 140


def test_what_all_are_drawn_of_leaves_out_none() -> None:
    assert all(is_drawn(name, 1) for name in NAMES)


def test_what_is_not_drawn_is_left_to_the_exhaustive_run() -> None:
    marks = {name: by_lot(name, 2).name for name in NAMES}
    assert {name for name in NAMES if marks[name] == "slow"} == set(filter(drawn_of_two, NAMES))
    assert set(marks.values()) == {"slow", "exhaustive"}


def test_a_change_of_the_package_draws_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(filter(drawn_of_two, NAMES))
    monkeypatch.setattr(lots, "of_the_package", lambda: "another")
    assert list(filter(drawn_of_two, NAMES)) != before


def test_two_halves_are_all_tests() -> None:
    items: list[Any] = [SimpleNamespace(nodeid=name) for name in NAMES]
    first, second = half_of(items, 0), half_of(items, 1)
    assert 150 < len(first) < 250
    assert sorted(one.nodeid for one in (*first, *second)) == sorted(NAMES)
