"""The known bugs of unpooling."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family

FAMILY = Family()
UNPOOL = "max_unpool2d"


def window_of(call: Call) -> tuple[Sequence[int], Sequence[int]]:
    """Return the stride of unpooling, and the height and width of what it makes."""
    kernel = np.broadcast_to(call["kernel_size"], 2).tolist()
    stride = kernel if call["stride"] is None else np.broadcast_to(call["stride"], 2).tolist()
    return stride, call.out.shape[-2:]


@FAMILY.output("wrong-formula", UNPOOL, variant="forward_first_place")
def to_the_first_place(call: Call) -> Array:
    """`out[i * s, j * s] = x[i, j]`: whatever the indices say."""
    (down, across), _ = window_of(call)
    out, x = np.zeros(call.out.shape), call["x"]
    rows, columns = (np.arange(n) * s for n, s in zip(x.shape[-2:], (down, across), strict=True))
    out[..., rows[:, None], columns] = x
    return out


@FAMILY.output("wrong-formula", UNPOOL, variant="forward_repeated")
def repeated(call: Call) -> Array:
    """`x.repeat(s, 2).repeat(s, 3)`: every place of a window gets the value."""
    (down, across), (height, width) = window_of(call)
    large = call["x"].repeat(down, -2).repeat(across, -1)
    out = np.zeros(call.out.shape)
    seen = large[..., :height, :width]
    out[..., : seen.shape[-2], : seen.shape[-1]] = seen
    return out


def rows_of(call: Call) -> tuple[Array, Array, int]:
    """Return an image in a row each: the values, their places, and how many pixels there are."""
    pixels = int(np.prod(call.out.shape[-2:]))
    maxima = int(np.prod(call["x"].shape[-2:]))
    images = call["x"].size // max(maxima, 1)
    return (
        call["x"].reshape(images, maxima),
        call["indices"].reshape(images, maxima),
        pixels,
    )


@FAMILY.output("wrong-formula", UNPOOL, variant="forward_added")
def shared_places_added(call: Call) -> Array:
    """`np.add.at`: where several maxima share a place they are added up."""
    values, places, pixels = rows_of(call)
    out = np.zeros((len(values), pixels))
    np.add.at(out, (np.arange(len(values))[:, None], places), values)
    return out.reshape(call.out.shape)


@FAMILY.output("wrong-formula", UNPOOL, variant="forward_width_of_maxima")
def width_of_maxima(call: Call) -> Array:
    """Rows are counted by the width of x, not by that of the output; this may raise."""
    values, places, pixels = rows_of(call)
    width, wrong = call.out.shape[-1], call["x"].shape[-1]
    out = np.zeros((len(values), pixels))
    where = (places // wrong) * width + places % wrong
    np.put_along_axis(out, where, values, 1)
    return out.reshape(call.out.shape)


@FAMILY.gradient("wrong-formula", UNPOOL, variant="grad_x_first_place")
def from_the_first_place(call: Call, grad_out: Array) -> Array:
    """`grad_out[::s, ::s]`."""
    (down, across), _ = window_of(call)
    height, width = call["x"].shape[-2:]
    found: Array = grad_out[..., ::down, ::across][..., :height, :width]
    return np.array(found)


@FAMILY.gradient("upstream-ignored", UNPOOL)
def unpooled_upstream_ignored(call: Call, grad_out: Array) -> Array:
    """The derivative by itself is returned."""
    return call.gradient("x", np.ones_like(grad_out))


def by_height(call: Call, places: Array) -> tuple[Array, ...]:
    """Return the samples, channels, rows and columns of places, counted by the height.

    In images that are not square some lie outside: then this raises.
    """
    n, c = np.ogrid[: call.out.shape[0], : call.out.shape[1]]
    height = call.out.shape[-2]
    return n[..., None, None], c[..., None, None], places // height, places % height


@FAMILY.output("height-width-swapped", UNPOOL)
def put_by_height(call: Call) -> Array:
    """`out[p // H, p % H] = x`."""
    if call["x"].ndim < 4:
        return call.out
    out = np.zeros(call.out.shape)
    out[by_height(call, call["indices"])] = call["x"]
    return out


@FAMILY.gradient("height-width-swapped", UNPOOL)
def taken_by_height(call: Call, grad_out: Array) -> Array:
    """`grad_out[p // H, p % H]`."""
    if call["x"].ndim < 4:
        return call.gradient("x", grad_out)
    return np.asarray(grad_out[by_height(call, call["indices"])])


@FAMILY.gradient("wrong-formula", UNPOOL, variant="grad_x_window_sums")
def sums_of_windows(call: Call, grad_out: Array) -> Array:
    """The sum over the window, not the gradient of the place alone."""
    stride, _ = window_of(call)
    kernel = np.broadcast_to(call["kernel_size"], 2).tolist()
    found = np.zeros(call["x"].shape)
    ends = [(n - 1) * s + 1 for n, s in zip(found.shape[-2:], stride, strict=True)]
    for row, column in product(*map(range, kernel)):
        seen = grad_out[..., row : row + ends[0] : stride[0], column : column + ends[1] : stride[1]]
        if seen.shape == found.shape:
            found += seen
    return found


@FAMILY.gradient("wrong-formula", UNPOOL, variant="grad_x_largest")
def largest_of_windows(call: Call, grad_out: Array) -> Array:
    """The largest gradient of the window: it is pooled again."""
    stride, _ = window_of(call)
    kernel = np.broadcast_to(call["kernel_size"], 2).tolist()
    beyond = [(0, 0)] * (grad_out.ndim - 2) + [(0, side) for side in kernel]
    padded = np.pad(grad_out, beyond, constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel, (-2, -1))
    rows, columns = call["x"].shape[-2:]
    largest = windows[..., :: stride[0], :: stride[1], :, :].max((-2, -1))
    return np.array(largest[..., :rows, :columns])


@FAMILY.gradient("sign-flipped", UNPOOL)
def unpooled_negated(call: Call, grad_out: Array) -> Array:
    """The gradient has the wrong sign."""
    return -call.gradient("x", grad_out)


@FAMILY.output("pool-size-assumes-tiling", UNPOOL)
def as_if_windows_tiled(call: Call) -> Array:
    """The output has `h * stride` rows and `w * stride` columns; this may raise."""
    values, places, _ = rows_of(call)
    stride, _ = window_of(call)
    sides = [size * step for size, step in zip(call["x"].shape[-2:], stride, strict=True)]
    if call["padding"] != 0 or call["output_size"] is not None:
        return call.out
    out = np.zeros((len(values), sides[0] * sides[1]))
    np.put_along_axis(out, places, values, 1)
    return np.asarray(out.reshape(*call["x"].shape[:-2], *sides))
