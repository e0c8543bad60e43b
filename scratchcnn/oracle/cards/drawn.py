"""The trials of homework: what its offer allows, drawn once for every regime.

Whatever a regime is not about is at its simplest, so that two bugs of one layer are seen apart:
one sample, one channel, square images and kernels, windows that tile. The last one, `mixed`, draws
everything at once, with sizes that all differ.
"""

from functools import cache

import numpy as np
from hypothesis import Phase, given, seed

from scratchcnn.oracle.cards.card import Regimes
from scratchcnn.oracle.cards.table import cards
from scratchcnn.oracle.cases.case import Case, Trial, trial
from scratchcnn.oracle.cases.drawing import quiet
from scratchcnn.oracle.cases.offers import Offer

# Cases that every regime gets, whatever the time; and as many again within the budget.
MINIMUM = 12


def regimes(op: str, offer: Offer) -> Regimes:
    """Return the regimes in which a homework's op is judged, by name.

    Raises
    ------
    ValueError
        The op is none that homework is judged for.
    """
    if op not in cards():
        raise ValueError(f"op must be one of {', '.join(cards())}, got {op!r}")
    return cards()[op].homework(offer)


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
    card = cards()[op]
    return tuple(trial(case, np.float64, card.twin, card.bound) for case in cases)
