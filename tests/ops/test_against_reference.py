"""Every check of the judge on every op in every regime: one test each, named by all three."""

import secrets

import pytest
from hypothesis import settings

from scratchcnn import ops
from scratchcnn.oracle.catalog import catalog
from scratchcnn.oracle.judge import judge_refusals, judge_regime

CHECKS = [
    pytest.param(name, regime, check.__name__, id=f"{name}-{check.__name__}-{regime}")
    for name, entry in catalog().items()
    for regime in entry.regimes
    for check in entry.checks(regime)
]


@pytest.mark.parametrize(("name", "regime", "check_name"), CHECKS)
def test_agrees_with_its_twin(name: str, regime: str, check_name: str) -> None:
    entry = catalog()[name]
    (check,) = (check for check in entry.checks(regime) if check.__name__ == check_name)
    examples = settings.default.max_examples
    seed = 0 if settings.default.derandomize else secrets.randbelow(2**32)
    result = judge_regime(getattr(ops, name), entry, regime, check, examples, seed)
    assert result is not None, f"{check_name} had nothing to say about any of {examples} cases"
    assert result, f"{name}: {result.verdict.message}\n{result.counterexample}"


@pytest.mark.parametrize("name", catalog())
def test_refuses_every_invalid_argument(name: str) -> None:
    result = judge_refusals(getattr(ops, name), catalog()[name])
    assert result, result.verdict.message
    assert result.examples > 10
