"""The known bugs of a stride applied along one axis only, or only where windows are read."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import SLIDING
from scratchcnn.oracle.cards.bugs.sliding.windows import Pair, Windows, biased

FAMILY = Family()
# The wrong stride of every variant.
ALONG: dict[str, Callable[[Pair], Pair]] = {
    "rows": lambda stride: (stride[0], 1),
    "columns": lambda stride: (1, stride[1]),
}


def denser(axis: str, call: Call) -> Windows:
    """Return the right number of windows, with a stride along one axis only."""
    windows = Windows.of(call)
    return replace(windows, stride=ALONG[axis](windows.stride))


def dense_call(axis: str, call: Call) -> Call:
    """Return the call with a stride along one axis only."""
    return call.without_bias().again(stride=denser(axis, call).stride)


def strided_along(axis: str, call: Call) -> Array:
    """Window (i, j) starts at (i * s, j), or the other way round; their number is right."""
    oh, ow = call.out.shape[2:]
    return biased(call, dense_call(axis, call).out[:, :, :oh, :ow])


def sized_along(axis: str, call: Call) -> Array:
    """The output's size is that of such windows, too."""
    return call.again(stride=denser(axis, call).stride).out


def gradient_along(axis: str, name: str, call: Call, grad_out: Array) -> Array:
    """Return a gradient as if forward had taken its windows with a stride along one axis."""
    dense = dense_call(axis, call)
    upstream = np.zeros_like(dense.out)
    oh, ow = grad_out.shape[2:]
    upstream[:, :, :oh, :ow] = grad_out
    return dense.gradient(name, upstream)


def scattered_along(axis: str, call: Call, grad_out: Array) -> Array:
    """The right shares of windows are written where such windows would lie."""
    right = Windows.of(call)
    shares = right.shares(grad_out)
    return right.crop(denser(axis, call).gather(shares, right.padded_size))


for axis in ALONG:
    note = partial(FAMILY.output, "stride-ignored")
    note(*SLIDING, variant=f"forward_{axis}_only")(partial(strided_along, axis))
    note(*SLIDING, variant=f"forward_size_{axis}_only")(partial(sized_along, axis))
    grad = partial(FAMILY.gradient, "stride-ignored")
    grad(*SLIDING, variant=f"grad_x_{axis}_only")(partial(gradient_along, axis, "x"))
    grad("max_pool2d", variant=f"grad_x_scattered_{axis}_only")(partial(scattered_along, axis))
    grad("conv2d", of="weight", variant=f"grad_weight_{axis}_only")(
        partial(gradient_along, axis, "weight")
    )


@FAMILY.gradient("stride-ignored", "max_pool2d", variant="grad_x_scattered")
def scattered_densely(call: Call, grad_out: Array) -> Array:
    """The winners are found in the right windows, and written to those at (i, j)."""
    right = Windows.of(call)
    dense = replace(right, stride=(1, 1))
    return right.crop(dense.gather(right.shares(grad_out), right.padded_size))
