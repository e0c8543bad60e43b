"""The channels of an array (N, C, ...): whatever has several axes has them as its second one."""

import math

from scratchcnn.oracle.cases.values import Array


def but_channels(array: Array) -> tuple[int, ...]:
    """Return all axes of (N, C, ...) but that of the channels."""
    return (0, *range(2, array.ndim))


def values_per_channel(array: Array) -> int:
    """Return how many values every channel of (N, C, ...) has."""
    return math.prod(array.shape[axis] for axis in but_channels(array))


def along(values: Array, array: Array) -> Array:
    """Reshape (C,) to broadcast along the channels of `array`, (N, C, ...)."""
    return values.reshape(len(values), *[1] * (array.ndim - 2))
