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


def is_drawn(name: str, one_in: int) -> bool:
    """Return whether this one is drawn, as one in so many is; the same source draws the same."""
    lot = sha256(f"{of_the_package()} {name}".encode()).digest()
    return int.from_bytes(lot, "big") % one_in == 0


def by_lot(name: str, one_in: int) -> pytest.MarkDecorator:
    """Return the mark of a test that CI runs if it is drawn; the others are `exhaustive`."""
    return pytest.mark.slow if is_drawn(name, one_in) else pytest.mark.exhaustive


def half_of(items: Sequence[pytest.Item], number: int) -> list[pytest.Item]:
    """Return one of two halves of tests: the first, 0, or the second, 1."""
    return [one for one in items if is_drawn(one.nodeid, 2) == bool(number)]
