"""Which known bug makes a gradient that is written out what it is."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.words import WORDS
from scratchcnn.oracle.checks.results import NamedBug
from scratchcnn.oracle.written_out.passes import Pass, Scalar
from scratchcnn.oracle.written_out.slopes import Mover

Array: TypeAlias = NDArray[Any]

# Larger variables are not compared as a whole.
MOST = 600
CLOSE = 1e-5


def named(
    mover: Mover, place: int, loss: Scalar, value: Array, upstream: Sequence[Array]
) -> tuple[NamedBug, ...]:
    """Return the bugs that make of the right gradient the one that came out.

    Parameters
    ----------
    mover, place, loss : give the right gradient
    value : the one that came out
    upstream : the gradients before it
    """
    expected = whole(mover, place, loss)
    if expected is None:
        return ()
    likeliest = likely(value, expected, samples(mover.one))
    ids = dict.fromkeys([*likeliest, *from_upstream(value, expected, upstream)])
    evidence = f"of all {expected.size} elements"
    return tuple(NamedBug(one, *WORDS[one], evidence) for one in ids)


def samples(one: Pass) -> set[int]:
    """Return how many samples there may be: sizes of the first gradient, which is next the loss."""
    shapes = [gradient.last.value.shape for gradient in one.gradients]
    shape = next((shape for shape in shapes if np.prod(shape) > 1), ())
    return {n for n in (*shape[:1], *shape[-1:]) if n > 1}


def whole(mover: Mover, place: int, loss: Scalar) -> Array | None:
    """Return the right gradient with all its elements; None if there are too many."""
    shape = mover.one.places[place].value.shape
    if np.prod(shape, dtype=int) > MOST:
        return None
    every = list(product(*map(range, shape)))
    slopes = mover.slopes(place, every).get(loss.key)
    return None if slopes is None else np.reshape([one.near for one in slopes.found], shape)


def likely(value: Array, expected: Array, sizes: set[int]) -> Iterator[str]:
    """Yield the ids of bugs, by what they make of the expected gradient."""
    if same(value, -expected):
        yield "sign-flipped"
    for n in sorted(sizes):
        if same(value, n * expected):
            yield "batch-mean-missing"
        if same(value, expected / n):
            yield "batch-mean-doubled"
    if expected.ndim == 2 and same(value, expected.T):
        yield "transposed-weight"


def from_upstream(value: Array, expected: Array, upstream: Sequence[Array]) -> Iterator[str]:
    """Yield the ids of bugs, by what they make of the gradients that come from above."""
    for above in upstream:
        if above.ndim and same(value, above[0]) and same(expected, above.sum(0)):
            yield "first-sample-only"
        if above.ndim and same(value, above[-1]) and same(expected, above.sum(0)):
            yield "last-sample-only"
        if above.shape == value.shape == expected.shape:
            if same(value, above * (above > 0)) and not (expected * (above == 0)).any():
                yield "relu-mask-from-gradient"
            if same(value * above, expected) and (expected != 0).any():
                yield "upstream-ignored"


def summed(value: Array, expected: Array) -> bool:
    """Return whether a gradient would be right if it were added up over the samples."""
    return value.ndim == expected.ndim + 1 and same(value.sum(0), expected)


def same(one: Array, other: Array) -> bool:
    """Return whether two gradients are the same, but for axes of length 1 and rounding."""
    squeezed = [n for n in one.shape if n != 1] == [n for n in other.shape if n != 1]
    if not squeezed or not np.isfinite(one).all():
        return False
    scale = max(float(np.abs(other).max(initial=0)), 1e-300)
    return float(np.abs(one.reshape(other.shape) - other).max(initial=0)) <= CLOSE * scale
