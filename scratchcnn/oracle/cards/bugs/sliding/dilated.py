"""The known bugs of dilations, along any number of axes."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import CONVOLUTIONS

FAMILY = Family()


def along_all(bias: Array, axes: int) -> Array:
    """Return a bias that can be added to outputs with so many axes behind the filters."""
    return bias.reshape(-1, *(1,) * axes) if bias.ndim == 1 else bias


def with_bias(call: Call, out: Array) -> Array:
    """Add the bias of a convolution, if it has one."""
    return out if call["bias"] is None else out + along_all(call["bias"], out.ndim - 2)


def corner(shape: tuple[int, ...]) -> tuple[slice, ...]:
    """Return what takes the beginning of an array along every axis."""
    return tuple(map(slice, shape))


def pixels(slices: Iterable[slice]) -> tuple[Any, ...]:
    """Return what takes these pixels of an array (N, C, ...)."""
    return (..., *slices)


def of_adjacent_taps(call: Call, name: str, grad_out: Array) -> Array:
    """Return a gradient for taps side by side, though forward took them further apart."""
    dense = call.without_bias().again(dilation=1)
    upstream = np.zeros_like(dense.out)
    upstream[corner(grad_out.shape)] = grad_out
    return dense.gradient(name, upstream)


@FAMILY.output("dilation-ignored", *CONVOLUTIONS)
def adjacent_taps(call: Call) -> Array:
    """The taps are side by side; the number of windows is right."""
    dense = call.without_bias().again(dilation=1).out
    return with_bias(call, dense[corner(call.out.shape)])


@FAMILY.output("dilation-ignored", *CONVOLUTIONS, variant="forward_size")
def dilation_ignored_size(call: Call) -> Array:
    """The dilation is used nowhere, not even for the output's size."""
    return with_bias(call, call.without_bias().again(dilation=1).out)


@FAMILY.gradient("dilation-ignored", *CONVOLUTIONS)
def written_to_adjacent_pixels(call: Call, grad_out: Array) -> Array:
    """The gradient is written to pixels side by side."""
    return of_adjacent_taps(call, "x", grad_out)


@FAMILY.gradient("dilation-ignored", *CONVOLUTIONS, of="weight")
def read_from_adjacent_pixels(call: Call, grad_out: Array) -> Array:
    """The weight's gradient reads pixels side by side."""
    return of_adjacent_taps(call, "weight", grad_out)
