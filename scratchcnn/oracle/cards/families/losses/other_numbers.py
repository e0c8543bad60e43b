"""Losses that are right with another number than the usual one, which they take in no known way."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.card import Arrays
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.values import Array

Other: TypeAlias = Iterator[tuple[Array, str]]
UNKNOWN = "which is no argument that is known; homework of that is not judged"
# What people smooth by, and where they put a corner or a margin.
SMOOTHED = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
PLACED = (
    *(0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9),
    *(1.2, 1.25, 1.345, 1.35, 1.4, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0),
)


def any_of(*others: Callable[[Arrays, Array], Other]) -> Callable[[Arrays, Array], Other]:
    """Return a function that yields what each of several yields."""

    def every(arrays: Arrays, wanted: Array) -> Other:
        for each in others:
            yield from each(arrays, wanted)

    return every


def smoothed(arrays: Arrays, wanted: Array) -> Other:
    """Yield cross-entropies of smoothed labels.

    All K classes share the amount, as in PyTorch, or the K - 1 others do: then the share of all is
    K / (K - 1) times as large.
    """
    first, target = arrays.values()
    with np.errstate(divide="ignore"):
        logits = first if "logits" in arrays else np.log(first)
    k = logits.shape[-1]
    for amount in SMOOTHED:
        for share in {amount, amount * k / max(1, k - 1)}:
            if share <= 1:
                out, _ = twin_of("softmax_cross_entropy")(logits, target, label_smoothing=share)
                yield out, f"it smooths its labels by {amount:g}, {UNKNOWN}"


def placed(op: str, option: str, what: str) -> Callable[[Arrays, Array], Other]:
    """Return what yields a loss whose corner or margin, its `option`, is elsewhere."""

    def elsewhere(arrays: Arrays, wanted: Array) -> Other:
        for value in PLACED:
            given: dict[str, Any] = {option: value}
            out, _ = twin_of(op)(**arrays, **given)
            yield out, f"its {what} is {value:g}, {UNKNOWN}"

    return elsewhere
