"""The known bugs of what changes the shape of an array, and of embedding."""

from typing import Any

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family

FAMILY = Family()
SHUFFLES = ("pixel_shuffle", "pixel_unshuffle")


@FAMILY.gradient("upstream-ignored", "pad", "interpolate")
def gradient_of_ones(call: Call, grad_out: Array) -> Array:
    """How often every entry was copied, whatever the upstream gradient is."""
    return call.gradient("x", np.ones_like(grad_out))


@FAMILY.gradient("upstream-ignored", "embedding", of="weight")
def rows_counted(call: Call, grad_out: Array) -> Array:
    """How often every row was looked up."""
    return call.gradient("weight", np.ones_like(grad_out))


@FAMILY.gradient("copies-not-summed", "embedding", of="weight")
def last_row_alone(call: Call, grad_out: Array) -> Array:
    """`grad[indices] = grad_out`: of a row that is looked up twice the last copy counts."""
    grad = np.zeros_like(call["weight"])
    grad[call["indices"]] = grad_out
    return np.asarray(grad)


@FAMILY.gradient("copies-not-summed", "embedding", of="weight", variant="grad_weight_mean")
def mean_of_rows(call: Call, grad_out: Array) -> Array:
    """The mean of the copies."""
    return mean_of_copies(call, "weight", grad_out)


@FAMILY.gradient("sign-flipped", "embedding", of="weight")
def rows_of_other_sign(call: Call, grad_out: Array) -> Array:
    """The gradient has the wrong sign."""
    return -call.gradient("weight", grad_out)


@FAMILY.gradient("copies-not-summed", "interpolate", variant="grad_x_mean")
def mean_of_pixels(call: Call, grad_out: Array) -> Array:
    """The mean of the copies, as if the image had been pooled."""
    return mean_of_copies(call, "x", grad_out)


def mean_of_copies(call: Call, name: str, grad_out: Array) -> Array:
    """Return a gradient divided by how often every entry was copied."""
    counts = call.gradient(name, np.ones_like(grad_out))
    return np.asarray(call.gradient(name, grad_out) / np.where(counts == 0, 1, counts))


@FAMILY.gradient("copies-not-summed", "interpolate", variant="grad_x_first")
def first_pixel_alone(call: Call, grad_out: Array) -> Array:
    """`grad_out[..., ::s, ::s]`: the first copy of every pixel."""
    return one_copy(call, grad_out, slice(None, None, -1))


@FAMILY.gradient("copies-not-summed", "interpolate", variant="grad_x_last")
def last_pixel_alone(call: Call, grad_out: Array) -> Array:
    """`dx[i // s, j // s] = dy[i, j]`: the last copy of every pixel."""
    return one_copy(call, grad_out, slice(None))


def one_copy(call: Call, grad_out: Array, order: slice) -> Array:
    """Return the gradient of the copy that is written last in some order of the output's pixels."""
    if not call["mode"].startswith("nearest"):
        return call.gradient("x", grad_out)
    x = call["x"]
    pixels = np.arange(np.prod(x.shape[2:]), dtype=float).reshape(1, 1, *x.shape[2:])
    places = call.again(x=pixels).out.astype(int).reshape(-1)
    upstream = grad_out.reshape(*x.shape[:2], len(places))
    grad = np.zeros((*x.shape[:2], pixels.size))
    grad[..., places[order]] = upstream[..., order]
    return np.asarray(grad.reshape(x.shape))


@FAMILY.gradient("sign-flipped", "interpolate")
def other_sign(call: Call, grad_out: Array) -> Array:
    """The gradient has the wrong sign."""
    return -call.gradient("x", grad_out)


@FAMILY.output("wrong-formula", "interpolate", variant="forward_tiled")
def image_repeated(call: Call) -> Array:
    """The whole image is repeated, not every pixel."""
    x, sizes = call["x"], call.out.shape[2:]
    repeats = [-(-new // old) for new, old in zip(sizes, x.shape[2:], strict=True)]
    tiled = np.tile(x, (1, 1, *repeats))
    whole = (slice(None), slice(None), *map(slice, sizes))
    return np.asarray(tiled[whole])


@FAMILY.gradient("copies-not-summed", "pad", variant="grad_x_cropped")
def cropped_alone(call: Call, grad_out: Array) -> Array:
    """What is repeated at the edges is cut off, not added."""
    return call.again(mode="constant", value=0.0).gradient("x", grad_out)


@FAMILY.gradient("padding-not-cropped", "pad")
def padded_gradient(call: Call, grad_out: Array) -> Array:
    """The gradient has the shape of the output."""
    return np.array(grad_out)


@FAMILY.output("padding-ignored", "pad")
def bare(call: Call) -> Array:
    """Nothing is added."""
    return np.array(call["x"])


@FAMILY.output("height-width-swapped", "pad")
def first_axis_first(call: Call) -> Array:
    """The numbers are taken for those of the first axis, not the last."""
    pairs = np.reshape(call["pad"], (-1, 2))[::-1]
    return call.again(pad=tuple(map(int, pairs.ravel())), mode="constant").out


@FAMILY.output("wrong-formula", "pad", variant="forward_border_twice")
def border_repeated(call: Call) -> Array:
    """The mirror image begins with the border itself, as NumPy's "symmetric" does."""
    if call["mode"] != "reflect" or min(call["pad"], default=0) < 0:
        return call.out
    pairs = np.reshape(call["pad"], (-1, 2))[::-1]
    first = [(0, 0)] * (call["x"].ndim - len(pairs))
    widths: Any = [*first, *map(tuple, pairs.tolist())]
    return np.asarray(np.pad(call["x"], widths, mode="symmetric"))


@FAMILY.output("wrong-formula", "interpolate", variant="forward_without_half_pixel")
def without_half_a_pixel(call: Call) -> Array:
    """Pixels are counted from their corners: output i lies at i / s, not (i + 1/2) / s - 1/2."""
    if call["mode"] not in ("linear", "bilinear", "trilinear") or call["align_corners"]:
        return call.out
    out = call["x"]
    for axis in range(2, out.ndim):
        size, outputs = out.shape[axis], call.out.shape[axis]
        places = np.minimum(np.arange(outputs) * size / outputs, size - 1)
        before = np.floor(places).astype(int)
        part = (places - before).reshape(-1, *[1] * (out.ndim - 1 - axis))
        after = np.minimum(before + 1, size - 1)
        out = (1 - part) * out.take(before, axis) + part * out.take(after, axis)
    return np.asarray(out)


@FAMILY.output("wrong-formula", "interpolate", variant="forward_corners")
def other_corners(call: Call) -> Array:
    """Corners are aligned where edges should be, and the other way round."""
    if call["mode"].startswith("nearest"):
        return call.out
    return call.again(align_corners=not call["align_corners"]).out


@FAMILY.gradient("wrong-formula", "interpolate", variant="grad_x_of_nearest")
def gradient_of_nearest(call: Call, grad_out: Array) -> Array:
    """The sums of blocks, as if every pixel had been repeated."""
    if call["mode"].startswith("nearest"):
        return call.gradient("x", grad_out)
    return call.again(mode="nearest", align_corners=None).gradient("x", grad_out)


@FAMILY.output("wrong-formula", *SHUFFLES, variant="forward_block_turned")
def rows_for_columns(call: Call) -> Array:
    """Rows and columns are exchanged within every block."""
    factor = call["upscale_factor" if shuffles(call) else "downscale_factor"]
    x = call["x"] if shuffles(call) else call.out
    *others, channels, height, width = x.shape
    blocks = x.reshape(*others, channels // factor**2, factor, factor, height, width)
    turned = np.array(blocks.swapaxes(-4, -3)).reshape(x.shape)
    return call.again(x=turned).out if shuffles(call) else turned


@FAMILY.output("wrong-formula", *SHUFFLES, variant="forward_order")
def channels_last_in_a_block(call: Call) -> Array:
    """The place within the block comes before the channel, as in TensorFlow's depth_to_space."""
    return call.again(x=reordered(call, call["x"])).out if shuffles(call) else regrouped(call)


def shuffles(call: Call) -> bool:
    """Return whether channels become pixels."""
    return "upscale_factor" in call.arguments


def regrouped(call: Call) -> Array:
    """Return channels of an inverse in the order (place, channel)."""
    *others, channels, height, width = call.out.shape
    blocks = call["downscale_factor"] ** 2
    grouped = call.out.reshape(*others, channels // blocks, blocks, height, width)
    return np.array(grouped.swapaxes(-4, -3)).reshape(call.out.shape)


def reordered(call: Call, x: Array) -> Array:
    """Return channels in the order (place, channel) as if they were in the order of PyTorch."""
    *others, channels, height, width = x.shape
    blocks = call["upscale_factor"] ** 2
    grouped = x.reshape(*others, blocks, channels // blocks, height, width)
    return np.array(grouped.swapaxes(-4, -3)).reshape(x.shape)


@FAMILY.gradient("wrong-formula", *SHUFFLES, variant="grad_x_reshaped")
def gradient_reshaped(call: Call, grad_out: Array) -> Array:
    """The gradient is reshaped, without bringing the axes back into order."""
    return np.asarray(np.array(grad_out).reshape(call["x"].shape))


@FAMILY.gradient("order-changed", "flatten")
def by_columns(call: Call, grad_out: Array) -> Array:
    """`reshape(shape, order="F")`: the gradient fills the first axis first."""
    shape = call["x"].shape
    return np.array(np.array(grad_out).reshape(shape, order="F"))


@FAMILY.output("order-changed", "flatten")
def laid_out_by_columns(call: Call) -> Array:
    """The numbers are laid out with the first axis first."""
    return np.array(call["x"].reshape(call.out.shape, order="F"))


@FAMILY.output("axes-ignored", "flatten")
def all_but_the_first(call: Call) -> Array:
    """Every sample becomes a row, whatever the axes are."""
    return call.again(start_axis=1, end_axis=-1).out


@FAMILY.output("axes-ignored", "flatten", variant="forward_end")
def up_to_the_last(call: Call) -> Array:
    """All axes from the first one on become one, whatever the last one is."""
    return call.again(end_axis=-1).out
