"""More of the known bugs of padding, forward and backward."""

from dataclasses import replace

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import SLIDING
from scratchcnn.oracle.cards.bugs.sliding.pool import pooled
from scratchcnn.oracle.cards.bugs.sliding.shared import padding_not_cropped
from scratchcnn.oracle.cards.bugs.sliding.windows import Windows, biased
from scratchcnn.oracle.cases.window_kinds import pair

FAMILY = Family()
ONE = ((1, 1), (1, 1))


def is_padded(call: Call) -> bool:
    """Return whether there is any padding."""
    return any(map(any, Windows.of(call).margin))


FAMILY.raising("padding-not-cropped", *SLIDING, variant="backward_raises", where=is_padded)
FAMILY.raising(
    "padding-hard-coded",
    "conv2d",
    variant="backward_raises",
    where=lambda call: Windows.of(call).margin != ONE,
)


@FAMILY.output("padding-ignored", *SLIDING, variant="forward_windows")
def windows_of_bare_image(call: Call) -> Array:
    """All windows are taken from the unpadded image: the last are cut off, which raises."""
    windows = Windows.of(call).unpadded()
    if call.twin.__name__ != "conv2d":
        return pooled(windows)
    return biased(call, windows.products(windows.patches()))


@FAMILY.output("padding-ignored", "conv2d", variant="forward_smaller")
def windows_that_fit_the_bare_image(call: Call) -> Array:
    """As many windows as fit the unpadded image: none, or fewer than none, which raises."""
    windows = Windows.of(call).unpadded()
    fewest = [size - reach for size, reach in zip(call["x"].shape[2:], windows.reach, strict=True)]
    count = tuple(spare // stride + 1 for spare, stride in zip(fewest, windows.stride, strict=True))
    if min(count) > 0:
        return call.again(padding=0).out
    return np.zeros((*call.out.shape[:2], *count))


@FAMILY.output("padding-ignored", "conv2d", variant="forward_partial")
def partial_windows_of_bare_image(call: Call) -> Array:
    """All windows are taken from the unpadded image: the last meet a part of the kernel."""
    windows = Windows.of(call).unpadded()
    return biased(call, windows.products(windows.partial_patches()))


@FAMILY.gradient("padding-ignored", *SLIDING, variant="grad_x_partial")
def partial_shares(call: Call, grad_out: Array) -> Array:
    """Windows are written to the unpadded image, the last ones only as far as they lie on it."""
    windows = Windows.of(call)

    def write(place: Array, share: Array) -> None:
        height, width = place.shape[2:]
        place += share[:, :, :height, :width]

    return windows.gather(windows.shares(grad_out), call["x"].shape[2:], write)


@FAMILY.gradient("padding-ignored", "conv2d", of="weight")
def grad_weight_of_bare_image(call: Call, grad_out: Array) -> Array:
    """The windows are those of the unpadded image: the last are cut off, which raises."""
    windows = Windows.of(call).unpadded()
    return windows.grad_weight(windows.patches(), grad_out)


@FAMILY.gradient("padding-ignored", "conv2d", of="weight", variant="grad_weight_partial")
def grad_weight_of_partial_windows(call: Call, grad_out: Array) -> Array:
    """The windows are those of the unpadded image, as far as they lie on it."""
    windows = Windows.of(call).unpadded()
    return windows.grad_weight(windows.partial_patches(), grad_out)


@FAMILY.gradient("padding-ignored", "conv2d", of="weight", variant="grad_weight_size")
def grad_weight_too_small(call: Call, grad_out: Array) -> Array:
    """`correlate(x, grad_out)` on the unpadded image gives a smaller kernel, which raises."""
    margin = Windows.of(call).margin
    height, width = (
        size - sum(sides) for size, sides in zip(call["weight"].shape[2:], margin, strict=True)
    )
    if height < 1 or width < 1:
        raise ValueError("shapes do not fit")
    weight = np.zeros((*call["weight"].shape[:2], height, width))
    return call.without_bias().again(weight=weight, padding=0).gradient("weight", grad_out)


@FAMILY.output("padding-hard-coded", "conv2d", variant="forward_same")
def half_a_kernel(call: Call) -> Array:
    """`np.pad(x, k // 2)`, whatever was asked for."""
    height, width = call["weight"].shape[2:]
    return call.again(padding=(height // 2, width // 2)).out


@FAMILY.gradient("padding-hard-coded", "conv2d", of="weight")
def grad_weight_of_one_pixel(call: Call, grad_out: Array) -> Array:
    """The windows are taken from `np.pad(x, 1)`, whatever forward has padded with."""
    windows = replace(Windows.of(call), margin=ONE)
    return windows.grad_weight(windows.patches(), grad_out)


@FAMILY.gradient("padding-hard-coded", "conv2d", variant="grad_x_of_size")
def crop_of_size_hard_coded(call: Call, grad_out: Array) -> Array:
    """`padded[1 : H + 1, 1 : W + 1]`: at p = 0 it ends where the image does."""
    height, width = call["x"].shape[2:]
    return Windows.of(call).padded_gradient(grad_out)[:, :, 1 : height + 1, 1 : width + 1]


@FAMILY.output("padding-zero-slice", *SLIDING)
def image_into_padding(call: Call) -> Array:
    """`padded[p:-p] = x` raises at p = 0, where the left-hand side is empty."""
    windows, x = Windows.of(call), call["x"]
    (top, bottom), (left, right) = windows.margin
    padded = windows.pad(np.zeros_like(x))
    padded[:, :, top:-bottom, left:-right] = x
    return call.again(x=padded, padding=0).out


@FAMILY.gradient("padding-cropped-wrong-axes", "conv2d", variant="grad_x_channels")
def channels_cropped(call: Call, grad_out: Array) -> Array:
    """`padded[:, p:-p, p:-p]` on (N, C, H, W): channels and rows."""
    padded = padding_not_cropped(call, grad_out)
    (top, bottom), (left, right) = Windows.of(call).margin
    channels, rows = padded.shape[1:3]
    return padded[:, top : channels - bottom, left : rows - right]


@FAMILY.gradient("zero-padding-enters-max", "max_pool2d")
def zeros_win_the_gradient(call: Call, grad_out: Array) -> Array:
    """`np.pad` with its default: the gradient of a window may go to the padding."""
    windows = Windows.of(call)
    padded = np.pad(call["x"], ((0, 0), (0, 0), *windows.margin))
    return windows.crop(call.again(x=padded, padding=0).gradient("x", grad_out))


@FAMILY.output("wrong-formula", "avg_pool2d", variant="forward_padding_left_out")
def padding_left_out(call: Call) -> Array:
    """The mean is taken over the pixels of the image only."""
    inside = call.again(x=np.ones_like(call["x"])).out
    return call.out / inside


@FAMILY.gradient("wrong-formula", "avg_pool2d", variant="grad_x_padding_left_out")
def gradient_padding_left_out(call: Call, grad_out: Array) -> Array:
    """Every pixel receives its share among the pixels of the image only."""
    inside = call.again(x=np.ones_like(call["x"])).out
    return call.gradient("x", grad_out / inside)


@FAMILY.output("wrong-formula", "avg_pool2d")
def sum_for_mean(call: Call) -> Array:
    """The sum is not divided."""
    height, width = Windows.of(call).reach
    return call.out * (height * width)


@FAMILY.output("wrong-formula", "avg_pool2d", variant="forward_over_stride")
def mean_over_stride(call: Call) -> Array:
    """The sum is divided by the stride's square, not by the window's area."""
    (height, width), strides = Windows.of(call).reach, Windows.of(call).stride
    out: Array = call.out * (height * width) / np.prod(pair(strides))
    return out


@FAMILY.gradient("wrong-formula", "avg_pool2d", variant="grad_x_over_side")
def gradient_over_side(call: Call, grad_out: Array) -> Array:
    """The gradient is divided by the window's side, not by its area."""
    return call.gradient("x", grad_out) * Windows.of(call).reach[0]


@FAMILY.gradient("wrong-formula", "avg_pool2d", variant="grad_x_over_stride")
def gradient_over_stride(call: Call, grad_out: Array) -> Array:
    """The gradient is divided by the stride's square, not by the window's area."""
    (height, width), strides = Windows.of(call).reach, Windows.of(call).stride
    grad_x: Array = call.gradient("x", grad_out) * (height * width) / np.prod(pair(strides))
    return grad_x
