"""The known bugs of poolings of sequences and of volumes, and of power-average poolings."""

from collections.abc import Callable
from typing import Any

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import OTHER_POOLS as POOLS

FAMILY = Family()
MAXIMA, AVERAGES = POOLS[:2], POOLS[2:]
ROOTS = ("lp_pool1d", "lp_pool2d")


def axes_of(call: Call) -> int:
    """Return how many axes are pooled."""
    return int(call.twin.__name__[-2])


def sides(call: Call, name: str) -> tuple[int, ...]:
    """Return an option as a number for every axis; the stride is the kernel by default."""
    value = call["kernel_size"] if name == "stride" and call["stride"] is None else call[name]
    return tuple(np.broadcast_to(value, axes_of(call)).tolist())


def last(*indices: Any) -> Any:
    """Return an index of the last axes alone."""
    return (..., *indices)


def padded(call: Call, value: float) -> Array:
    """Pad the images by hand."""
    margins = [(p, p) for p in sides(call, "padding")]
    others = [(0, 0)] * (call["x"].ndim - len(margins))
    return np.pad(call["x"], [*others, *margins], constant_values=value)


def tied(call: Call) -> Array:
    """Return which elements of every window equal its maximum: (N, C, OL, KL), for one."""
    axes = axes_of(call)
    kernel = sides(call, "kernel_size")
    every = np.lib.stride_tricks.sliding_window_view(
        padded(call, -np.inf), kernel, tuple(range(-axes, 0))
    )
    steps = [slice(None, None, s) for s in sides(call, "stride")]
    windows = every[last(*steps, *[slice(None)] * axes)]
    found: Array = windows == call.out[last(*[None] * axes)]
    return found


def first_tied(call: Call, *, last_place: bool = False) -> Array:
    """Return 1. for the first maximum of every window in row-major order, or for the last."""
    found = tied(call)
    axes = axes_of(call)
    rows = found.reshape(*found.shape[:-axes], int(np.prod(found.shape[-axes:])))
    place = rows.shape[-1] - 1 - rows[..., ::-1].argmax(-1) if last_place else rows.argmax(-1)
    share = np.zeros(rows.shape)
    np.put_along_axis(share, place[..., None], 1, -1)
    return share.reshape(found.shape)


def gather(
    call: Call, shares: Array, *, overwritten: bool = False, steps: tuple[int, ...] = ()
) -> Array:
    """Add up what the windows pass back to their pixels, or let each overwrite the one before.

    NaN writes nothing; `steps` are wrong strides.
    """
    axes, strides = axes_of(call), steps or sides(call, "stride")
    image = padded(call, 0.0) * 0
    kernel = sides(call, "kernel_size")
    counts = shares.shape[-2 * axes : -axes]
    for window in np.ndindex(*counts):
        reach = zip(window, strides, kernel, strict=True)
        place = last(*(slice(i * s, i * s + k) for i, s, k in reach))
        share = shares[last(*window, *[slice(None)] * axes)]
        written = share if overwritten else image[place] + share
        image[place] = np.where(np.isnan(share), image[place], written)
    margins = zip(sides(call, "padding"), image.shape[-axes:], strict=True)
    return np.asarray(image[last(*(slice(p, n - p) for p, n in margins))])


def weighted(shares: Array, grad_out: Array, call: Call) -> Array:
    """Return the shares times the upstream gradient of their window."""
    found: Array = shares * grad_out[last(*[None] * axes_of(call))]
    return found


@FAMILY.output("stride-ignored", *POOLS)
def stride_ignored(call: Call) -> Array:
    """Window i starts at i; the number of windows is right."""
    dense = call.again(stride=1).out
    counts = call.out.shape[-axes_of(call) :]
    return np.asarray(dense[last(*(slice(count) for count in counts))])


@FAMILY.output("padding-ignored", *POOLS)
def padding_ignored(call: Call) -> Array:
    """Forward runs on the unpadded image."""
    return call.again(padding=0).out


@FAMILY.output("zero-padding-enters-max", *MAXIMA)
def zero_padding_enters_max(call: Call) -> Array:
    """`np.pad` with its default."""
    return call.again(x=padded(call, 0.0), padding=0).out


@FAMILY.output("average-for-max", *MAXIMA)
def average_for_max(call: Call) -> Array:
    """The mode is mixed up in forward."""
    return call.of(call.twin.__name__.replace("max", "avg")).out


@FAMILY.gradient("ties-all-receive", *MAXIMA)
def ties_all_receive(call: Call, grad_out: Array) -> Array:
    """`(window == window.max()) * grad`."""
    return gather(call, weighted(tied(call), grad_out, call))


@FAMILY.gradient("ties-split", *MAXIMA)
def ties_split(call: Call, grad_out: Array) -> Array:
    """The mask is divided by how many are equal."""
    found = tied(call)
    count = found.sum(tuple(range(-axes_of(call), 0)), keepdims=True)
    return gather(call, weighted(found / count, grad_out, call))


@FAMILY.gradient("overlap-overwritten", *MAXIMA)
def winners_overwrite(call: Call, grad_out: Array) -> Array:
    """`grad_x[window] = mask * grad`: the zeros of a window overwrite too."""
    return gather(call, weighted(tied(call), grad_out, call), overwritten=True)


@FAMILY.gradient("overlap-overwritten", *AVERAGES)
def means_overwrite(call: Call, grad_out: Array) -> Array:
    """`grad_x[window] = grad / area`."""
    kernel = sides(call, "kernel_size")
    shares = np.full((*grad_out.shape, *kernel), 1 / np.prod(kernel))
    return gather(call, weighted(shares, grad_out, call), overwritten=True)


@FAMILY.gradient("overlap-overwritten", *MAXIMA, variant="grad_x_by_window")
def first_winners_overwrite(call: Call, grad_out: Array) -> Array:
    """The same, with one winner for each window."""
    return gather(call, weighted(first_tied(call), grad_out, call), overwritten=True)


@FAMILY.gradient("overlap-overwritten", *MAXIMA, variant="grad_x_by_point")
def winners_overwrite_each_other(call: Call, grad_out: Array) -> Array:
    """`grad_x[winner] = grad`: only the winner of a window is overwritten."""
    alone = np.where(first_tied(call) == 1, 1, np.nan)
    return gather(call, weighted(alone, grad_out, call), overwritten=True)


@FAMILY.gradient("last-tied-maximum", *MAXIMA)
def last_tied_maximum(call: Call, grad_out: Array) -> Array:
    """`>=` in the search for the maximum."""
    return gather(call, weighted(first_tied(call, last_place=True), grad_out, call))


@FAMILY.gradient("average-for-max", *MAXIMA)
def average_for_max_grad_x(call: Call, grad_out: Array) -> Array:
    """The gradient is spread evenly over the window."""
    return call.of(call.twin.__name__.replace("max", "avg")).gradient("x", grad_out)


@FAMILY.gradient("stride-ignored", *MAXIMA)
def winners_scattered_densely(call: Call, grad_out: Array) -> Array:
    """The winners are found in the right windows, and written to those at i."""
    return gather(call, weighted(first_tied(call), grad_out, call), steps=(1,) * axes_of(call))


@FAMILY.gradient("stride-ignored", *AVERAGES)
def means_scattered_densely(call: Call, grad_out: Array) -> Array:
    """The gradient is spread over the windows at i."""
    dense = call.again(stride=1)
    upstream = np.zeros(dense.out.shape)
    upstream[last(*(slice(count) for count in grad_out.shape[-axes_of(call) :]))] = grad_out
    return dense.gradient("x", upstream)


@FAMILY.output("wrong-formula", *AVERAGES, variant="forward_sum")
def sum_for_mean(call: Call) -> Array:
    """The sum is not divided."""
    return np.asarray(call.out * np.prod(sides(call, "kernel_size")))


@FAMILY.gradient("wrong-formula", "avg_pool3d", variant="grad_x_one_side")
def divided_by_one_side(call: Call, grad_out: Array) -> Array:
    """The gradient is divided by one side of the window, not by its volume."""
    _, *others = sides(call, "kernel_size")
    return call.gradient("x", grad_out) * np.prod(others)


@FAMILY.gradient("wrong-formula", *AVERAGES)
def gradient_not_averaged(call: Call, grad_out: Array) -> Array:
    """Every pixel of a window receives the whole gradient, not its share."""
    return call.gradient("x", grad_out) * np.prod(sides(call, "kernel_size"))


@FAMILY.gradient("upstream-ignored", *POOLS, *ROOTS)
def upstream_ignored(call: Call, grad_out: Array) -> Array:
    """The derivative by itself is returned."""
    return call.gradient("x", np.ones_like(grad_out))


def power(call: Call) -> float:
    """Return p."""
    return float(call["norm_type"])


@FAMILY.output("wrong-formula", *ROOTS, variant="forward_root_missing")
def root_missing(call: Call) -> Array:
    """The sum of powers is returned."""
    return np.asarray(call.out ** power(call))


@FAMILY.output("wrong-formula", *ROOTS, variant="forward_mean")
def mean_of_powers(call: Call) -> Array:
    """The root of the mean of powers, not of their sum."""
    return np.asarray(call.out / np.prod(sides(call, "kernel_size")) ** (1 / power(call)))


def note_gradient(variant: str, factor: Callable[[Call], Array | float]) -> None:
    """Register a gradient in which a factor is wrong."""

    def gradient(call: Call, grad_out: Array) -> Array:
        return np.asarray(call.gradient("x", grad_out) * factor(call))

    gradient.__doc__ = factor.__doc__
    FAMILY.gradient("wrong-formula", *ROOTS, variant=variant)(gradient)


def sign_of(call: Call) -> Array:
    """`np.abs(x) ** (p - 1)`: the sign is lost."""
    return np.asarray(np.sign(call["x"]))


def p_of(call: Call) -> float:
    """The 1 / p of the root is missing."""
    return power(call)


def one_over_p(call: Call) -> float:
    """The p of the power is missing."""
    return 1 / power(call)


note_gradient("grad_x_sign", sign_of)
note_gradient("grad_x_root_factor", p_of)
note_gradient("grad_x_power_factor", one_over_p)


@FAMILY.gradient("wrong-formula", *ROOTS, variant="grad_x_root_missing")
def root_without_slope(call: Call, grad_out: Array) -> Array:
    """`grad * x ** (p - 1)`: what the root's slope multiplies by is missing."""
    with np.errstate(all="ignore"):
        slope = np.where(call.out == 0, 0, call.out ** (1 - power(call)))
        # The twin multiplies by the slope, of which nothing may be left.
        undone = np.where(slope == 0, 0, grad_out / np.where(slope == 0, 1, slope))
    return call.gradient("x", undone)


@FAMILY.gradient("wrong-formula", *ROOTS, variant="grad_x_nan_at_zero")
def nan_at_zero(call: Call, grad_out: Array) -> Array:
    """0 to the power 1 / p - 1 is infinite, and times 0 NaN, in windows of zeros."""
    of_zeros = np.where(call.out == 0, np.nan, 0)
    everywhere = call.of(call.twin.__name__.replace("lp", "avg")).gradient("x", of_zeros)
    return call.gradient("x", grad_out) + everywhere
