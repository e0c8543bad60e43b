"""The trials of homework: what its offer allows, drawn once for every regime."""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from hypothesis import Phase, given, seed

from scratchcnn.oracle.cards.bounds_of_fused import FUSED
from scratchcnn.oracle.cards.catalog import catalog
from scratchcnn.oracle.cards.homework_regimes import regimes
from scratchcnn.oracle.cases.bounds import Bound
from scratchcnn.oracle.cases.case import Case, Trial, trial
from scratchcnn.oracle.cases.drawing import quiet
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of

# Cases that every regime gets, whatever the time; and as many again within the budget.
MINIMUM = 12


def bound_of(op: str) -> Callable[[Trial], Mapping[str, Bound]]:
    """Return the bound of an op, fused ones included."""
    return FUSED[op] if op in FUSED else catalog()[op].bound


@cache
def draw(op: str, offer: Offer, regime: str, examples: int, base_seed: int) -> tuple[Trial, ...]:
    """Draw the trials of a regime, in float64; the same arguments always draw the same."""
    cases: list[Case] = []

    @seed(base_seed)
    @quiet(examples, Phase.generate)
    @given(regimes(op, offer)[regime].cases)
    def collect(case: Case) -> None:
        cases.append(case)

    collect()
    twin, bound = twin_of(op), bound_of(op)
    return tuple(trial(case, np.float64, twin, bound) for case in cases)
