"""The known bugs that convolutions and poolings share."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import OTHER_POOLS, RESIZING, SLIDING
from scratchcnn.oracle.cards.bugs.sliding.windows import Windows, biased, overwrite

FAMILY = Family()


@FAMILY.output("stride-ignored", *SLIDING)
def stride_ignored(call: Call) -> Array:
    """Window i starts at i; the number of windows is right."""
    oh, ow = call.out.shape[2:]
    return biased(call, call.without_bias().again(stride=1).out[:, :, :oh, :ow])


def as_if_dense(call: Call, name: str, grad_out: Array) -> Array:
    """Return a gradient for windows that start at i, though forward took them at i * stride."""
    dense = call.without_bias().again(stride=1)
    upstream = np.zeros_like(dense.out)
    oh, ow = grad_out.shape[2:]
    upstream[:, :, :oh, :ow] = grad_out
    return dense.gradient(name, upstream)


@FAMILY.gradient("stride-ignored", *SLIDING)
def stride_ignored_grad_x(call: Call, grad_out: Array) -> Array:
    """The gradient is written to the windows at i."""
    return as_if_dense(call, "x", grad_out)


@FAMILY.gradient("stride-ignored", "conv2d", of="weight")
def stride_ignored_grad_weight(call: Call, grad_out: Array) -> Array:
    """The weight's gradient reads the windows at i."""
    return as_if_dense(call, "weight", grad_out)


@FAMILY.output("padding-ignored", *SLIDING)
def padding_ignored(call: Call) -> Array:
    """Forward runs on the unpadded image."""
    return call.again(padding=0).out


@FAMILY.gradient("padding-ignored", *SLIDING)
def padding_ignored_grad_x(call: Call, grad_out: Array) -> Array:
    """Windows are written to the unpadded image, where the last ones are cut off: this raises."""
    windows = Windows.of(call)
    return windows.gather(windows.shares(grad_out), call["x"].shape[2:])


@FAMILY.gradient("padding-not-cropped", *SLIDING)
def padding_not_cropped(call: Call, grad_out: Array) -> Array:
    """What is returned is the gradient of the padded image."""
    return Windows.of(call).padded_gradient(grad_out)


@FAMILY.gradient("padding-zero-slice", *SLIDING)
def padding_zero_slice(call: Call, grad_out: Array) -> Array:
    """`grad_x[...] = padded[p:-p]` raises at p = 0, where the right-hand side is empty."""
    grad_x = np.zeros(call["x"].shape)
    grad_x[...] = padding_zero_slice_empty(call, grad_out)
    return grad_x


@FAMILY.gradient("padding-zero-slice", *SLIDING, variant="grad_x_empty")
def padding_zero_slice_empty(call: Call, grad_out: Array) -> Array:
    """`return padded[p:-p]` is empty at p = 0."""
    windows = Windows.of(call)
    (top, bottom), (left, right) = windows.margin
    return windows.padded_gradient(grad_out)[:, :, top:-bottom, left:-right]


@FAMILY.gradient("non-tiling-stride", *SLIDING)
def size_from_output(call: Call, grad_out: Array) -> Array:
    """The gradient's size is computed from the output's: what fills no window is missing."""
    windows = Windows.of(call)
    height, width = (
        (count - 1) * stride + reach - sum(margin)
        for count, stride, reach, margin in zip(
            windows.count, windows.stride, windows.reach, windows.margin, strict=True
        )
    )
    return call.gradient("x", grad_out)[:, :, :height, :width]


@FAMILY.gradient("height-width-swapped", *SLIDING)
def height_width_swapped_grad_x(call: Call, grad_out: Array) -> Array:
    """`for i in range(width)`, `for j in range(height)`: out of range unless they are equal."""
    seen = np.zeros_like(grad_out)
    height, width = grad_out.shape[2:]
    for i, j in np.ndindex(width, height):
        seen[:, :, i, j] = grad_out[:, :, i, j]
    return call.gradient("x", seen)


@FAMILY.gradient("overlap-overwritten", *SLIDING, variant="grad_x_by_window")
def overlap_overwritten_by_window(call: Call, grad_out: Array) -> Array:
    """`grad_x[window] = share`: the zeros of a window overwrite too."""
    windows = Windows.of(call)
    return windows.crop(windows.gather(windows.shares(grad_out), windows.padded_size, overwrite))


@FAMILY.gradient("upstream-ignored", *SLIDING)
def upstream_ignored(call: Call, grad_out: Array) -> Array:
    """The derivative by itself is returned."""
    return call.gradient("x", np.ones_like(grad_out))


@FAMILY.gradient("last-sample-only", *SLIDING, *OTHER_POOLS, *RESIZING)
def last_sample_grad_x(call: Call, grad_out: Array) -> Array:
    """The gradient is written after the loop over the batch."""
    grad_x = call.gradient("x", grad_out)
    grad_x[:-1] = 0
    return grad_x


@FAMILY.gradient("first-sample-only", *SLIDING, *OTHER_POOLS, *RESIZING)
def first_sample_grad_x(call: Call, grad_out: Array) -> Array:
    """`return` stands inside the loop over the batch."""
    grad_x = call.gradient("x", grad_out)
    grad_x[1:] = 0
    return grad_x


@FAMILY.output("first-sample-only", *SLIDING)
def first_sample_forward(call: Call) -> Array:
    """`return` stands inside the loop over the batch."""
    out: Array = call.out.copy()
    out[1:] = 0
    return out
