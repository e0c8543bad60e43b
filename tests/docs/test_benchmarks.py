"""The page of the benchmarks has a ratio for everything that is measured of every op."""

import re
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from scratchcnn import ops

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
# They have no twin: flatten lays out, the Sobel filters are a convolution.
WITHOUT_A_TWIN = {"flatten", "sobel", "sobel_filter"}


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    # The benchmarks are in no package; last, so that what is installed is what is imported.
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT)])
    return set(import_module("benchmarks.every_op").calls(1))


def ratios() -> dict[str, float]:
    """Return the ratios of the table, by their cases without the shape."""
    table = PAGE.read_text(encoding="utf-8").partition("## Every op\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+) [0-9x]+ \| ([0-9.]+) \|$", table, re.MULTILINE)
    return {case: float(ratio) for case, ratio in rows}


def test_every_op_is_measured(measured: set[str]) -> None:
    names = {case.partition(",")[0] for case in measured}
    assert names == set(ops.__all__) - WITHOUT_A_TWIN


def test_the_table_has_a_ratio_for_all_that_is_measured(measured: set[str]) -> None:
    assert set(ratios()) == measured


def test_the_page_says_what_the_table_shows() -> None:
    values = np.array(list(ratios().values()))
    page = PAGE.read_text(encoding="utf-8").partition("## Every op\n")[2]
    found = re.search(
        r"The geometric mean of all (\d+) is ([0-9.]+), (\d+) are at most 1, (\d+) above 2, "
        r"and none is above 4:",
        page.replace("\n", " "),
    )
    assert found is not None
    count, mean, fast, slow = found.groups()
    assert int(count) == len(values)
    assert float(mean) == pytest.approx(np.exp(np.log(values).mean()), abs=0.01)
    assert (int(fast), int(slow)) == ((values <= 1).sum(), (values > 2).sum())
    assert values.max() <= 4
