"""Arrays from short descriptions: their values, and their layout in memory."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]

# Gradients of losses are judged by value from here to 1 minus this; nearer to 0 and 1 PyTorch
# itself differs from the exact gradient.
SMALLEST_PROBABILITY = 1e-6


@dataclass(frozen=True)
class Values:
    """A recipe for an array of any shape: small to draw, small to shrink, easy to read."""

    kind: str
    seed: int = 0
    scale: float = 1.0

    def fill(self, shape: Shape) -> Array:
        """Make the float64 array (or the integer labels) that this recipe describes."""
        return np.asarray(KINDS[self.kind](np.random.default_rng(self.seed), shape, self))


def one_hot(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Zeros with a single 1."""
    out = np.zeros(shape)
    if out.size:
        out.flat[values.seed % out.size] = 1
    return out


def ones(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """1 everywhere, as for a loss whose backward takes no upstream gradient."""
    return np.ones(shape)


def arange(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """1, 2, 3, ... in C order."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def permutation(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Distinct whole numbers around 0, shuffled: no ties."""
    size = int(np.prod(shape))
    return (rng.permutation(size) - size // 2).astype(float).reshape(shape)


def negative(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Distinct negative whole numbers, shuffled."""
    return -1 - rng.permutation(int(np.prod(shape))).astype(float).reshape(shape)


def integers(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Whole numbers from -4 to 4."""
    return rng.integers(-4, 5, shape).astype(float)


def nonzero(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Whole numbers from -4 to 4 without 0."""
    numbers: Array = rng.integers(1, 5, shape) * rng.choice([-1.0, 1.0], shape)
    return numbers


def normal(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Normally distributed numbers."""
    numbers: Array = rng.standard_normal(shape) * values.scale
    return numbers


def ties(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """0 and 1: most windows have tied maxima."""
    return bits(rng, shape, values)


def signs(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """-1, 0 and 1, with exact zeros."""
    return rng.integers(-1, 2, shape).astype(float)


def halves(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Numbers halfway between two whole ones, from -7.5 to 7.5."""
    return rng.integers(-8, 8, shape) + 0.5


def between(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Numbers from -7.75 to 7.75, none within a quarter of a whole one."""
    return halves(rng, shape, values) + rng.uniform(-0.25, 0.25, shape)


def corners(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Whole numbers at which an activation has a kink, and some others."""
    return rng.choice([-8.0, -6.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 6.0, 8.0], shape)


def extreme(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """0, 1, -1, 1000 and -1000."""
    return rng.choice([0.0, 1.0, -1.0, 1000.0, -1000.0], shape)


def non_finite(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Small whole numbers, with NaN and both infinities in between."""
    numbers = nonzero(rng, shape, values)
    strange = rng.choice([np.nan, np.inf, -np.inf], shape)
    return np.where(rng.random(shape) < 0.2, strange, numbers)


def probability(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Probabilities, some of them near 0 and 1, but only where gradients can be judged."""
    logits = rng.standard_normal(shape) * 4
    return np.clip(
        1 / (1 + np.exp(-logits)), 2 * SMALLEST_PROBABILITY, 1 - 2 * SMALLEST_PROBABILITY
    )


def certainty(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Probabilities of exactly 0, 1/2 and 1."""
    return rng.choice([0.0, 0.5, 1.0], shape)


def bits(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Binary targets: 0 and 1."""
    return rng.integers(0, 2, shape).astype(float)


def sides(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Targets on either side: 1 and -1."""
    return 2 * bits(rng, shape, values) - 1


def one_hot_rows(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """A single 1 in every row."""
    return np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]


def distribution_rows(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """Rows of probabilities that add up to 1."""
    return rng.dirichlet(np.ones(shape[1]), shape[0])


def labels(rng: np.random.Generator, shape: Shape, values: Values) -> Array:
    """A class for every row of a (N, K) array: (N,) integers."""
    return rng.integers(0, shape[1], shape[0])


KINDS: dict[str, Callable[[np.random.Generator, Shape, Values], Array]] = {
    function.__name__: function
    for function in (
        *(one_hot, ones, arange, permutation, negative, integers, nonzero, normal, ties, signs),
        *(halves, between, corners, extreme, non_finite, probability, certainty, bits, sides),
        *(one_hot_rows, distribution_rows, labels),
    )
}


class Layout(Enum):
    """How an array lies in memory."""

    CONTIGUOUS = "contiguous"
    FORTRAN = "Fortran-ordered"
    STRIDED = "every second element of a larger array"
    REVERSED = "with negative strides"
    READ_ONLY = "read-only"

    def apply(self, array: Array) -> Array:
        """Return a copy of the array that lies in memory this way."""
        copy: Array = array.copy()
        if self is Layout.FORTRAN:
            return np.array(copy, order="F")
        if self is Layout.STRIDED and copy.ndim:
            # Twice the size along every axis, with -1 in between: reading a -1 is noticed.
            roomy = np.full([2 * size for size in copy.shape], -1, copy.dtype)
            every_second: Array = roomy[tuple(slice(None, None, 2) for _ in copy.shape)]
            every_second[...] = copy
            return every_second
        if self is Layout.REVERSED:
            return np.asarray(np.flip(np.flip(copy).copy()))
        copy.flags.writeable = self is not Layout.READ_ONLY
        return copy
