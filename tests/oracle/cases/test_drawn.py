"""The same cases on every machine, whoever imports the oracle."""

import importlib
from pathlib import Path

import pytest
from hypothesis import strategies as st

from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawn import drawn, smallest


def cases() -> st.SearchStrategy[Case]:
    """Return cases with numbers, for any of which Hypothesis may take a constant."""

    def numbered(case: Case, numbers: list[int]) -> Case:
        return Case(case.arrays, {"numbers": numbers}, case.grad_out)

    regime = ours()["relu"].regimes["basic"]
    return st.builds(
        numbered, regime.cases, st.lists(st.integers(0, 2**40), min_size=20, max_size=20)
    )


def numbers() -> list[list[int]]:
    return [case.options["numbers"] for case in drawn(cases(), 50, 0)]


def test_the_same_seed_draws_the_same_cases_whichever_modules_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = numbers()
    (tmp_path / "of_a_user.py").write_text(f"CONSTANTS = {list(range(1_000, 2_000, 7))}\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("of_a_user")
    assert numbers() == before


def test_another_seed_draws_other_cases() -> None:
    one, other = (repr(drawn(cases(), 20, seed)) for seed in (0, 1))
    assert one != other


def test_the_smallest_case_that_fails_is_found() -> None:
    found = smallest(cases(), lambda case: max(case.options["numbers"]) >= 1000, 200, 0)
    assert found is not None
    assert found.options == {"numbers": [0] * 19 + [1000]}


def test_without_a_case_that_fails_there_is_no_smallest() -> None:
    assert smallest(cases(), lambda case: False, 20, 0) is None
