"""The known bugs of convolutions along one axis, or along three."""

import math
from itertools import starmap

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import OTHER_CONVOLUTIONS, TRANSPOSED
from scratchcnn.oracle.cards.bugs.sliding.dilated import corner, pixels, with_bias

FAMILY = Family()
# What these have in common with transposed convolutions.
ALL = (*OTHER_CONVOLUTIONS, *TRANSPOSED)


def turned(weight: Array) -> Array:
    """Return every kernel reversed along all of its axes."""
    reversed_kernels: Array = np.flip(weight, tuple(range(2, weight.ndim)))
    return reversed_kernels


def dense(call: Call) -> Call:
    """Return the call with windows that start at i, not at i * stride, and without a bias."""
    return call.without_bias().again(stride=1)


def of_dense(call: Call, name: str, grad_out: Array) -> Array:
    """Return a gradient for windows that start at i, though forward took them at i * stride."""
    upstream = np.zeros_like(dense(call).out)
    upstream[corner(grad_out.shape)] = grad_out
    return dense(call).gradient(name, upstream)


@FAMILY.output("kernel-flipped", *ALL)
def kernel_flipped(call: Call) -> Array:
    """`np.convolve` in place of `np.correlate`, or the other way round if transposed."""
    return call.again(weight=turned(call["weight"])).out


@FAMILY.gradient("kernel-not-flipped", *ALL)
def kernel_not_flipped(call: Call, grad_out: Array) -> Array:
    """`np.correlate` in place of `np.convolve`, or the other way round if transposed."""
    return call.again(weight=turned(call["weight"])).gradient("x", grad_out)


@FAMILY.gradient("kernel-flipped", *ALL, of="weight")
def weight_turned(call: Call, grad_out: Array) -> Array:
    """The weight's gradient has input and upstream gradient exchanged, and so is reversed."""
    gradient: Array = turned(call.gradient("weight", grad_out)).copy()
    return gradient


@FAMILY.output("stride-ignored", *OTHER_CONVOLUTIONS)
def stride_ignored(call: Call) -> Array:
    """Window i starts at i; the number of windows is right."""
    return with_bias(call, dense(call).out[corner(call.out.shape)])


@FAMILY.output("stride-ignored", *OTHER_CONVOLUTIONS, variant="forward_size")
def stride_ignored_size(call: Call) -> Array:
    """The stride is used nowhere, not even for the output's size."""
    return call.again(stride=1).out


@FAMILY.gradient("stride-ignored", *OTHER_CONVOLUTIONS)
def stride_ignored_grad_x(call: Call, grad_out: Array) -> Array:
    """The gradient is written to the windows at i."""
    return of_dense(call, "x", grad_out)


@FAMILY.gradient("stride-ignored", *OTHER_CONVOLUTIONS, of="weight")
def stride_ignored_grad_weight(call: Call, grad_out: Array) -> Array:
    """The weight's gradient reads the windows at i."""
    return of_dense(call, "weight", grad_out)


@FAMILY.output("padding-ignored", *ALL)
def padding_ignored(call: Call) -> Array:
    """There is no padding."""
    return call.again(padding=0).out


@FAMILY.gradient("upstream-ignored", *ALL)
def upstream_ignored(call: Call, grad_out: Array) -> Array:
    """The derivative by itself is returned."""
    return call.gradient("x", np.ones_like(grad_out))


@FAMILY.gradient("last-sample-only", *ALL, of="weight")
def last_sample_grad_weight(call: Call, grad_out: Array) -> Array:
    """`grad_weight = ...` in the loop over the batch, for +=."""
    upstream = grad_out.copy()
    upstream[:-1] = 0
    return call.gradient("weight", upstream)


@FAMILY.output("bias-missing", *ALL)
def bias_not_added(call: Call) -> Array:
    """The bias is forgotten."""
    return call.without_bias().out


@FAMILY.gradient("bias-missing", *ALL, of="bias", variant="grad_bias_averaged")
def bias_averaged(call: Call, grad_out: Array) -> Array:
    """`grad_out.mean(...)` for the sum."""
    terms = grad_out.size // max(grad_out.shape[1], 1)
    return np.asarray(call.gradient("bias", grad_out) / max(terms, 1))


def windows(call: Call) -> tuple[tuple[int, ...], ...]:
    """Return reach and stride of a convolution along every axis."""
    kernel = call["weight"].shape[2:]
    strides, dilations = (
        np.broadcast_to(call[name], len(kernel)) for name in ("stride", "dilation")
    )
    reach = tuple(starmap(lambda k, d: int(d * (k - 1) + 1), zip(kernel, dilations, strict=True)))
    return reach, tuple(map(int, strides))


@FAMILY.gradient("overlap-overwritten", *OTHER_CONVOLUTIONS, variant="grad_x_by_window")
def overlap_overwritten(call: Call, grad_out: Array) -> Array:
    """`grad_x[window] = share`: the zeros of a window overwrite too."""
    reach, strides = windows(call)
    before = margins(call, reach)
    image = np.pad(np.zeros(call["x"].shape), [(0, 0), (0, 0), *before])
    one = call.without_bias().again(x=np.zeros((*call["x"].shape[:2], *reach)), stride=1, padding=0)
    for place in np.ndindex(grad_out.shape[2:]):
        share = one.gradient("x", grad_out[pixels(slice(i, i + 1) for i in place)])
        starts = zip(place, strides, reach, strict=True)
        image[pixels(slice(i * s, i * s + r) for i, s, r in starts)] = share
    ends = zip(before, image.shape[2:], strict=True)
    gradient: Array = image[pixels(slice(start, size - end) for (start, end), size in ends)]
    return gradient


def margins(call: Call, reach: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return how many zeros stand before and after every axis."""
    padding = call["padding"]
    if padding == "same":
        return [((r - 1) // 2, math.ceil((r - 1) / 2)) for r in reach]
    zeros = np.broadcast_to(0 if padding == "valid" else padding, len(reach))
    return [(int(p), int(p)) for p in zeros]
