"""The regimes that all of our own ops share, and the checks that do not apply in some."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime, Regimes
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawing import laid_out

# Left out where finite differences meet a kink, an edge or an overflow instead of a slope.
NO_SLOPE = ("finite_difference",)
# Left out for NaN and infinity: sums are not comparable, and inner products not defined.
VALUES_ONLY = ("finite_difference", "adjoint", "exact", "batch_independent", "repeatable")

# Left out where the first axis is no batch.
NO_BATCH = ("batch_independent", "repeatable")


def one_sample(case: Case) -> Case:
    """Return a case with its first sample alone, without an axis for the batch."""
    return replace(case, arrays={**case.arrays, "x": case.arrays["x"][0]})


def unbatched(strategy: st.SearchStrategy[Case]) -> Regime:
    """Return the regime of a single image, whose first axis is no batch."""
    return Regime(strategy.map(one_sample), NO_BATCH, optional=True)


def everywhere(strategy: Callable[..., st.SearchStrategy[Case]]) -> Regimes:
    """Return the regimes that all of our own ops share."""
    return {
        "batch": Regime(strategy(least=2)),
        "one_element": Regime(strategy(one_element=True)),
        "empty_batch": Regime(strategy(empty=True), (*NO_SLOPE, "batch_independent")),
        "memory_layout": Regime(laid_out(strategy())),
    }
