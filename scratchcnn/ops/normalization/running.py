"""Running statistics: those of the batches seen so far, by which inference normalises."""

import math
from collections.abc import Callable

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, describe
from scratchcnn.ops.normalization.standardizing import by_channels, means, means_of_products


def updated_statistics(
    x: Array, running_mean: Array, running_var: Array, momentum: float
) -> tuple[Array, Array]:
    """Return the running mean and variance after this batch, which enters with weight `momentum`.

    Parameters
    ----------
    x : (N, C, ...), as in training; a batch without values changes nothing
    running_mean, running_var : (C,), dtype of x
    momentum : from 0 (they stay as they are) to 1 (only this batch counts)

    Notes
    -----
    As in PyTorch, it is the unbiased variance, of n - 1 degrees of freedom, that enters
    (documentation of `torch.nn.BatchNorm2d`).

    Examples
    --------
    >>> x = np.array([1.0, 3.0]).reshape(2, 1, 1, 1)
    >>> updated_statistics(x, np.array([0.0]), np.array([1.0]), 0.5)
    (array([1.]), array([1.5]))
    """
    if x.size == 0:
        return running_mean, running_var
    mean, variance = batch_statistics(x)
    count = values_per_channel(x)
    kept = 1 - momentum
    unbiased = variance * (count / (count - 1))
    return kept * running_mean + momentum * mean, kept * running_var + momentum * unbiased


def updated_statistics_of_instances(
    x: Array, running_mean: Array, running_var: Array, momentum: float
) -> tuple[Array, Array]:
    """Return the running statistics after this batch, each the mean over those of its samples.

    As in PyTorch (`instance_norm` in aten/src/ATen/native/Normalization.cpp), where every sample
    updates a copy of them.
    """
    if x.size == 0:
        return running_mean, running_var
    n, c, values = by_channels(x)
    # (N, C, ...) -> (1, N C, S)
    samples = x.reshape(1, n * c, values)
    # (C,) -> (N C,)
    repeated = np.tile(running_mean, n), np.tile(running_var, n)
    mean, variance = updated_statistics(samples, *repeated, momentum)
    # (N C,) -> (N, C) -> (C,)
    return mean.reshape(n, c).mean(0), variance.reshape(n, c).mean(0)


def unchanged_statistics(
    x: Array, running_mean: Array, running_var: Array, momentum: float
) -> tuple[Array, Array]:
    """Return the running statistics after a batch that is normalised by them: as they are."""
    return running_mean, running_var


def with_statistics(
    answer: tuple[Array, Pullback],
    x: Array,
    running_mean: Array | None,
    running_var: Array | None,
    momentum: float,
    updated: Callable[[Array, Array, Array, float], tuple[Array, Array]],
) -> tuple[tuple[Array, Array, Array], Pullback]:
    """Return an op's answer with the next running statistics beside the output."""
    mean, variance = both_statistics(running_mean, running_var, "return_statistics is False")
    following, spread = updated(x, mean, variance, momentum)
    out, pullback = answer
    # An op never returns its arguments.
    return (out, following.copy(), spread.copy()), pullback


def batch_statistics(x: Array) -> tuple[Array, Array]:
    """Return the mean and the biased variance of every channel, each (C,).

    Raises
    ------
    ValueError
        There is only one value per channel, which has no meaningful variance.
    """
    check_several_values(x)
    # (N, C, ...) -> (N, C, S) -> (1, C, 1) -> (C,)
    channels = x.reshape(by_channels(x))
    mean = means(channels)
    differences = channels - mean
    return mean.ravel(), means_of_products(differences, differences).ravel()


def both_statistics(
    running_mean: Array | None, running_var: Array | None, unless: str
) -> tuple[Array, Array]:
    """Return the running statistics.

    Raises
    ------
    ValueError
        One of them is missing; `unless` says when they may be.
    """
    if running_mean is None or running_var is None:
        raise ValueError(f"running_mean and running_var must be given unless {unless}")
    return running_mean, running_var


def check_several_values(x: Array) -> None:
    """Raise ValueError if there is only one value per channel of x (N, C, ...)."""
    if values_per_channel(x) == 1:
        raise ValueError(
            f"x must have more than one value per channel in training, got {describe(x)}"
        )


def values_per_channel(x: Array) -> int:
    """Return how many values every channel of x (N, C, ...) has."""
    return len(x) * math.prod(x.shape[2:])
