"""Average pooling of sequences, images and volumes over sliding windows."""

from collections.abc import Sequence
from functools import partial, reduce

import numpy as np

from scratchcnn.ops.arguments import Array, Pair, Pullback, Single, Triple, integer, switch
from scratchcnn.ops.sliding.pool import averages, batch_of, pooled, window_axes
from scratchcnn.ops.sliding.windows import Axis, output_size, sliding


def avg_pool1d(
    x: Array,
    kernel_size: int | Single,
    *,
    stride: int | Single | None = None,
    padding: int | Single = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> tuple[Array, Pullback]:
    """Take the mean of every window of a sequence; padded zeros count unless told otherwise.

    Parameters
    ----------
    x : (N, C, L) or (C, L), float32 or float64
    kernel_size, stride, padding, ceil_mode : as for avg_pool2d, along the only axis
    count_include_pad : whether padded zeros count

    Returns
    -------
    out : (N, C, OL), or (C, OL)
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    As in PyTorch there is no other divisor (documentation of `torch.nn.AvgPool1d`).

    Examples
    --------
    >>> out, pullback = avg_pool1d(np.array([[1.0, 2.0, 4.0, 3.0]]), 2)
    >>> out, pullback(np.array([[8.0, 2.0]]))
    (array([[1.5, 3.5]]), (array([[4., 4., 1., 1.]]),))
    """
    return avg_pool(x, 1, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


def avg_pool2d(
    x: Array,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> tuple[Array, Pullback]:
    """Take the mean of every window; padded zeros count unless told otherwise, as in PyTorch.

    Parameters
    ----------
    x : (N, C, H, W) or (C, H, W), float32 or float64
    kernel_size : int or (height, width), at least 1
    stride : int or (height, width), at least 1; None: the kernel size
    padding : int or (height, width) of zeros on both sides, at most half the kernel size
    ceil_mode : whether one more window takes the rows and columns that fill none, unless it would
        begin behind the image; what it has beyond the padding never counts
    count_include_pad : whether padded zeros count
    divisor_override : an integer to divide every sum by, not 0; None: by how many count

    Returns
    -------
    out : (N, C, OH, OW), or (C, OH, OW)
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [4.0, 3.0]]).reshape(1, 1, 2, 2)
    >>> out, pullback = avg_pool2d(x, 2)
    >>> out
    array([[[[2.5]]]])
    >>> pullback(np.array([[[[8.0]]]]))
    (array([[[[2., 2.],
             [2., 2.]]]]),)
    """
    options = stride, padding, ceil_mode, count_include_pad, divisor_override
    return avg_pool(x, 2, kernel_size, *options)


def avg_pool3d(
    x: Array,
    kernel_size: int | Triple,
    *,
    stride: int | Triple | None = None,
    padding: int | Triple = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> tuple[Array, Pullback]:
    """Take the mean of every window of a volume; padded zeros count unless told otherwise.

    Parameters
    ----------
    x : (N, C, D, H, W) or (C, D, H, W), float32 or float64
    kernel_size, stride, padding, ceil_mode : as for avg_pool2d, an int or (depth, height, width)
    count_include_pad : whether padded zeros count
    divisor_override : an integer to divide every sum by, not 0; None: by how many count

    Returns
    -------
    out : (N, C, OD, OH, OW), or (C, OD, OH, OW)
    pullback : grad_out, shape of out -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    The options are those of `torch.nn.AvgPool3d`.

    Examples
    --------
    >>> x = np.arange(8.0).reshape(1, 2, 2, 2)
    >>> out, pullback = avg_pool3d(x, (1, 2, 2))
    >>> out.ravel(), pullback(4 * out)[0].ravel()
    (array([1.5, 5.5]), array([1.5, 1.5, 1.5, 1.5, 5.5, 5.5, 5.5, 5.5]))
    """
    options = stride, padding, ceil_mode, count_include_pad, divisor_override
    return avg_pool(x, 3, kernel_size, *options)


def avg_pool(
    x: Array,
    axes: int,
    kernel_size: object,
    stride: object,
    padding: object,
    ceil_mode: object,
    count_include_pad: object,
    divisor_override: object,
) -> tuple[Array, Pullback]:
    """Take the mean of every window that slides along the last axes of x."""
    along = window_axes(batch_of(x, axes), kernel_size, stride, padding, 1, ceil_mode)
    padding_counts = switch("count_include_pad", count_include_pad)
    if divisor_override is None:
        area = areas(along, padding_counts)
    else:
        area = np.array(divisor(divisor_override))
    sides = [sliding(axis) for axis in along]
    return pooled(partial(averages, area=area.astype(x.dtype), sides=sides), x, axes)


def areas(along: Sequence[Axis], padding_counts: bool = True) -> Array:
    """Return how many positions count in every window: (OH, OW), for one."""
    counts = [counted(axis, padding_counts) for axis in along]
    # (OH,), (OW,) -> (OH, OW)
    area: Array = reduce(np.multiply.outer, counts)
    return area


def divisor(divisor_override: object) -> int:
    """Return the number by which every sum is divided, if it is an integer and not 0."""
    number = integer("divisor_override", divisor_override)
    if number == 0:
        raise ValueError(f"divisor_override must not be 0, got {divisor_override}")
    return number


def counted(axis: Axis, count_include_pad: bool) -> Array:
    """Return how many positions along an axis count in every window: (OH,)."""
    before, after = axis.padding
    begins = np.arange(output_size(axis)) * axis.stride - before
    first, last = (-before, axis.size + after) if count_include_pad else (0, axis.size)
    count: Array = np.minimum(begins + axis.kernel_size, last) - np.maximum(begins, first)
    return count
