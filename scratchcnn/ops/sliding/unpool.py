"""Max unpooling: maxima are put back to where they were."""

from collections.abc import Sequence

import numpy as np

from scratchcnn.ops.arguments import (
    Array,
    Pair,
    Pullback,
    alike,
    several,
    upstream,
)
from scratchcnn.ops.sliding.pool import batch_of, in_all_images
from scratchcnn.ops.sliding.windows import sizes_of


def max_unpool2d(
    x: Array,
    indices: Array,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    output_size: Sequence[int] | None = None,
) -> tuple[Array, Pullback]:
    """Put maxima back to where max_pool2d found them, into images that are 0 elsewhere.

    Parameters
    ----------
    x : (N, C, H, W) or (C, H, W), float32 or float64
    indices : int64, shape of x: `row * OW + column` of each, as max_pool2d returns them
    kernel_size, stride, padding : those of the pooling, which may have had images of several sizes
    output_size : (height, width), or the whole shape (N, C, height, width), of the pooled images;
        None: the smallest, into which the windows fit

    Returns
    -------
    out : (N, C, OH, OW), or (C, OH, OW)
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Where windows overlapped, several maxima may have the same place. As in PyTorch the last of them
    in row-major order is put there, and all of them receive its gradient (Zeiler and Fergus, 2014,
    "Visualizing and Understanding Convolutional Networks").

    Examples
    --------
    >>> x, indices = np.array([[[4.0, 5.0]]]), np.array([[[2, 1]]])
    >>> out, pullback = max_unpool2d(x, indices, (2, 1))
    >>> out
    array([[[0., 5.],
            [4., 0.]]])
    >>> pullback(np.array([[[1.0, 2.0], [3.0, 4.0]]]))
    (array([[[3., 2.]]]),)
    """
    sizes = sizes_of(batch_of(x, 2))
    alike("indices", indices, np.dtype(np.int64), x.shape)
    height, width = unpooled_size(sizes, kernel_size, stride, padding, output_size)
    out = np.zeros((*x.shape[:-2], height, width), x.dtype)
    # One row of places: of equal ones the last counts, whatever the order in memory.
    where = in_all_images(places_in(indices, height, width), out.shape, 2).ravel()
    out.ravel()[where] = x.ravel()

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        return (upstream(grad_out, out).ravel()[where].reshape(x.shape),)

    return out, pullback


def places_in(indices: Array, height: int, width: int) -> Array:
    """Return the places, if they all lie in images of this size.

    Raises
    ------
    ValueError
        One does not.
    """
    if not ((indices >= 0) & (indices < height * width)).all():
        raise ValueError(
            f"indices must be places in images of {height} x {width}, from 0 to "
            f"{height * width - 1}, got {indices.min()} to {indices.max()}"
        )
    return indices


def unpooled_size(
    sizes: Sequence[int],
    kernel_size: object,
    stride: object,
    padding: object,
    output_size: object,
) -> tuple[int, ...]:
    """Return the height and width of the images that were pooled."""
    kernels = several("kernel_size", kernel_size, 1, 2)
    strides = kernels if stride is None else several("stride", stride, 1, 2)
    paddings = several("padding", padding, 0, 2)
    least = list(map(least_size, sizes, strides, kernels, paddings))
    if min(least) < 1:
        raise ValueError(f"padding must leave images of at least 1 x 1, got {padding}")
    asked = least if output_size is None else output_size
    if isinstance(asked, Sequence) and len(asked) == 4:
        asked = asked[2:]
    found = several("output_size", asked, 1, 2)
    if any(map(is_too_far, found, least, strides)):
        raise ValueError(
            f"output_size must differ from {tuple(least)} by less than the stride "
            f"{tuple(strides)}, got {output_size}"
        )
    return found


def least_size(windows: int, step: int, kernel: int, zeros: int) -> int:
    """Return the size of the smallest image that has so many windows."""
    return (windows - 1) * step + kernel - 2 * zeros


def is_too_far(size: int, usual: int, step: int) -> bool:
    """Return whether an image of this size has more windows than the smallest one, or fewer."""
    return abs(size - usual) >= step
