"""Choosing numbers by a condition, without a branch and without arithmetic on them."""

import numpy as np

from scratchcnn.ops.arguments import Array

# The limits of both halves of the line, for np.clip: with a number beside an array np.maximum and
# np.minimum take several times as long.
ABOVE_0 = (0, np.inf)
BELOW_0 = (-np.inf, 0)


def bits(values: Array) -> Array:
    """View float32 or float64 numbers as the integers of the same bits."""
    return values.view(np.dtype(f"i{values.itemsize}"))


def keep(values: Array, where: Array) -> Array:
    """Return the numbers where a condition holds, and 0 elsewhere.

    Their bits are multiplied by 1 or 0. `np.where` branches for every number, and the processor
    often mispredicts; multiplying the numbers themselves would turn infinity times 0 into NaN.

    Parameters
    ----------
    values : float32 or float64
    where : bool, shape of values

    Returns
    -------
    kept : shape and dtype of values, a new array, also of values without axes

    Examples
    --------
    >>> keep(np.array([1.5, np.inf, -2.0]), np.array([True, False, True]))
    array([ 1.5,  0. , -2. ])
    """
    integers = bits(np.asarray(values))
    kept = np.asarray(where).astype(integers.dtype)
    kept *= integers
    return kept.view(values.dtype)


def either(where: Array, one: np.floating, other: np.floating) -> Array:
    """Return one number where a condition holds, and the other one elsewhere.

    As in `keep` without a branch: the bits in which the numbers differ are multiplied by 1 or 0.

    Parameters
    ----------
    where : bool
    one, other : float32 or float64, alike

    Returns
    -------
    numbers : shape of where, dtype of both numbers

    Examples
    --------
    >>> either(np.array([True, False]), np.float32(1.0), np.float32(0.1))
    array([1. , 0.1], dtype=float32)
    """
    of_one, of_other = bits(np.asarray(one)), bits(np.asarray(other))
    chosen = np.asarray(where).astype(of_one.dtype)
    chosen *= of_one ^ of_other
    chosen ^= of_other
    return chosen.view(other.dtype)
