"""Every check of the judge on every op: one test for every regime, whose cases are drawn once."""

import secrets

import pytest
from hypothesis import settings

from scratchcnn import ops
from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.checks.asked import checks_of
from scratchcnn.oracle.checks.judge import judge_refusals, judge_regime

ENTRIES = ours()
# From so many cases on, every check has something to say in every regime that asks for it.
ENOUGH = 15
REGIMES = [(name, regime) for name, entry in ENTRIES.items() for regime in entry.regimes]


@pytest.mark.parametrize(("name", "regime"), REGIMES)
def test_agrees_with_its_twin(name: str, regime: str) -> None:
    entry = ENTRIES[name]
    examples = settings.default.max_examples
    seed = 0 if settings.default.derandomize else secrets.randbelow(2**32)
    checks = checks_of(entry, regime)
    assert checks
    for check in checks:
        result = judge_regime(getattr(ops, name), entry, regime, check, examples, seed)
        where = f"{name}: {check.__name__} in {regime}"
        if result is None and examples < ENOUGH:
            # An array that is optional need not be in any of few cases.
            continue
        assert result is not None, f"{where} had nothing to say about any of {examples} cases"
        # The first one that fails tells enough, and has been shrunk, which takes its time.
        message = f"{where}: {result.verdict.message}\n{result.counterexample}"
        assert result.status == "ok", message


@pytest.mark.parametrize("name", ENTRIES)
def test_refuses_every_invalid_argument(name: str) -> None:
    result = judge_refusals(getattr(ops, name), ENTRIES[name])
    assert result, result.verdict.message
    assert result.examples > 10
