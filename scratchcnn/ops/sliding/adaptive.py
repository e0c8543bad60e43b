"""Adaptive pooling: windows that part an image as the size says that is asked for."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, several
from scratchcnn.ops.sliding.windows import Windows, parting, sizes_of

# One size for all axes, or one for each; None keeps that of x.
Sizes: TypeAlias = int | Sequence[int | None]
# Pools images along one axis, given all windows: those of the other axes leave them as they are.
PoolAlong: TypeAlias = Callable[[Array, int, list[Windows]], tuple[Array, Pullback]]


def parted(x: Array, output_size: Sizes) -> list[Windows]:
    """Return the windows that part the axes of images (N, C, ...) as `output_size` says.

    Raises
    ------
    TypeError, ValueError
        It is no size, or x has no pixels.
    """
    sizes = sizes_of(x)
    if isinstance(output_size, Sequence) and len(output_size) == len(sizes):
        asked = zip(output_size, sizes, strict=True)
        output_size = [size if one is None else one for one, size in asked]
    counts = several("output_size", output_size, 1, len(sizes))
    return [parting(size, count) for size, count in zip(sizes, counts, strict=True)]


def lengths(size: int, count: int) -> Array:
    """Return how many pixels every one of `count` windows has that part an axis: (OH,)."""
    ends = np.arange(1, count + 1) * size
    # The end is rounded up, the beginning down.
    length: Array = -(-ends // count) - (ends - size) // count
    return length


def along(sizes: Sequence[int], axis: int, side: Windows) -> list[Windows]:
    """Return windows that pool along one axis, and leave what lies along the others as it is."""
    return [side if other == axis else parting(n, n) for other, n in enumerate(sizes)]


def one_after_the_other(
    pool: PoolAlong, x: Array, sides: Sequence[Windows], order: Sequence[int]
) -> tuple[Array, Pullback]:
    """Pool images (N, C, ...) along one axis after the other: it takes fewer taps than at once."""
    out, pullbacks = x, []
    for axis in order:
        out, pullback = pool(out, axis, along(out.shape[2:], axis, sides[axis]))
        pullbacks.append(pullback)

    def pullback_of_all(grad_out: Array) -> tuple[Array, ...]:
        grads: tuple[Array, ...] = (grad_out,)
        for pullback in reversed(pullbacks):
            grads = pullback(*grads)
        return grads

    return out, pullback_of_all


def is_global(sides: Sequence[Windows]) -> bool:
    """Return whether the only window is the whole image."""
    return all(side.count == 1 for side in sides)


def rows_of(x: Array) -> Array:
    """Lay out every image of a batch in row-major order: (N, C, ...) -> (N, C, pixels)."""
    return x.reshape(*x.shape[:2], np.prod(x.shape[2:]))
