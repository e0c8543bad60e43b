"""The known bugs of convolutions."""

import math

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.sliding.windows import Windows, biased

FAMILY = Family()


def turned(weight: Array) -> Array:
    """Return every kernel rotated by 180 degrees."""
    return np.flip(weight, (2, 3))


@FAMILY.output("kernel-flipped", "conv2d")
def kernel_flipped(call: Call) -> Array:
    """`convolve2d` in place of `correlate2d`."""
    return call.again(weight=turned(call["weight"])).out


@FAMILY.gradient("kernel-not-flipped", "conv2d")
def kernel_not_flipped(call: Call, grad_out: Array) -> Array:
    """`correlate2d` in place of `convolve2d`."""
    return call.again(weight=turned(call["weight"])).gradient("x", grad_out)


@FAMILY.gradient("channels-not-swapped", "conv2d")
def channels_not_swapped(call: Call, grad_out: Array) -> Array:
    """`weight[c, f]` for `weight[f, c]`: out of range unless F = C."""
    weight = call["weight"].swapaxes(0, 1)
    return call.again(weight=weight).gradient("x", grad_out)


@FAMILY.output("stride-ignored", "conv2d", variant="forward_size")
def stride_ignored_size(call: Call) -> Array:
    """The stride is used nowhere, not even for the output's size."""
    return call.again(stride=1).out


@FAMILY.gradient("stride-ignored", "conv2d", variant="grad_x_size")
def full_convolution_undilated(call: Call, grad_out: Array) -> Array:
    """A full convolution of the gradient, without the zeros that a stride inserts."""
    windows = Windows.of(call)
    size = (count + reach - 1 for count, reach in zip(windows.count, windows.reach, strict=True))
    image = np.zeros((*call["x"].shape[:2], *size))
    padded = call.without_bias().again(x=image, stride=1, padding=0).gradient("x", grad_out)
    return windows.crop(padded)


@FAMILY.output("padding-hard-coded", "conv2d")
def padding_hard_coded(call: Call) -> Array:
    """`np.pad(x, 1)`, whatever was asked for."""
    return call.again(padding=1).out


@FAMILY.gradient("padding-hard-coded", "conv2d")
def crop_hard_coded(call: Call, grad_out: Array) -> Array:
    """`padded[1:-1, 1:-1]`, whatever was asked for."""
    return Windows.of(call).padded_gradient(grad_out)[:, :, 1:-1, 1:-1]


@FAMILY.gradient("padding-cropped-wrong-axes", "conv2d")
def padding_cropped_wrong_axes(call: Call, grad_out: Array) -> Array:
    """`padded[p:-p, p:-p]` on (N, C, H, W)."""
    windows = Windows.of(call)
    padded = windows.padded_gradient(grad_out)
    # (N, C, H, W) -> (H, W, N, C) and back, so that the crop takes the batch and the channels.
    gradient: Array = windows.crop(padded.transpose(2, 3, 0, 1)).transpose(2, 3, 0, 1)
    return gradient


@FAMILY.output("non-tiling-stride", "conv2d")
def one_window_too_many(call: Call) -> Array:
    """The output's size is rounded up: the last window is cut off, and its product raises."""
    windows = Windows.of(call)
    windows.having(windows.rounded_up()).patches()
    return call.out


@FAMILY.output("height-width-swapped", "conv2d")
def square_output(call: Call) -> Array:
    """One size for both axes: windows are cut off, which raises, or missing."""
    windows = Windows.of(call)
    height, _ = windows.count
    windows.having((height, height)).patches()
    return call.out[:, :, :, :height]


@FAMILY.gradient("height-width-swapped", "conv2d", of="weight")
def square_kernel(call: Call, grad_out: Array) -> Array:
    """One size for both axes of the kernel: taps are out of range, or missing."""
    right = call.gradient("weight", grad_out)
    grad_weight = np.zeros_like(right)
    for i, j in np.ndindex(right.shape[2], right.shape[2]):
        grad_weight[:, :, i, j] = right[:, :, i, j]
    return grad_weight


@FAMILY.output("bias-inside-sum", "conv2d")
def bias_inside_sum(call: Call) -> Array:
    """`sum(window * kernel + bias)`."""
    if call["bias"] is None:
        return call.out
    return call.again(bias=call["bias"] * call["weight"][0].size).out


@FAMILY.output("im2col-axis-order", "conv2d", variant="patches")
def patches_not_transposed(call: Call) -> Array:
    """The patches (N, C, KH, KW, OH, OW) become rows without a transpose."""
    windows, weight = Windows.of(call), call["weight"]
    n, f, oh, ow = call.out.shape
    # (N, C, OH, OW, KH, KW) -> (N, C, KH, KW, OH, OW), as im2col leaves it
    patches = windows.patches()[..., :: windows.dilation[0], :: windows.dilation[1]]
    columns = patches.transpose(0, 1, 4, 5, 2, 3)
    rows = columns.reshape(n * oh * ow, math.prod(weight.shape[1:]))
    out = rows @ weight.reshape(f, -1).T
    # (N * OH * OW, F) -> (N, OH, OW, F) -> (N, F, OH, OW)
    out = out.reshape(n, oh, ow, f).transpose(0, 3, 1, 2)
    return biased(call, out)


@FAMILY.output("im2col-axis-order", "conv2d", variant="output")
def output_not_transposed(call: Call) -> Array:
    """The product (N * OH * OW, F) is reshaped to (N, F, OH, OW) at once."""
    out: Array = call.out.transpose(0, 2, 3, 1).reshape(call.out.shape)
    return out


@FAMILY.gradient("filter-index-missing", "conv2d", of="weight")
def filter_index_missing(call: Call, grad_out: Array) -> Array:
    """`grad_weight += grad_out[n, f] * window`, without `[f]` on the left."""
    summed = call.gradient("weight", grad_out).sum(0)
    gradient: Array = np.broadcast_to(summed, call["weight"].shape).copy()
    return gradient


@FAMILY.output("last-channel-only", "conv2d")
def last_channel_only(call: Call) -> Array:
    """`out[f] = correlate(x[c], weight[f, c])` in a loop over c."""
    weight = call["weight"].copy()
    weight[:, :-1] = 0
    return call.again(weight=weight).out


@FAMILY.gradient("last-channel-only", "conv2d")
def last_filter_only(call: Call, grad_out: Array) -> Array:
    """`grad_x[c] = convolve(grad_out[f], weight[f, c])` in a loop over f."""
    upstream = grad_out.copy()
    upstream[:, :-1] = 0
    return call.gradient("x", upstream)
