"""What the README shows is what happens."""

import doctest
import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
# Every name in the guides' code, but for NumPy's own, Python's own and those of one or two letters.
NAMES_OF_THE_GUIDES = Path(__file__).with_name("names_of_the_guides.txt").read_text().split()


def test_its_examples_print_what_they_say() -> None:
    results = doctest.testfile(str(README), module_relative=False)
    assert results.attempted > 10
    assert results.failed == 0


@pytest.mark.parametrize("name", NAMES_OF_THE_GUIDES)
def test_it_says_what_every_name_of_the_guides_is_here(name: str) -> None:
    table = README.read_text(encoding="utf-8").split("| in the guides | here |")[1]
    rows = [row.split("|")[1] for row in table.split("\n\n")[0].splitlines()[1:] if row]
    assert any(re.search(rf"\b{re.escape(name)}\b", row) for row in rows)
