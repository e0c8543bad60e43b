"""How much every class of every sample counts in a loss of classes."""

import math
from dataclasses import dataclass
from types import EllipsisType

import numpy as np

from scratchcnn.ops.arguments import Array, alike, describe, floating, integer
from scratchcnn.ops.selection import bits


@dataclass(frozen=True)
class ClassWeights:
    """How much every class of every sample counts.

    Attributes
    ----------
    shares : (N, K, ...), how much every class of every sample counts; by labels (N, ...), how much
        the only class that counts does
    places : (N, ...), where that is in an array (N, K, ...), read as one row; None if several may
    counts : (N, 1, ...), or (), whether a sample counts at all
    count : what a mean divides by
    """

    shares: Array
    places: Array | None
    counts: Array
    count: float

    def sum_of(self, log_p: Array) -> Array:
        """Return the shares times log-probabilities, summed over the classes: (N, ...)."""
        if self.places is None:
            summed: Array = (self.shares * log_p).sum(1)
            return summed
        # By labels only what is chosen counts, whatever the rest is: 0 * inf is NaN.
        weighed = np.zeros_like(self.shares)
        # What is ignored counts nothing, even if it is infinite.
        np.multiply(self.shares, log_p.take(self.places), out=weighed, where=self.shares != 0)
        return weighed

    def totals(self) -> Array:
        """Return how much all classes of every sample count together: (N, 1, ...)."""
        # A target that does not add up to 1 weighs its sample by its sum.
        total: Array = self.shares.sum(1) if self.places is None else self.shares
        return total[:, None]

    def gradient(self, grad_of_losses: Array, slope: Array) -> Array:
        """Return the gradient (N, K, ...) of losses (N, ...) of these slopes, less the shares.

        What does not count has none, though the mean over nothing is NaN, as in PyTorch.

        Parameters
        ----------
        slope : (N, K, ...), contiguous; it is overwritten
        """
        if self.places is None:
            slope -= self.shares
        else:
            np.ravel(slope)[self.places] -= self.shares
        # (N, ...) -> (N, 1, ...)
        each = np.broadcast_to(grad_of_losses, (len(slope), *slope.shape[2:]))[:, None]
        slope *= each
        # As in `keep`: NaN becomes 0, too. (N, K, ...) * (N, 1, ...)
        of_slope = bits(slope)
        of_slope *= self.counts.astype(of_slope.dtype)
        return slope


def class_weights(
    target: Array,
    log_p: Array,
    weight: Array | None,
    ignore_index: int,
    label_smoothing: float = 0.0,
) -> ClassWeights:
    """Return how much every class of every sample counts, as PyTorch's cross_entropy has it.

    Parameters
    ----------
    target : (N, ...) labels, or (N, K, ...) the probability of every class
    log_p : (N, K, ...), whose shape and dtype they have to fit
    weight : (K,), the weight of every class; None: 1 for all
    ignore_index : the label of what does not count
    label_smoothing : which part of every label goes to all classes alike

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.
    """
    k = log_p.shape[1]
    # (K,) -> (K, 1, ...)
    of_class = checked_weight(weight, log_p).reshape(k, *[1] * (log_p.ndim - 2))
    smoothing = checked_smoothing(label_smoothing, log_p)
    ignore_index = integer("ignore_index", ignore_index)
    even = smoothing / k
    if not isinstance(target, np.ndarray) or not np.issubdtype(target.dtype, np.integer):
        alike("target", target, log_p.dtype, log_p.shape)
        if ignore_index >= 0:
            raise ValueError(
                f"ignore_index must be negative for a target of probabilities, got {ignore_index}"
            )
        shares = (target * (1 - smoothing) + even) * of_class
        return ClassWeights(shares, None, np.array(True), log_p.size / k)
    counts = target != ignore_index
    check_labels(target, log_p, counts)
    labels = np.where(counts, target, 0)
    # (K, 1, ...) -> (N, ...)
    of_label = of_class.take(labels) * counts
    count = float(of_label.sum())
    if not smoothing:
        return ClassWeights(of_label, places_of(labels, k), counts[:, None], count)
    # (N, 1, ...) == (K, 1, ...) -> (N, K, ...)
    one_hot = labels[:, None] == np.arange(k).reshape(of_class.shape)
    chosen = one_hot * of_label[:, None]
    shares = chosen * (1 - smoothing) + even * of_class * counts[:, None]
    return ClassWeights(shares, None, counts[:, None], count)


def places_of(labels: Array, k: int) -> Array:
    """Return where the labels (N, ...) are in an array (N, K, ...) that is read as one row."""
    n, pixels = len(labels), math.prod(labels.shape[1:])
    # (N, 1) + (pixels,) -> (N, ...)
    first = np.arange(n)[:, None] * (k * pixels) + np.arange(pixels)
    places: Array = labels * pixels + first.reshape(labels.shape)
    return places


def checked_weight(weight: Array | None, log_p: Array) -> Array:
    """Return the weight of every class (K,)."""
    k = log_p.shape[1]
    if weight is None:
        return np.ones(k, log_p.dtype)
    return alike("weight", weight, log_p.dtype, (k,))


def checked_smoothing(label_smoothing: float, log_p: Array) -> Array:
    """Return the part of every label that is smoothed, in the dtype of log_p.

    Raises
    ------
    TypeError, ValueError
        It is not a number from 0 to 1.
    """
    is_number = isinstance(label_smoothing, int | float | np.floating)
    if isinstance(label_smoothing, bool) or not is_number:
        raise TypeError(f"label_smoothing must be a number, got {describe(label_smoothing)}")
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing must lie in [0, 1], got {label_smoothing}")
    return np.asarray(label_smoothing, log_p.dtype)


def check_labels(target: Array, log_p: Array, counts: Array | EllipsisType = ...) -> None:
    """Raise ValueError unless every label that counts is one of the classes; by default all do."""
    n, k, *others = log_p.shape
    if target.shape != (n, *others):
        raise ValueError(
            f"target must hold {n} labels, got {describe(target)}"
            if not others
            else f"target must hold labels of the shape {(n, *others)}, got {describe(target)}"
        )
    known = (target >= 0) & (target < k)
    if not known[counts].all():
        raise ValueError(f"target must hold labels from 0 to {k - 1}, got {target}")


def rows_of(name: str, first: Array, target: Array) -> tuple[Array, Array]:
    """Return what a loss of classes compares with a batch of its own: (K,) -> (1, K).

    Raises
    ------
    TypeError, ValueError
        `first` has no axis or no class, or is no float32 or float64 array.
    """
    if floating(name, first).ndim == 0:
        raise ValueError(f"{name} must have the axes (K), (N K) or more, got {describe(first)}")
    if first.shape[:2][-1] == 0:
        raise ValueError(f"{name} must have at least one class, got {describe(first)}")
    if first.ndim > 1:
        return first, target
    return first[None], target[None] if isinstance(target, np.ndarray) else target
