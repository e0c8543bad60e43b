"""Sobel filters: edges found by a convolution with fixed kernels."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, Sides, choice, floating
from scratchcnn.ops.sliding.conv import conv2d
from scratchcnn.ops.sliding.filters import Padding


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
    x: Array, direction: str, *, stride: Sides = 1, padding: Padding = 0
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
