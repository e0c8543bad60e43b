"""Max pooling of sequences, images and volumes over sliding windows."""

from functools import partial
from typing import Literal, overload

from scratchcnn.ops.arguments import Array, Pair, Pullback, Single, Triple, switch
from scratchcnn.ops.sliding.pool import batch_of, maxima, places, pooled, window_axes
from scratchcnn.ops.sliding.windows import sliding


@overload
def max_pool1d(
    x: Array,
    kernel_size: int | Single,
    *,
    stride: int | Single | None = None,
    padding: int | Single = 0,
    dilation: int | Single = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> tuple[Array, Pullback]: ...


@overload
def max_pool1d(
    x: Array,
    kernel_size: int | Single,
    *,
    stride: int | Single | None = None,
    padding: int | Single = 0,
    dilation: int | Single = 1,
    ceil_mode: bool = False,
    return_indices: Literal[True],
) -> tuple[tuple[Array, Array], Pullback]: ...


def max_pool1d(
    x: Array,
    kernel_size: int | Single,
    *,
    stride: int | Single | None = None,
    padding: int | Single = 0,
    dilation: int | Single = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Array | tuple[Array, Array], Pullback]:
    """Take the maximum of every window of a sequence; the gradient goes to that element alone.

    Parameters
    ----------
    x : (N, C, L) or (C, L), float32 or float64
    kernel_size, stride, padding, dilation, ceil_mode : as for max_pool2d, along the only axis
    return_indices : whether `out` is a pair: the maxima, and where they are

    Returns
    -------
    out : (N, C, OL), or (C, OL)
        With indices (out, indices), both of this shape: the position of every maximum.
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Equal maxima and NaN are treated as in max_pool2d (documentation of `torch.nn.MaxPool1d`).

    Examples
    --------
    >>> import numpy as np
    >>> out, pullback = max_pool1d(np.array([[1.0, 2.0, 4.0, 3.0]]), 2)
    >>> out, pullback(np.array([[5.0, 6.0]]))
    (array([[2., 4.]]), (array([[0., 5., 6., 0.]]),))
    """
    return max_pool(x, 1, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@overload
def max_pool2d(
    x: Array,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> tuple[Array, Pullback]: ...


@overload
def max_pool2d(
    x: Array,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    return_indices: Literal[True],
) -> tuple[tuple[Array, Array], Pullback]: ...


def max_pool2d(
    x: Array,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Array | tuple[Array, Array], Pullback]:
    """Take the maximum of every window; the gradient goes to that element alone.

    Parameters
    ----------
    x : (N, C, H, W) or (C, H, W), float32 or float64
    kernel_size : int or (height, width), at least 1
    stride : int or (height, width), at least 1; None: the kernel size
    padding : int or (height, width) of -inf on both sides, at most half of what a window spans
    dilation : int or (height, width), at least 1: the distance between the elements of a window
    ceil_mode : whether one more window takes the rows and columns that fill none, unless it would
        begin behind the image
    return_indices : whether `out` is a pair: the maxima, and where they are

    Returns
    -------
    out : (N, C, OH, OW), or (C, OH, OW)
        With indices (out, indices), both of this shape: `row * W + column` of every maximum.
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    As in PyTorch the first of equal maxima in row-major order receives the gradient, and NaN is
    larger than any number; the last of several NaNs wins.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1.0, 2.0], [4.0, 3.0]]])
    >>> (out, indices), pullback = max_pool2d(x, 2, return_indices=True)
    >>> out, indices
    (array([[[4.]]]), array([[[2]]]))
    >>> pullback(np.array([[[5.0]]]))
    (array([[[0., 0.],
            [5., 0.]]]),)
    """
    return max_pool(x, 2, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@overload
def max_pool3d(
    x: Array,
    kernel_size: int | Triple,
    *,
    stride: int | Triple | None = None,
    padding: int | Triple = 0,
    dilation: int | Triple = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> tuple[Array, Pullback]: ...


@overload
def max_pool3d(
    x: Array,
    kernel_size: int | Triple,
    *,
    stride: int | Triple | None = None,
    padding: int | Triple = 0,
    dilation: int | Triple = 1,
    ceil_mode: bool = False,
    return_indices: Literal[True],
) -> tuple[tuple[Array, Array], Pullback]: ...


def max_pool3d(
    x: Array,
    kernel_size: int | Triple,
    *,
    stride: int | Triple | None = None,
    padding: int | Triple = 0,
    dilation: int | Triple = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Array | tuple[Array, Array], Pullback]:
    """Take the maximum of every window of a volume; the gradient goes to that element alone.

    Parameters
    ----------
    x : (N, C, D, H, W) or (C, D, H, W), float32 or float64
    kernel_size, stride, padding, dilation, ceil_mode : as for max_pool2d, an int or (depth,
        height, width)
    return_indices : whether `out` is a pair: the maxima, and where they are

    Returns
    -------
    out : (N, C, OD, OH, OW), or (C, OD, OH, OW)
        With indices (out, indices), both of this shape: `(slice * H + row) * W + column` of every
        maximum.
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Equal maxima and NaN are treated as in max_pool2d (documentation of `torch.nn.MaxPool3d`).

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(8.0).reshape(1, 2, 2, 2)
    >>> (out, indices), pullback = max_pool3d(x, (1, 2, 2), return_indices=True)
    >>> out.ravel(), indices.ravel(), pullback(out)[0].ravel()
    (array([3., 7.]), array([3, 7]), array([0., 0., 0., 3., 0., 0., 0., 7.]))
    """
    return max_pool(x, 3, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool(
    x: Array,
    axes: int,
    kernel_size: object,
    stride: object,
    padding: object,
    dilation: object,
    ceil_mode: object,
    return_indices: object,
) -> tuple[Array | tuple[Array, Array], Pullback]:
    """Take the maximum of every window that slides along the last axes of x."""
    images = batch_of(x, axes)
    sides = [
        sliding(axis)
        for axis in window_axes(images, kernel_size, stride, padding, dilation, ceil_mode)
    ]
    out, pullback = pooled(partial(maxima, sides=sides), x, axes)
    if not switch("return_indices", return_indices):
        return out, pullback
    maximum_of_images = out.reshape(*images.shape[:2], *(side.count for side in sides))
    indices = places(images, maximum_of_images, sides)
    return (out, indices.reshape(out.shape)), pullback
