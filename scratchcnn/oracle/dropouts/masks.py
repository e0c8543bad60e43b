"""What can be known of random masks: what they keep, how often, and which of it is one draw."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, bdtrc

from scratchcnn.oracle.dropouts.forms import Array

# One class in a million sees a false alarm: that many layers, and so many tests of each.
FALSE_ALARMS = 1e-6
LAYERS_OF_A_CLASS = 100
TESTS_OF_A_LAYER = 20
LEVEL = FALSE_ALARMS / LAYERS_OF_A_CLASS / TESTS_OF_A_LAYER
# Factors that are the same but for half precision, to which some cut their masks; no mistake is
# as small.
CLOSE = 1e-3
FEW = 2


@dataclass(frozen=True)
class Masks:
    """What several calls kept.

    Attributes
    ----------
    kept : of every number of every call, whether it was kept; the first axis is that of calls
    scale : the factor of what is kept; None if it is not the same everywhere, or nothing is kept
    scales : that of each call; None where it is not the same within one
    """

    kept: Array
    scale: float | None
    scales: tuple[float | None, ...]

    @property
    def drops(self) -> bool:
        """Whether anything is dropped."""
        return not bool(self.kept.all())

    @property
    def shared(self) -> tuple[int, ...]:
        """The axes along which one draw decides for all; none if everything is kept, or nothing."""
        if self.kept.all() or not self.kept.any():
            return ()
        return tuple(
            axis
            for axis, size in enumerate(self.kept.shape)
            if size > 1 and bool(np.all(self.kept == self.kept.take([0], axis)))
        )

    def draws(self) -> Array:
        """Return the kept ones, each draw once."""
        shared = self.shared
        index = tuple(slice(0, 1) if n in shared else slice(None) for n in range(self.kept.ndim))
        return np.asarray(self.kept[index])


def masks_of(x: Array, out: Array) -> Masks:
    """Return what calls kept of their inputs, which have no zeros."""
    factors = out / x
    kept = out != 0
    scales = tuple(constant(one[where]) for one, where in zip(factors, kept, strict=True))
    return Masks(kept, constant(factors[kept]), scales)


def constant(numbers: Array) -> float | None:
    """Return the number that all of some are, but for rounding; None if they differ.

    >>> constant(np.array([2.0, 2.0])), constant(np.array([2.0, 3.0]))
    (2.0, None)
    """
    if not numbers.size:
        return None
    middle = float(np.median(numbers))
    return middle if np.allclose(numbers, middle, rtol=CLOSE, atol=0) else None


def same(one: float | None, other: float) -> bool:
    """Return whether two factors are the same but for half precision."""
    return one is not None and bool(np.isclose(one, other, rtol=FEW * CLOSE, atol=0))


def fits(draws: Array, share: float) -> bool:
    """Return whether as many draws are kept as this share would keep, by an exact test.

    Each side has half of the level (Clopper and Pearson, 1934). `scipy.stats.binomtest` weighs both
    sides together, and takes as long to import as all else of the oracle but PyTorch.
    """
    kept, count = int(draws.sum()), int(draws.size)
    # P(X > -1) is 1, which `bdtrc` says too.
    rarer = min(bdtr(kept, count, share), bdtrc(kept - 1, count, share))
    return bool(2 * rarer >= LEVEL)


def dependent(draws: Array, share: float) -> Sequence[int]:
    """Return the axes along which neighbours are alike, or unlike, more often than by chance.

    Each draw is in one pair, so how many pairs are alike is binomial.
    """
    alike = share**2 + (1 - share) ** 2
    found = []
    for axis, size in enumerate(draws.shape):
        if size > 1:
            half = size // 2
            one = draws.take(range(0, 2 * half, 2), axis)
            other = draws.take(range(1, 2 * half, 2), axis)
            if not fits(one == other, alike):
                found.append(axis)
    return found


def exactly(masks: Masks) -> bool:
    """Return whether every call keeps the same number, as where that many are drawn."""
    counts = masks.kept.reshape(len(masks.kept), -1).sum(1)
    return masks.drops and bool(np.all(counts == counts[0]))
