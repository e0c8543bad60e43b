"""Convolutions, as deep learning means them: cross-correlations with a kernel."""

from functools import partial
from typing import Any

from scratchcnn.ops.arguments import Array, Pullback, Sides, alike, floating, upstream
from scratchcnn.ops.sliding.correlation import Correlation
from scratchcnn.ops.sliding.filters import Padding, check_channels, window_axes
from scratchcnn.ops.sliding.planes import Planes
from scratchcnn.ops.sliding.unbatched import without_batch
from scratchcnn.ops.sliding.windows import output_size, output_sizes, padded


def conv1d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Sides = 1,
    padding: Padding = 0,
    dilation: Sides = 1,
    groups: int = 1,
) -> tuple[Array, Pullback]:
    """Cross-correlate every sequence with every filter.

    Parameters
    ----------
    x : (N, C, L) or (C, L), float32 or float64
    weight : (F, C / groups, K), dtype of x
    bias : (F,), dtype of x
    stride, dilation : int or (int,), at least 1
    padding : zeros on both sides, int or (int,), or "valid" or "same" as for conv2d
    groups : as for conv2d

    Returns
    -------
    out : (N, F, OL), or (F, OL)
    pullback : grad_out, shape of out -> (grad_x, grad_weight), and grad_bias where there is a bias

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Examples
    --------
    >>> import numpy as np
    >>> out, pullback = conv1d(np.array([[[1.0, 2.0, 4.0]]]), np.array([[[-1.0, 1.0]]]))
    >>> out
    array([[[1., 2.]]])
    >>> pullback(np.array([[[1.0, 10.0]]]))
    (array([[[-1., -9., 10.]]]), array([[[21., 42.]]]))
    """
    options: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation}
    if floating("x", x, "N C L", "C L").ndim == 2:
        return without_batch(partial(conv1d, weight=weight, bias=bias, groups=groups, **options), x)
    return correlated(x, weight, bias, groups, **options)


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Sides = 1,
    padding: Padding = 0,
    dilation: Sides = 1,
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
    >>> import numpy as np
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


def conv3d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Sides = 1,
    padding: Padding = 0,
    dilation: Sides = 1,
    groups: int = 1,
) -> tuple[Array, Pullback]:
    """Cross-correlate every volume with every filter.

    Parameters
    ----------
    x : (N, C, D, H, W) or (C, D, H, W), float32 or float64
    weight : (F, C / groups, KD, KH, KW), dtype of x
    bias : (F,), dtype of x
    stride, dilation : int or (depth, height, width), at least 1
    padding : zeros on both sides, int or (depth, height, width), or "valid" or "same"
        "same" and "valid" as for conv2d
    groups : as for conv2d

    Returns
    -------
    out : (N, F, OD, OH, OW), or (F, OD, OH, OW)
    pullback : grad_out, shape of out -> (grad_x, grad_weight), and grad_bias where there is a bias

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(8.0).reshape(1, 1, 2, 2, 2)
    >>> out, pullback = conv3d(x, np.ones((1, 1, 2, 2, 1)))
    >>> out
    array([[[[[12., 16.]]]]])
    >>> grad_x, grad_weight = pullback(out)
    """
    options: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation}
    if floating("x", x, "N C D H W", "C D H W").ndim == 4:
        return without_batch(partial(conv3d, weight=weight, bias=bias, groups=groups, **options), x)
    return correlated(x, weight, bias, groups, **options)


def correlated(
    x: Array, weight: Array, bias: Array | None, groups: int, **options: Any
) -> tuple[Array, Pullback]:
    """Cross-correlate batches (N, C, ...) with filters (F, C / groups, ...)."""
    groups = check_channels(x, weight, groups)
    axes = window_axes(x, weight, **options)
    f = len(weight)
    if bias is not None:
        alike("bias", bias, x.dtype, (f,))
    planes, shape = Planes.of(axes, len(x)), (len(x), f, *map(output_size, axes))
    kernels = planes.kernels(weight)
    correlation = Correlation(planes.images(x), kernels, bias, groups, planes.rows, planes.columns)
    out = planes.outputs(correlation.out(), shape)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grads = correlation(planes.of_outputs(upstream(grad_out, out)))
        grad_x, grad_weight, *grad_bias = grads
        return planes.added(grad_x, x.shape), grad_weight.reshape(weight.shape), *grad_bias

    return out, pullback
