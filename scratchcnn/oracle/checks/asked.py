"""Which checks an op is asked in which regime."""

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.checks import checks
from scratchcnn.oracle.checks.finite_differences import finite_difference


def checks_of(entry: Card, regime: str) -> list[checks.Check]:
    """Return the checks that apply to an op in one regime."""
    able = [
        checks.forward,
        *(checks.gradient(name) for name in entry.differentiable),
        checks.inputs_unchanged,
        checks.no_aliasing,
        checks.repeatable,
        *([checks.batch_independent] if entry.batched else []),
        *([checks.exact] if entry.exact else []),
        *([checks.adjoint(*entry.linear_in)] if entry.linear_in else []),
        finite_difference(entry.step, kinked=entry.kinked),
    ]
    return [check for check in able if check.__name__ not in entry.regimes[regime].without]
