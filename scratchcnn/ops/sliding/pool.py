"""What all poolings share: maxima and means of windows, wherever the windows are."""

from collections.abc import Callable, Sequence

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, floating, several, switch, upstream
from scratchcnn.ops.selection import bits, keep
from scratchcnn.ops.sliding.unbatched import without_batch
from scratchcnn.ops.sliding.windows import (
    Axis,
    Tap,
    Windows,
    image_axes,
    taps,
)

# The axes of a batch of what is pooled, and of a single one, by the number of axes that are pooled.
IMAGES = {1: ("N C L", "C L"), 2: ("N C H W", "C H W"), 3: ("N C D H W", "C D H W")}


def batch_of(x: Array, axes: int) -> Array:
    """Return images with so many axes to pool along, as a batch (N, C, ...), if they are such."""
    batch, single = IMAGES[axes]
    floating("x", x, batch, single)
    return x if x.ndim == axes + 2 else x[None]


def pooled(
    pool: Callable[[Array], tuple[Array, Pullback]], x: Array, axes: int
) -> tuple[Array, Pullback]:
    """Pool a batch, or a single image as a batch of one."""
    return pool(x) if x.ndim == axes + 2 else without_batch(pool, x)


def maxima(x: Array, sides: Sequence[Windows]) -> tuple[Array, Pullback]:
    """Take the maximum of every window of images (N, C, ...)."""
    out = np.full_like(x, -np.inf, shape=shape_of(x, sides))
    every_tap = list(taps(sides))
    for tap in every_tap:
        np.maximum(out[tap.windows], x[tap.pixels], out=out[tap.windows])

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        left = np.array(upstream(grad_out, out))
        grad_x = np.zeros_like(x)
        put = store if are_apart(sides) else add
        for tap, wins in winners(x, out, every_tap):
            # The first tap that wins takes everything, and leaves 0 to the others.
            share = keep(left[tap.windows], wins)
            bits(left)[tap.windows] -= bits(share)
            put(share, grad_x[tap.pixels])
        return (grad_x,)

    return out, pullback


def places(x: Array, out: Array, sides: Sequence[Windows]) -> Array:
    """Return where in its image every maximum is, counted in row-major order: int64, as out."""
    sizes = x.shape[2:]
    pixels = np.arange(np.prod(sizes)).reshape(sizes)
    found = np.zeros(out.shape, np.int64)
    # Backwards, so that the first tap that wins is the last to be written.
    for tap, wins in reversed(winners(x, out, list(taps(sides)))):
        np.copyto(found[tap.windows], pixels[tap.pixels], where=wins)
    return found


def in_all_images(indices: Array, shape: Sequence[int], axes: int) -> Array:
    """Return places in an array of images, read as one row, for places in each of the images.

    Parameters
    ----------
    indices : (N, C, ...) or (C, ...), counted in row-major order of the last `axes` axes
    shape : the shape of the array of images
    axes : how many axes of it are those of an image
    """
    images = np.arange(np.prod(shape[:-axes])).reshape(*shape[:-axes], *[1] * axes)
    found: Array = indices + images * np.prod(shape[-axes:])
    return found


def averages(x: Array, area: Array, sides: Sequence[Windows]) -> tuple[Array, Pullback]:
    """Divide the sum of every window of images (N, C, ...) by its area, () or one for each."""
    out = np.zeros_like(x, shape=shape_of(x, sides))
    for tap in taps(sides):
        out[tap.windows] += x[tap.pixels]
    out /= area

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        share = upstream(grad_out, out) / area
        grad_x = np.zeros_like(x)
        put = store if are_apart(sides) else add
        for tap in taps(sides):
            put(share[tap.windows], grad_x[tap.pixels])
        return (grad_x,)

    return out, pullback


def shape_of(x: Array, sides: Sequence[Windows]) -> tuple[int, ...]:
    """Return the shape of the pooled images."""
    return *x.shape[:2], *(side.count for side in sides)


def window_axes(
    x: Array,
    kernel_size: object,
    stride: object,
    padding: object,
    dilation: object,
    ceil_mode: object,
) -> tuple[Axis, ...]:
    """Return the axes along which the window slides on images (N, C, ...)."""
    count = x.ndim - 2
    kernels = several("kernel_size", kernel_size, 1, count)
    strides = kernels if stride is None else several("stride", stride, 1, count)
    paddings = [(one, one) for one in several("padding", padding, 0, count)]
    dilations = several("dilation", dilation, 1, count)
    axes = image_axes(x, kernels, strides, paddings, dilations, switch("ceil_mode", ceil_mode))
    for axis in axes:
        if sum(axis.padding) > axis.reach:
            raise ValueError(
                f"padding must be at most half of kernel_size {axis.kernel_size}, got {padding}"
                if axis.dilation == 1
                else f"padding must be at most half of the {axis.reach} positions that a window of "
                f"kernel_size {axis.kernel_size} and dilation {axis.dilation} spans, got {padding}"
            )
    return axes


def winners(x: Array, out: Array, every_tap: Sequence[Tap]) -> list[tuple[Tap, Array]]:
    """Return for every tap in which windows it is the maximum: bool, shape of its windows."""
    wins = [(tap, np.equal(x[tap.pixels], out[tap.windows])) for tap in every_tap]
    if np.isnan(out).any():
        # NaN equals nothing; the last of several NaNs wins.
        later = np.zeros(out.shape, np.bool_)
        for tap, win in reversed(wins):
            is_nan = np.isnan(x[tap.pixels])
            win |= is_nan & ~later[tap.windows]
            later[tap.windows] |= is_nan
    return wins


def are_apart(sides: Sequence[Windows]) -> bool:
    """Return whether no pixel lies in two windows."""
    return all(side.apart for side in sides)


def store(values: Array, place: Array) -> None:
    """Put values where nothing is yet."""
    place[...] = values


def add(values: Array, place: Array) -> None:
    """Add values to what is there."""
    place += values
