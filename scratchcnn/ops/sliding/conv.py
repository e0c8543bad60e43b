"""2-D convolution, as deep learning means it: cross-correlation of an image with a kernel."""

from functools import partial
from typing import Any, Literal

import numpy as np

from scratchcnn.ops.arguments import (
    Array,
    Pair,
    Pullback,
    alike,
    choice,
    describe,
    floating,
    integer,
    pair,
)
from scratchcnn.ops.sliding.correlation import Correlation
from scratchcnn.ops.sliding.unbatched import without_batch
from scratchcnn.ops.sliding.windows import Axis, image_axes, output_sizes, padded

Padding = int | Pair | Literal["valid", "same"]


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> tuple[Array, Pullback]:
    """Cross-correlate every image with every filter.

    Parameters
    ----------
    x : (N, C, H, W) or (C, H, W), float32 or float64
    weight : (F, C / groups, KH, KW), dtype of x
    bias : (F,), or untied: (F, OH, OW), one for every output pixel; dtype of x
    stride, dilation : int or (height, width), at least 1
    padding : zeros on both sides: int, (height, width), "valid" (none) or "same"
        "same": out is as large as x; needs stride 1; an odd zero goes to the bottom and right.
    groups : the number of independent groups that channels and filters are split into

    Returns
    -------
    out : (N, F, OH, OW), or (F, OH, OW)
    pullback : grad_out, shape of out -> (grad_x, grad_weight), and grad_bias where there is a bias

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Windows become columns of a matrix (im2col: Chellapilla, Puri, Simard, 2006, "High Performance
    Convolutional Neural Networks for Document Processing"), a few rows at a time to stay in the
    cache, for one product. The gradient runs the same steps, transposed, in reverse. In memory the
    batch comes last (`out.transpose(1, 2, 3, 0)` is contiguous; so grad_x).

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 3, 3)
    >>> out, pullback = conv2d(x, np.ones((1, 1, 2, 2)))
    >>> out
    array([[[ 8., 12.],
            [20., 24.]]])
    >>> grad_x, grad_weight = pullback(np.ones((1, 2, 2)))
    """
    if floating("x", x, "N C H W", "C H W").ndim == 3:
        options: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation}
        return without_batch(partial(conv2d, weight=weight, bias=bias, groups=groups, **options), x)
    groups = check_channels(x, weight, groups)
    rows, columns = window_axes(x, weight, stride, padding, dilation)
    if bias is not None:
        filters, pixels = weight.shape[:1], output_sizes(rows, columns)
        alike("bias", bias, x.dtype, filters, filters + pixels)
    correlation = Correlation(padded(x, rows, columns), weight, bias, groups, rows, columns)
    return correlation.out(), correlation


def check_channels(x: Array, weight: Array, groups: int) -> int:
    """Return groups, after checking that x (N, C, ...) and weight (F, C/groups, ...) agree."""
    c = x.shape[1]
    groups = integer("groups", groups, 1)
    if floating("weight", weight, "F C/groups KH KW").dtype != x.dtype:
        raise TypeError(f"weight must have the dtype of x, {x.dtype}, got {weight.dtype}")
    f, c_per_group, kh, kw = weight.shape
    if c % groups or f % groups:
        raise ValueError(f"groups must divide the channels of x, {c}, and the filters, {f}")
    if c_per_group * groups != c:
        raise ValueError(
            f"weight must have {c // groups} channels a filter for x of {c} channels and "
            f"groups={groups}, got {describe(weight)}"
        )
    if 0 in (kh, kw):
        raise ValueError(f"weight must have a kernel of at least 1 x 1, got {describe(weight)}")
    return groups


def window_axes(
    x: Array, weight: Array, stride: int | Pair, padding: Padding, dilation: int | Pair
) -> tuple[Axis, Axis]:
    """Return the two axes along which the kernel slides."""
    kernels = weight.shape[2], weight.shape[3]
    strides = pair("stride", stride, 1)
    dilations = pair("dilation", dilation, 1)
    if isinstance(padding, str):
        choice("padding", padding, ("valid", "same"))
        if padding == "same" and strides != (1, 1):
            raise ValueError(f"padding 'same' needs stride 1, got stride {stride}")
        zeros = padding == "same"
        high = zeros * dilations[0] * (kernels[0] - 1)
        wide = zeros * dilations[1] * (kernels[1] - 1)
        # With an even kernel one more zero stands after the image than before it, as in PyTorch.
        paddings = (high // 2, high - high // 2), (wide // 2, wide - wide // 2)
    else:
        ph, pw = pair("padding", padding, 0)
        paddings = (ph, ph), (pw, pw)
    rows, columns = image_axes(x, kernels, strides, paddings, dilations)
    return rows, columns


def sobel_filter(direction: str, *, dtype: type[np.floating] = np.float64) -> Array:
    """Return the 3 x 3 Sobel filter that finds vertical or horizontal edges, as a conv2d weight.

    Parameters
    ----------
    direction : "vertical" (responds to a change from left to right) or "horizontal"

    Returns
    -------
    weight : (1, 1, 3, 3)

    Raises
    ------
    ValueError
        There is no such direction.

    Notes
    -----
    A difference in one direction, smoothed by (1, 2, 1) in the other (Sobel and Feldman, 1968,
    "A 3x3 Isotropic Gradient Operator for Image Processing").

    Examples
    --------
    >>> sobel_filter("vertical")[0, 0]
    array([[-1.,  0.,  1.],
           [-2.,  0.,  2.],
           [-1.,  0.,  1.]])
    """
    choice("direction", direction, ("vertical", "horizontal"))
    vertical = np.outer([1, 2, 1], [-1, 0, 1]).astype(dtype)
    # (3, 3) -> (F, C, KH, KW) = (1, 1, 3, 3)
    return (vertical if direction == "vertical" else vertical.T)[None, None]


def sobel(
    x: Array, direction: str, *, stride: int | Pair = 1, padding: Padding = 0
) -> tuple[Array, Pullback]:
    """Find the vertical or horizontal edges in every channel of x.

    Parameters
    ----------
    x : (N, C, H, W) float32 or float64
    direction : "vertical" or "horizontal"
    stride, padding : as for conv2d

    Returns
    -------
    out : (N, C, OH, OW)
    pullback : grad_out (N, C, OH, OW) -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range, or the padded image is smaller than 3 x 3.

    Examples
    --------
    >>> step = np.array([[0.0, 0.0, 1.0, 1.0]] * 3).reshape(1, 1, 3, 4)
    >>> sobel(step, "vertical")[0]
    array([[[[4., 4.]]]])
    >>> sobel(step, "horizontal")[0]
    array([[[[0., 0.]]]])
    """
    c = floating("x", x, "N C H W").shape[1]
    kernel = sobel_filter(direction, dtype=x.dtype.type)
    # (1, 1, 3, 3) -> (C, 1, 3, 3): one filter a channel
    weight = np.repeat(kernel, c, axis=0)
    out, conv_pullback = conv2d(x, weight, stride=stride, padding=padding, groups=c)
    return out, lambda grad_out: conv_pullback(grad_out)[:1]
