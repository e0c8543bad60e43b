"""The trials of homework: what its offer allows, drawn once for every regime.

Whatever a regime is not about is kept as simple as possible, so that two bugs in one layer show up
separately: one sample, one channel, square images and kernels, windows that tile. The last regime,
`mixed`, varies everything at once, with sizes that all differ.
"""

from functools import cache

import numpy as np

from scratchcnn.oracle.cards.card import Regimes
from scratchcnn.oracle.cards.table import cards
from scratchcnn.oracle.cases.case import Trial, trial
from scratchcnn.oracle.cases.drawn import drawn
from scratchcnn.oracle.cases.offers import Offer

# Cases that every regime gets, however long they take; and as many again if there is time.
MINIMUM = 12


def regimes(op: str, offer: Offer) -> Regimes:
    """Return the regimes in which an op of homework is judged, by name.

    Raises
    ------
    ValueError
        There is no card of this op.
    """
    if op not in cards():
        raise ValueError(f"op must be one of {', '.join(cards())}, got {op!r}")
    return cards()[op].homework(offer)


@cache
def draw(op: str, offer: Offer, regime: str, examples: int, base_seed: int) -> tuple[Trial, ...]:
    """Draw the trials of a regime, in float64; the same arguments always give the same trials."""
    cases = drawn(regimes(op, offer)[regime].cases, examples, base_seed)
    card = cards()[op]
    return tuple(trial(case, np.float64, card.twin, card.bound) for case in cases)
