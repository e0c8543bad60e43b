"""Transposed convolutions: what a convolution does to the gradient of its input, as an op."""

from functools import partial
from typing import TypeAlias

import numpy as np

from scratchcnn.ops.arguments import (
    Array,
    Pullback,
    Sides,
    alike,
    describe,
    floating,
    integer,
    several,
    upstream,
)
from scratchcnn.ops.sliding.correlation import Correlation
from scratchcnn.ops.sliding.filters import check_kernels
from scratchcnn.ops.sliding.planes import Planes
from scratchcnn.ops.sliding.unbatched import without_batch
from scratchcnn.ops.sliding.windows import Axis, batch_first, batch_last, output_size, sizes_of

# stride, padding, output_padding, groups, dilation
Options: TypeAlias = tuple[Sides, Sides, Sides, int, Sides]


def conv_transpose1d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Sides = 1,
    padding: Sides = 0,
    output_padding: Sides = 0,
    groups: int = 1,
    dilation: Sides = 1,
) -> tuple[Array, Pullback]:
    """Let every number of a sequence add the filters, times itself, to a longer sequence.

    Parameters
    ----------
    x : (N, C, L) or (C, L), float32 or float64
    weight : (C, F / groups, K), dtype of x
    bias : (F,), dtype of x
    stride, padding, output_padding, groups, dilation : as for conv_transpose2d, int or (int,)

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
    >>> out, pullback = conv_transpose1d(np.array([[[1.0, 10.0]]]), np.array([[[2.0, 3.0]]]))
    >>> out
    array([[[ 2., 23., 30.]]])
    >>> pullback(np.array([[[1.0, 0.0, 2.0]]]))
    (array([[[2., 6.]]]), array([[[ 1., 20.]]]))
    """
    options = (stride, padding, output_padding, groups, dilation)
    if floating("x", x, "N C L", "C L").ndim == 2:
        return without_batch(partial(transposed, weight, bias, options), x)
    return transposed(weight, bias, options, x)


def conv_transpose2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Sides = 1,
    padding: Sides = 0,
    output_padding: Sides = 0,
    groups: int = 1,
    dilation: Sides = 1,
) -> tuple[Array, Pullback]:
    """Let every pixel add the filters, times itself, to a larger image.

    Parameters
    ----------
    x : (N, C, H, W) or (C, H, W), float32 or float64
    weight : (C, F / groups, KH, KW), dtype of x
    bias : (F,), dtype of x
    stride : int or (height, width), at least 1: how far apart neighbours add their filters
    padding : int or (height, width), at least 0: what is cut off on both sides
    output_padding : int or (height, width) of rows and columns that are added at the bottom and
        right, or not cut off there; smaller than stride or dilation
    groups : the number of independent groups that channels and filters are split into
    dilation : int or (height, width), at least 1

    Returns
    -------
    out : (N, F, OH, OW), or (F, OH, OW)
        OH = (H - 1) * stride - 2 * padding + dilation * (KH - 1) + output_padding + 1
    pullback : grad_out, shape of out -> (grad_x, grad_weight), and grad_bias where there is a bias

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    This is the gradient that conv2d with the same weight, stride, padding, dilation and groups
    gives its input if x is what comes from above (Dumoulin and Visin, 2016, "A guide to convolution
    arithmetic for deep learning", chapter 4). So its own gradients are a convolution, and that
    convolution's gradient of its weight. `output_padding` says which of the images that conv2d
    shrinks to the size of x is meant.

    Examples
    --------
    >>> x = np.array([[1.0, 10.0]]).reshape(1, 1, 1, 2)
    >>> out, pullback = conv_transpose2d(x, np.array([[[[1.0, 2.0, 3.0]]]]), stride=2)
    >>> out
    array([[[[ 1.,  2., 13., 20., 30.]]]])
    >>> pullback(out)[0]
    array([[[[ 44., 143.]]]])
    """
    options = (stride, padding, output_padding, groups, dilation)
    if floating("x", x, "N C H W", "C H W").ndim == 3:
        return without_batch(partial(transposed, weight, bias, options), x)
    return transposed(weight, bias, options, x)


def conv_transpose3d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Sides = 1,
    padding: Sides = 0,
    output_padding: Sides = 0,
    groups: int = 1,
    dilation: Sides = 1,
) -> tuple[Array, Pullback]:
    """Let every voxel add the filters, times itself, to a larger volume.

    Parameters
    ----------
    x : (N, C, D, H, W) or (C, D, H, W), float32 or float64
    weight : (C, F / groups, KD, KH, KW), dtype of x
    bias : (F,), dtype of x
    stride, padding, output_padding, groups, dilation : as for conv_transpose2d, int or (depth,
        height, width)

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
    >>> out, pullback = conv_transpose3d(np.ones((1, 1, 2, 1, 1)), np.ones((1, 1, 2, 1, 2)))
    >>> out.reshape(3, 2)
    array([[1., 1.],
           [2., 2.],
           [1., 1.]])
    >>> grad_x, grad_weight = pullback(out)
    """
    options = (stride, padding, output_padding, groups, dilation)
    if floating("x", x, "N C D H W", "C D H W").ndim == 4:
        return without_batch(partial(transposed, weight, bias, options), x)
    return transposed(weight, bias, options, x)


def transposed(
    weight: Array, bias: Array | None, options: Options, x: Array
) -> tuple[Array, Pullback]:
    """Let the pixels of batches (N, C, ...) add filters (C, F / groups, ...)."""
    stride, padding, output_padding, groups, dilation = options
    groups, f = check_filters(x, weight, groups)
    if bias is not None:
        alike("bias", bias, x.dtype, (f,))
    axes = output_axes(x, weight, stride, padding, output_padding, dilation)
    # Of as many zeros as one more window would need, none reaches the output.
    more = [output_size(axis) - size for axis, size in zip(axes, x.shape[2:], strict=True)]
    enough = np.pad(x, [(0, 0), (0, 0), *((0, zeros) for zeros in more)]) if any(more) else x
    planes = Planes.of(axes, len(x))
    given = batch_last(planes.of_outputs(enough))
    shape = (len(x), f, *(axis.size for axis in axes))

    def correlation(images: Array) -> Correlation:
        kernels = planes.kernels(weight)
        return Correlation(images, kernels, None, groups, planes.rows, planes.columns)

    images, _ = correlation(planes.no_images(shape, x.dtype)).spread(given, lambda *_: None)
    out = planes.added(images, shape)
    if bias is not None:
        # (N, F, ...) + (F, 1, ...)
        out += bias.reshape(f, *(1,) * len(axes))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        back = correlation(planes.images(upstream(grad_out, out)))
        # (N, C, ...) without the zeros behind x
        grad_x = planes.outputs(back.out(), enough.shape)[tuple(map(slice, x.shape))]
        (grad_weight,) = back.of_parameters(batch_first(given))
        grads = grad_x, grad_weight.reshape(weight.shape)
        return grads if bias is None else (*grads, added_up(grad_out))

    return out, pullback


def added_up(grad_out: Array) -> Array:
    """Sum over batch and pixels: (N, F, ...) -> (F,)."""
    sums: Array = grad_out.sum((0, *range(2, grad_out.ndim)))
    return sums


def check_filters(x: Array, weight: Array, groups: int) -> tuple[int, int]:
    """Return groups and the number of filters, if x (N, C, ...) and weight (C, F/groups, ...) fit.

    Raises
    ------
    TypeError, ValueError
        They do not fit, or groups does not divide the channels.
    """
    c = x.shape[1]
    groups = integer("groups", groups, 1)
    channels, per_group = check_kernels(x, weight, "C F/groups")
    if channels != c:
        raise ValueError(
            f"weight must have {c} entries along its first axis for x of {c} channels, got "
            f"{describe(weight)}"
        )
    if c % groups:
        raise ValueError(f"groups must divide the channels of x, {c}, got {groups}")
    return groups, per_group * groups


def output_axes(
    x: Array, weight: Array, stride: Sides, padding: Sides, output_padding: Sides, dilation: Sides
) -> tuple[Axis, ...]:
    """Return the axes of the output, along which the windows lie that the pixels of x add to."""
    sizes = sizes_of(x)
    axes = len(sizes)
    strides = several("stride", stride, 1, axes)
    paddings = several("padding", padding, 0, axes)
    more = several("output_padding", output_padding, 0, axes)
    dilations = several("dilation", dilation, 1, axes)
    if any(m >= max(s, d) for m, s, d in zip(more, strides, dilations, strict=True)):
        raise ValueError(
            f"output_padding must be smaller than stride or dilation, got {output_padding} for "
            f"stride {stride} and dilation {dilation}"
        )
    found = []
    for i, kernel in enumerate(weight.shape[2:]):
        whole = (sizes[i] - 1) * strides[i] + dilations[i] * (kernel - 1) + 1 + more[i]
        size, cut = whole - 2 * paddings[i], (paddings[i], paddings[i])
        found.append(Axis("", size, kernel, strides[i], cut, dilations[i]))
    if min(axis.size for axis in found) < 1:
        left = " x ".join(str(axis.size) for axis in found)
        raise ValueError(
            f"padding must leave something of the output, got {padding}, which leaves {left}"
        )
    return tuple(found)
