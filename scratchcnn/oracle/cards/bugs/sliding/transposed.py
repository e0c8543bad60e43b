"""The known bugs of transposed convolutions, along any number of axes."""

from collections.abc import Callable, Sequence

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import TRANSPOSED
from scratchcnn.oracle.cards.bugs.sliding.dilated import corner, pixels, with_bias

FAMILY = Family()


def sides(call: Call, name: str) -> list[int]:
    """Return an option for every axis."""
    return [int(one) for one in np.broadcast_to(call[name], call["x"].ndim - 2)]


def uncut(call: Call) -> Call:
    """Return the call of the whole output, of which the padding cuts off nothing."""
    return call.without_bias().again(padding=0, output_padding=0)


def canvas(call: Call) -> Array:
    """Return zeros of the size of the whole output, with its output padding."""
    out, more, cut = call.out.shape, sides(call, "output_padding"), sides(call, "padding")
    whole = uncut(call).out.shape[2:]
    assert all(o == w + m - 2 * c for o, w, m, c in zip(out[2:], whole, more, cut, strict=True))
    return np.zeros((*out[:2], *(w + m for w, m in zip(whole, more, strict=True))))


def cropped(call: Call, whole: Array) -> Array:
    """Cut the padding off, and add the bias."""
    ends = zip(whole.shape[2:], sides(call, "padding"), strict=True)
    return with_bias(call, whole[pixels(slice(cut, size - cut) for size, cut in ends)])


def padded(call: Call, grad_out: Array) -> Array:
    """Return the upstream gradient of the whole output."""
    return np.pad(grad_out, [(0, 0), (0, 0), *((cut, cut) for cut in sides(call, "padding"))])


def placed(call: Call, smaller: Call) -> Array:
    """Return an output of which the whole is smaller than it is, and stands at the beginning."""
    whole = canvas(call)
    whole[corner(smaller.out.shape)] = smaller.out
    return cropped(call, whole)


def of_placed(call: Call, smaller: Call, name: str, grad_out: Array) -> Array:
    """Return a gradient of `placed`."""
    return smaller.gradient(name, padded(call, grad_out)[corner(smaller.out.shape)])


@FAMILY.output("stride-ignored", *TRANSPOSED)
def no_zeros_between(call: Call) -> Array:
    """No zeros are put between the pixels; the output's size is right."""
    return placed(call, uncut(call).again(stride=1))


@FAMILY.output("stride-ignored", *TRANSPOSED, variant="forward_size")
def stride_ignored_size(call: Call) -> Array:
    """The stride is used nowhere, not even for the output's size."""
    return call.again(stride=1, output_padding=0).out


@FAMILY.gradient("stride-ignored", *TRANSPOSED)
def stride_ignored_grad_x(call: Call, grad_out: Array) -> Array:
    """The gradient of pixel i is read at i, not at i * stride."""
    return of_placed(call, uncut(call).again(stride=1), "x", grad_out)


@FAMILY.gradient("stride-ignored", *TRANSPOSED, of="weight")
def stride_ignored_grad_weight(call: Call, grad_out: Array) -> Array:
    """The weight's gradient meets pixel i at i, not at i * stride."""
    return of_placed(call, uncut(call).again(stride=1), "weight", grad_out)


@FAMILY.output("dilation-ignored", *TRANSPOSED)
def adjacent_taps(call: Call) -> Array:
    """The taps are side by side; the output's size is right."""
    return placed(call, uncut(call).again(dilation=1))


@FAMILY.gradient("dilation-ignored", *TRANSPOSED)
def read_from_adjacent_pixels(call: Call, grad_out: Array) -> Array:
    """The gradient is read from pixels side by side."""
    return of_placed(call, uncut(call).again(dilation=1), "x", grad_out)


@FAMILY.gradient("dilation-ignored", *TRANSPOSED, of="weight")
def weighed_by_adjacent_pixels(call: Call, grad_out: Array) -> Array:
    """The weight's gradient reads pixels side by side."""
    return of_placed(call, uncut(call).again(dilation=1), "weight", grad_out)


@FAMILY.output("padding-ignored", *TRANSPOSED, variant="forward_one_side")
def cut_at_the_end(call: Call) -> Array:
    """`out[:OH, :OW]`: everything is cut off at the bottom and the right."""
    whole = canvas(call)
    full = uncut(call).out
    whole[corner(full.shape)] = full
    return with_bias(call, whole[corner(call.out.shape)])


@FAMILY.gradient("padding-ignored", *TRANSPOSED)
def padding_ignored_grad_x(call: Call, grad_out: Array) -> Array:
    """The upstream gradient is read as if nothing had been cut off."""
    upstream = np.zeros_like(canvas(call))
    upstream[corner(grad_out.shape)] = grad_out
    whole = uncut(call)
    return whole.gradient("x", upstream[corner(whole.out.shape)])


@FAMILY.gradient("padding-ignored", *TRANSPOSED, of="weight")
def padding_ignored_grad_weight(call: Call, grad_out: Array) -> Array:
    """The same, for the weight."""
    upstream = np.zeros_like(canvas(call))
    upstream[corner(grad_out.shape)] = grad_out
    whole = uncut(call)
    return whole.gradient("weight", upstream[corner(whole.out.shape)])


@FAMILY.output("output-padding-ignored", *TRANSPOSED)
def no_output_padding(call: Call) -> Array:
    """The output is as small as may be."""
    return call.again(output_padding=0).out


@FAMILY.output("output-padding-ignored", *TRANSPOSED, variant="forward_zeros")
def zeros_behind(call: Call) -> Array:
    """Zeros are put behind what was cut, instead of cutting off less."""
    return with_bias(call, behind(call, lambda more: (0, more)))


@FAMILY.output("output-padding-wrong-side", *TRANSPOSED, variant="forward_zeros")
def zeros_before(call: Call) -> Array:
    """Zeros are put at the top and left."""
    return with_bias(call, behind(call, lambda more: (more, 0)))


@FAMILY.output("output-padding-wrong-side", *TRANSPOSED)
def less_cut_at_the_beginning(call: Call) -> Array:
    """Less is cut off at the top and left."""
    whole, more = canvas(call), sides(call, "output_padding")
    full = uncut(call).out
    whole[pixels(slice(m, None) for m in more)] = full
    return cropped(call, whole)


def behind(call: Call, zeros: Callable[[int], Sequence[int]]) -> Array:
    """Return the output without output padding and bias, and zeros around it."""
    plain = call.without_bias().again(output_padding=0).out
    return np.pad(plain, [(0, 0), (0, 0), *map(zeros, sides(call, "output_padding"))])


@FAMILY.output("overlap-overwritten", *TRANSPOSED)
def overlap_overwritten(call: Call) -> Array:
    """`out[window] = share`: the last pixel that reaches a place overwrites the others."""
    whole, x = canvas(call), call["x"]
    for place in np.ndindex(x.shape[2:]):
        share = uncut(call).again(x=x[pixels(slice(i, i + 1) for i in place)]).out
        starts = [i * s for i, s in zip(place, sides(call, "stride"), strict=True)]
        ends = zip(starts, share.shape[2:], strict=True)
        whole[pixels(slice(start, start + size) for start, size in ends)] = share
    return cropped(call, whole)


@FAMILY.output("transposed-weight", *TRANSPOSED)
def channels_exchanged(call: Call) -> Array:
    """The weight is taken as (out, in, ...): raises unless there are as many of both."""
    return call.again(weight=call["weight"].swapaxes(0, 1)).out


@FAMILY.gradient("transposed-weight", *TRANSPOSED, of="weight")
def gradient_exchanged(call: Call, grad_out: Array) -> Array:
    """Input and upstream gradient are exchanged: the weight's gradient is (out, in, ...)."""
    gradient: Array = call.gradient("weight", grad_out).swapaxes(0, 1).copy()
    return gradient
