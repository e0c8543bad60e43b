"""The same numbers in another shape or order: pixels from channels, and arrays side by side."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from scratchcnn.ops.arguments import (
    Array,
    Pullback,
    alike,
    axis_of,
    describe,
    floating,
    integer,
    upstream,
)


def pixel_shuffle(x: Array, upscale_factor: int) -> tuple[Array, Pullback]:
    """Turn groups of r * r channels into blocks of r * r pixels.

    Parameters
    ----------
    x : (..., C * r * r, H, W), float32 or float64
    upscale_factor : r, at least 1

    Returns
    -------
    out : (..., C, H * r, W * r)
    pullback : grad_out, shape of out -> (grad_x,) of the shape of x

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Shi et al. (2016), "Real-Time Single Image and Video Super-Resolution Using an Efficient
    Sub-Pixel Convolutional Neural Network". As in PyTorch, channel c * r * r + i * r + j goes to
    the pixels (h * r + i, w * r + j) of channel c.

    Examples
    --------
    >>> out, pullback = pixel_shuffle(np.arange(4.0).reshape(4, 1, 1), 2)
    >>> out
    array([[[0., 1.],
            [2., 3.]]])
    >>> pullback(out)[0].shape
    (4, 1, 1)
    """
    r = integer("upscale_factor", upscale_factor, 1)
    if with_images(x).shape[-3] % (r * r):
        raise ValueError(
            f"x must have a number of channels that upscale_factor {r} squared divides, "
            f"got {describe(x)}"
        )
    out = pixels_of_channels(x, r)
    return out, lambda grad_out: (channels_of_pixels(upstream(grad_out, out), r),)


def pixel_unshuffle(x: Array, downscale_factor: int) -> tuple[Array, Pullback]:
    """Turn blocks of r * r pixels into groups of r * r channels: the inverse of pixel_shuffle.

    Parameters
    ----------
    x : (..., C, H * r, W * r), float32 or float64
    downscale_factor : r, at least 1

    Returns
    -------
    out : (..., C * r * r, H, W)
    pullback : grad_out, shape of out -> (grad_x,) of the shape of x

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Examples
    --------
    >>> out, pullback = pixel_unshuffle(np.arange(4.0).reshape(1, 2, 2), 2)
    >>> out.ravel(), out.shape
    (array([0., 1., 2., 3.]), (4, 1, 1))
    >>> pullback(out)[0].shape
    (1, 2, 2)
    """
    r = integer("downscale_factor", downscale_factor, 1)
    height, width = with_images(x).shape[-2:]
    if height % r or width % r:
        raise ValueError(
            f"x must have a height and a width that downscale_factor {r} divides, got {describe(x)}"
        )
    out = channels_of_pixels(x, r)
    return out, lambda grad_out: (pixels_of_channels(upstream(grad_out, out), r),)


def with_images(x: object) -> Array:
    """Return x if it is an array of images, with any axes before their channels."""
    if floating("x", x).ndim < 3:
        raise ValueError(f"x must have the axes (C H W), or more before them, got {describe(x)}")
    return np.asarray(x)


def pixels_of_channels(x: Array, r: int) -> Array:
    """Lay out r * r channels as r * r pixels, in a copy."""
    *others, channels, height, width = x.shape
    c = channels // (r * r)
    # (..., C * r * r, H, W) -> (..., C, r, r, H, W) -> (..., C, H, r, W, r)
    blocks = np.moveaxis(x.reshape(*others, c, r, r, height, width), (-4, -3), (-3, -1))
    # -> (..., C, H * r, W * r)
    out: Array = blocks.copy().reshape(*others, c, height * r, width * r)
    return out


def channels_of_pixels(x: Array, r: int) -> Array:
    """Lay out r * r pixels as r * r channels, in a copy."""
    *others, c, rows, columns = x.shape
    height, width = rows // r, columns // r
    # (..., C, H * r, W * r) -> (..., C, H, r, W, r) -> (..., C, r, r, H, W)
    blocks = np.moveaxis(x.reshape(*others, c, height, r, width, r), (-3, -1), (-4, -3))
    # -> (..., C * r * r, H, W)
    out: Array = blocks.copy().reshape(*others, c * r * r, height, width)
    return out


def cat(x: Array, other: Array | Sequence[Array] = (), axis: int = 0) -> tuple[Array, Pullback]:
    """Put arrays one behind the other along one axis.

    Parameters
    ----------
    x : at least one axis, float32 or float64
    other : an array of the dtype of x, and of its shape but along `axis`; or a sequence of them
    axis : counted from the front or, if negative, from the end

    Returns
    -------
    out : the shape of x, but along `axis` the sum of all sizes
    pullback : grad_out, shape of out -> (grad_x, grad_other), or a gradient for each of several

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    `torch.cat`. As there, an array of the shape (0,) goes with every shape, and adds nothing.

    Examples
    --------
    >>> out, pullback = cat(np.array([1.0, 2.0]), np.array([3.0]))
    >>> out
    array([1., 2., 3.])
    >>> pullback(np.array([4.0, 5.0, 6.0]))
    (array([4., 5.]), array([6.]))
    """
    if floating("x", x).ndim == 0:
        raise ValueError(f"x must have at least one axis, got {describe(x)}")
    others = other if isinstance(other, Sequence) and not isinstance(other, str) else (other,)
    arrays = [x, *(alike("other", one, x.dtype, np.shape(one)) for one in others)]
    # What has the shape (0,) has no place among arrays of more axes.
    first = next((one for one in arrays if one.shape != (0,)), x)
    along = axis_of(first, axis) % first.ndim
    for one in arrays:
        if one.shape != (0,):
            size = one.shape[along : along + 1]
            alike("other", one, x.dtype, first.shape[:along] + size + first.shape[along + 1 :])
    out = np.concatenate([one for one in arrays if one.shape != (0,)] or arrays, axis=along)
    # (L1 + L2 + ...) -> L1, L2, ...
    ends = list(accumulate(0 if one.shape == (0,) else one.shape[along] for one in arrays))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        parts = np.split(upstream(grad_out, out), ends[:-1], along)
        return tuple(map(as_one_of, parts, arrays))

    return out, pullback


def as_one_of(part: Array, one: Array) -> Array:
    """Return a copy of a part of a gradient, in the shape of what was put there."""
    own: Array = part.copy().reshape(one.shape)
    return own
