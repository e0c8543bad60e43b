"""What CI does by lot, where all would take too long: a change of the package draws anew."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

import scratchcnn


@cache
def of_the_package() -> str:
    """Return a text that any change of a source file changes."""
    digest = sha256()
    for file in sorted(Path(scratchcnn.__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def lot_of(name: str, count: int) -> int:
    """Return which of so many lots this is: a number below `count`, of the same source the same."""
    lot = sha256(f"{of_the_package()} {name}".encode()).digest()
    return int.from_bytes(lot, "big") % count


def is_drawn(name: str, one_in: int) -> bool:
    """Return whether this one is drawn, as one in so many is."""
    return lot_of(name, one_in) == 0


def by_lot(name: str, one_in: int) -> Sequence[pytest.MarkDecorator]:
    """Return the marks of a test that CI runs if it is drawn; the others are `exhaustive`."""
    if not is_drawn(name, one_in):
        return (pytest.mark.exhaustive,)
    return (pytest.mark.slow,) if one_in == 1 else (pytest.mark.slow, pytest.mark.by_lot)


def skip_if_time_is_up(test: pytest.Item, until: str, now: float) -> None:
    """Skip a test that was drawn by lot, if it is later than this, in seconds; "" is no limit."""
    if until and now > float(until) and test.get_closest_marker("by_lot"):
        pytest.skip("drawn by lot, for which no time is left")


def third_of(items: Sequence[pytest.Item], number: int) -> list[pytest.Item]:
    """Return one of three thirds of tests: 0, 1 or 2."""
    return [one for one in items if lot_of(one.nodeid, 3) == number]
