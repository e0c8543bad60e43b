"""More of the known bugs of convolutions: rotated kernels, strides, and the axes of im2col."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family, Grads
from scratchcnn.oracle.cards.bugs.groups import POOLS, SLIDING
from scratchcnn.oracle.cards.bugs.sliding.conv import full_convolution_undilated, turned
from scratchcnn.oracle.cards.bugs.sliding.windows import Windows, biased
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()


@FAMILY.answer("kernel-flipped", "conv2d", variant="convolution")
def true_convolution(call: Call) -> tuple[Array, Pullback]:
    """Forward convolves, and the gradients are those of what it computes."""
    flipped = call.again(weight=turned(call["weight"]))

    def pullback(grad_out: Array) -> Grads:
        grad_x, grad_weight, *others = flipped.pullback(grad_out)
        return grad_x, turned(grad_weight).copy(), *others

    return flipped.out, pullback


@FAMILY.gradient("kernel-flipped", "conv2d", of="weight")
def grad_weight_turned(call: Call, grad_out: Array) -> Array:
    """The weight's gradient is rotated by 180 degrees, the kernel is not."""
    return np.asarray(turned(call.gradient("weight", grad_out)).copy())


@FAMILY.gradient("kernel-flipped", "conv2d", of="weight", variant="grad_weight_upstream")
def grad_weight_of_turned_upstream(call: Call, grad_out: Array) -> Array:
    """`convolve2d(x, grad_out)` for `correlate2d`."""
    return call.gradient("weight", turned(grad_out))


@FAMILY.output("stride-ignored", *POOLS, variant="forward_size")
def stride_ignored_size(call: Call) -> Array:
    """The stride is used nowhere, not even for the output's size."""
    return call.again(stride=1).out


@FAMILY.gradient("stride-ignored", "conv2d", variant="grad_x_raises")
def full_convolution_written_back(call: Call, grad_out: Array) -> Array:
    """The gradient as for a stride of 1 is written to an array of the right size: this raises."""
    grad_x = np.zeros(call["x"].shape)
    grad_x[...] = full_convolution_undilated(call, grad_out)
    return grad_x


@FAMILY.gradient("stride-ignored", "conv2d", of="weight", variant="grad_weight_size")
def correlated_undilated(call: Call, grad_out: Array) -> Array:
    """`correlate(x, grad_out)` without the zeros of the stride: the kernel comes out too large."""
    windows = Windows.of(call)
    height, width = (
        size - count + 1 for size, count in zip(windows.padded_size, windows.count, strict=True)
    )
    weight = np.zeros((*call["weight"].shape[:2], height, width))
    dense = call.without_bias().again(weight=weight, stride=1, dilation=1)
    return dense.gradient("weight", grad_out)


@FAMILY.gradient("stride-ignored", "conv2d", of="weight", variant="grad_weight_cropped")
def correlated_and_cropped(call: Call, grad_out: Array) -> Array:
    """The same, cropped to the kernel's size."""
    height, width = call["weight"].shape[2:]
    return correlated_undilated(call, grad_out)[:, :, :height, :width]


FAMILY.raising(
    "stride-ignored",
    *SLIDING,
    variant="backward_raises",
    where=lambda call: Windows.of(call).stride != (1, 1),
)


def products(call: Call, columns: Array, weight: Array) -> Array:
    """Return the output from patches (N, C, KH, KW, OH, OW) in some order of the middle axes."""
    n, f, oh, ow = call.out.shape
    rows = columns.reshape(n, -1, oh * ow)
    # (F, CKK) @ (N, CKK, OH * OW) -> (N, F, OH * OW)
    return biased(call, (weight @ rows).reshape(n, f, oh, ow))


def columns(call: Call) -> Array:
    """Return the patches as im2col leaves them: (N, C, KH, KW, OH, OW)."""
    windows = Windows.of(call)
    patches = windows.patches()[..., :: windows.dilation[0], :: windows.dilation[1]]
    # (N, C, OH, OW, KH, KW) -> (N, C, KH, KW, OH, OW)
    taps: Array = patches.transpose(0, 1, 4, 5, 2, 3)
    return taps


@FAMILY.output("im2col-axis-order", "conv2d", variant="taps_before_channels")
def taps_before_channels(call: Call) -> Array:
    """The patches are flattened as (KH, KW, C), the weight as (C, KH, KW)."""
    taps = columns(call).transpose(0, 2, 3, 1, 4, 5)
    return products(call, taps, call["weight"].reshape(len(call["weight"]), -1))


@FAMILY.output("im2col-axis-order", "conv2d", variant="columns_before_rows")
def columns_before_rows(call: Call) -> Array:
    """The patches are flattened as (C, KW, KH), the weight as (C, KH, KW)."""
    taps = columns(call).transpose(0, 1, 3, 2, 4, 5)
    return products(call, taps, call["weight"].reshape(len(call["weight"]), -1))


@FAMILY.output("im2col-axis-order", "conv2d", variant="weight")
def weight_not_transposed(call: Call) -> Array:
    """`weight.reshape(-1, F)` for `weight.reshape(F, -1).T`."""
    weight = call["weight"]
    return products(call, columns(call), weight.reshape(-1, len(weight)).T)


@FAMILY.output("im2col-axis-order", "conv2d", variant="output_of_filters")
def output_of_filters(call: Call) -> Array:
    """The product (F, N * OH * OW) is reshaped to (N, F, OH, OW) at once."""
    out: Array = call.out.transpose(1, 0, 2, 3).reshape(call.out.shape)
    return out


@FAMILY.output("im2col-axis-order", "conv2d", variant="output_of_pixels")
def output_of_pixels(call: Call) -> Array:
    """The product has the pixels before the batch, and is reshaped as if it had not."""
    n, f, oh, ow = call.out.shape
    # (F, OH * OW * N), as the columns are ordered, but taken for (F, N, OH, OW)
    out: Array = call.out.transpose(1, 2, 3, 0).reshape(f, n, oh, ow).transpose(1, 0, 2, 3)
    return out


def upstream_rows(grad_out: Array) -> Array:
    """Return what `grad_out.reshape(-1, F)` takes for the upstream gradient."""
    n, f, oh, ow = grad_out.shape
    upstream: Array = grad_out.reshape(n, oh, ow, f).transpose(0, 3, 1, 2)
    return upstream


def upstream_filters(grad_out: Array) -> Array:
    """Return what `grad_out.reshape(F, -1)` takes for the upstream gradient."""
    n, f, oh, ow = grad_out.shape
    upstream: Array = grad_out.reshape(f, n, oh, ow).transpose(1, 0, 2, 3)
    return upstream


@FAMILY.gradient("im2col-axis-order", "conv2d", variant="grad_x_rows")
def grad_x_of_rows(call: Call, grad_out: Array) -> Array:
    """`grad_out.reshape(-1, F)` without a transpose."""
    return call.gradient("x", upstream_rows(grad_out))


@FAMILY.gradient("im2col-axis-order", "conv2d", of="weight", variant="grad_weight_rows")
def grad_weight_of_rows(call: Call, grad_out: Array) -> Array:
    """`grad_out.reshape(-1, F)` without a transpose."""
    return call.gradient("weight", upstream_rows(grad_out))


@FAMILY.gradient("im2col-axis-order", "conv2d", variant="grad_x_filters")
def grad_x_of_filters(call: Call, grad_out: Array) -> Array:
    """`grad_out.reshape(F, -1)` without a transpose."""
    return call.gradient("x", upstream_filters(grad_out))


@FAMILY.gradient("im2col-axis-order", "conv2d", of="weight", variant="grad_weight_filters")
def grad_weight_of_filters(call: Call, grad_out: Array) -> Array:
    """`grad_out.reshape(F, -1)` without a transpose."""
    return call.gradient("weight", upstream_filters(grad_out))


@FAMILY.gradient("im2col-axis-order", "conv2d", of="weight", variant="grad_weight_result")
def grad_weight_not_transposed(call: Call, grad_out: Array) -> Array:
    """The product (C * KH * KW, F) is reshaped to (F, C, KH, KW) at once."""
    right = call.gradient("weight", grad_out)
    gradient: Array = right.reshape(len(right), -1).T.reshape(right.shape)
    return gradient
