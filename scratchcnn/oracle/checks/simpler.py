"""Making the numbers of a failing case simple, once its sizes are as small as they get.

Sizes and kinds of numbers are drawn, and hypothesis shrinks those. The numbers themselves are made
simple here: one after the other becomes 0, or else 1, where the case fails all the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Array

Fails: TypeAlias = Callable[[Trial], bool]

SIMPLE = (0.0, 1.0)
PARAMETERS = ("weight", "bias")


def simpler(trial: Trial, card: Card, check: str, offer: Offer, fails: Fails, steps: int) -> Trial:
    """Return a trial that still fails, in which no single number can be made simpler.

    Parameters
    ----------
    trial : a trial that fails
    card, check, offer : what is judged: not every number may become 0
    fails : returns whether a trial fails in the same way
    steps : how many trials may be tried
    """
    for name in names(trial, card, check, offer):
        for place in np.ndindex(array_of(trial, name).shape):
            for number in SIMPLE:
                if array_of(trial, name)[place] == number:
                    break
                if steps <= 0:
                    return trial
                steps -= 1
                candidate = with_number(trial, name, place, number)
                if fails(candidate):
                    trial = candidate
                    break
    return trial


def names(trial: Trial, card: Card, check: str, offer: Offer) -> Iterator[str]:
    """Yield the arrays whose numbers may be any: the upstream gradient first, then the largest.

    A kink, a tie or an edge at 0 is another case.
    """
    if check.startswith("grad_") and {"integers", "normal"} <= set(offer.upstream):
        yield "grad_out"
    for name in sorted(trial.arrays, key=lambda name: -trial.arrays[name].size):
        # Where an engine divides, or takes a logarithm, 0 is an edge, too.
        edged = card.of_engine and not card.needs
        if not edged and (name in PARAMETERS or (name == "x" and not card.bent)):
            yield name


def array_of(trial: Trial, name: str) -> Array:
    """Return one of the arrays of a trial, or its upstream gradient."""
    return trial.grad_out if name == "grad_out" else trial.arrays[name]


def with_number(trial: Trial, name: str, place: tuple[int, ...], number: float) -> Trial:
    """Return a trial with another number in one place."""
    array = array_of(trial, name).copy()
    array[place] = number
    if name == "grad_out":
        return replace(trial, upstream=array)
    return replace(trial, arrays={**trial.arrays, name: array}, upstream=trial.grad_out)
