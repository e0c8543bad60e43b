"""The regimes that all of our own ops share, and the checks that do not apply in some."""

from collections.abc import Callable

from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime, Regimes
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawing import laid_out

# Left out where finite differences meet a kink, an edge or an overflow instead of a slope.
NO_SLOPE = ("finite_difference",)
# Left out for NaN and infinity: sums are not comparable, and inner products not defined.
VALUES_ONLY = ("finite_difference", "adjoint", "exact", "batch_independent", "repeatable")


def everywhere(strategy: Callable[..., st.SearchStrategy[Case]]) -> Regimes:
    """Return the regimes that all of our own ops share."""
    return {
        "batch": Regime(strategy(least=2)),
        "one_element": Regime(strategy(one_element=True)),
        "empty_batch": Regime(strategy(empty=True), (*NO_SLOPE, "batch_independent")),
        "memory_layout": Regime(laid_out(strategy())),
    }
