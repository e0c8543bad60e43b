"""What the padding `same` means: how many zeros stand before and after an image, along one axis.

At stride 1 all agree but for the side of an odd zero. With a stride there are several meanings,
each of them documented, and homework may have any of them. They have names of their own here; what
is passed to homework is "same".
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np

Pair: TypeAlias = tuple[int, int]

# PyTorch's, without a stride, and TensorFlow's with one.
BASE = "same"


def as_few_as_needed(size: int, reach: int, stride: int) -> int:
    """Return the zeros of TensorFlow: those that ceil(size / stride) windows need."""
    return max((-(-size // stride) - 1) * stride + reach - size, 0)


def as_without_stride(size: int, reach: int, stride: int) -> int:
    """Return the zeros that stride 1 needs; the stride then passes over some windows."""
    return reach - 1


def as_many_as_keep_the_size(size: int, reach: int, stride: int) -> int:
    """Return the zeros that as many windows as pixels need, also with a stride."""
    return (size - 1) * stride + reach - size


# For each meaning its zeros, and whether the smaller half of an odd number stands before the image.
MEANINGS: Mapping[str, tuple[Callable[[int, int, int], int], bool]] = {
    BASE: (as_few_as_needed, True),
    "same_lower": (as_few_as_needed, False),
    "same_unstrided": (as_without_stride, True),
    "same_unstrided_lower": (as_without_stride, False),
    "same_size": (as_many_as_keep_the_size, True),
}


def is_same(padding: Any) -> bool:
    """Return whether a padding is `same`, in whatever meaning."""
    return isinstance(padding, str) and padding in MEANINGS


def spoken_of(padding: Any) -> Any:
    """Return the name by which a padding is passed: `same`, in whatever meaning."""
    return BASE if is_same(padding) else padding


def zeros(meaning: str, size: int, reach: int, stride: int) -> Pair:
    """Return how many zeros stand before and after an image of this size.

    >>> zeros("same", 6, 3, 2), zeros("same_lower", 6, 3, 2), zeros("same_unstrided", 6, 3, 2)
    ((0, 1), (1, 0), (1, 1))
    """
    count, smaller_first = MEANINGS[meaning]
    total = count(size, reach, stride)
    smaller, larger = total // 2, total - total // 2
    return (smaller, larger) if smaller_first else (larger, smaller)


def margins(padding: Any, image: Pair, reach: Pair, stride: Pair) -> tuple[Pair, Pair]:
    """Return how much padding stands (before, after) the rows and the columns.

    `padding` is a number, one for each axis, a name, or these margins themselves.
    """
    if is_same(padding):
        height, width = (zeros(padding, *axis) for axis in zip(image, reach, stride, strict=True))
        return height, width
    if padding == "valid":
        return (0, 0), (0, 0)
    if isinstance(padding, int):
        return (padding, padding), (padding, padding)
    sides = np.reshape(padding, (-1, 1)) if np.ndim(padding) < 2 else padding
    (top, bottom), (left, right) = np.broadcast_to(sides, (2, 2)).tolist()
    return (top, bottom), (left, right)
