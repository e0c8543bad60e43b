"""The known bugs of poolings."""

import numpy as np

from scratchcnn.oracle.cards.bug import Answer, Array, Call, Family, with_gradient
from scratchcnn.oracle.cards.bugs.groups import POOLS
from scratchcnn.oracle.cards.bugs.sliding.windows import Windows, overwrite
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()


def pooled(windows: Windows) -> Array:
    """Pool as a loop over slices does: windows at the border may be cut off, or empty."""
    average = windows.call.twin.__name__ == "avg_pool2d"
    image = windows.pad(windows.call["x"])
    out = np.zeros((*image.shape[:2], *windows.count))
    for i, j in np.ndindex(windows.count):
        region = windows.region(image, i, j)
        height, width = region.shape[2:]
        mean = region.sum((2, 3)) / (height * width)
        out[:, :, i, j] = mean if average else region.max((2, 3))
    return out


def spread(windows: Windows, shares: Array) -> Array:
    """Return the gradient of the input that the windows' shares add up to."""
    return windows.crop(windows.gather(shares, windows.padded_size))


def is_maximum(windows: Windows) -> Array:
    """Return which elements of every window equal its maximum: (N, C, OH, OW, KH, KW)."""
    found: Array = windows.patches() == windows.call.out[..., None, None]
    return found


@FAMILY.output("non-tiling-stride", *POOLS)
def partial_windows(call: Call) -> Array:
    """The output's size is rounded up; the last windows are partial."""
    windows = Windows.of(call)
    return pooled(windows.having(windows.rounded_up()))


@FAMILY.output("height-width-swapped", *POOLS)
def square_output(call: Call) -> Array:
    """One size for both axes: windows are missing, or beyond the image."""
    windows = Windows.of(call)
    height, _ = windows.count
    return pooled(windows.having((height, height)))


@FAMILY.output("pool-size-assumes-tiling", *POOLS, variant="forward_size")
def size_over_kernel(call: Call) -> Array:
    """There are H // k windows, whatever the stride."""
    windows = Windows.of(call)
    height, width = windows.padded_size
    return pooled(windows.having((height // windows.reach[0], width // windows.reach[1])))


@FAMILY.output("pool-size-assumes-tiling", *POOLS, variant="forward_window")
def window_of_stride(call: Call) -> Array:
    """`x[i * s : (i + 1) * s]`: the window is as large as the stride."""
    windows = Windows.of(call)
    return pooled(windows.reaching(windows.stride))


@FAMILY.gradient("pool-size-assumes-tiling", "max_pool2d")
def repeated_output(call: Call, grad_out: Array) -> Array:
    """`(x == out.repeat(k)) * grad_out.repeat(k)`: the shapes fit only where windows tile."""

    def repeated(array: Array) -> Array:
        height, width = Windows.of(call).reach
        return array.repeat(height, 2).repeat(width, 3)

    grad_x: Array = (call["x"] == repeated(call.out)) * repeated(grad_out)
    return grad_x


@FAMILY.gradient("overlap-overwritten", "max_pool2d", variant="grad_x_by_point")
def overlap_overwritten_by_point(call: Call, grad_out: Array) -> Array:
    """`grad_x[winner] = grad`: only the winner of a window is overwritten."""
    windows = Windows.of(call)
    # A share of 1 marks the winner; NaN stands where nothing is written.
    winner = windows.shares(np.ones_like(grad_out)) == 1
    shares = np.where(winner, grad_out[..., None, None], np.nan)

    def write(place: Array, share: Array) -> None:
        np.copyto(place, share, where=~np.isnan(share))

    return windows.crop(windows.gather(shares, windows.padded_size, write))


@FAMILY.gradient("ties-all-receive", "max_pool2d")
def ties_all_receive(call: Call, grad_out: Array) -> Array:
    """`(window == window.max()) * grad`."""
    windows = Windows.of(call)
    return spread(windows, is_maximum(windows) * grad_out[..., None, None])


@FAMILY.gradient("ties-split", "max_pool2d")
def ties_split(call: Call, grad_out: Array) -> Array:
    """The mask is divided by how many are equal."""
    windows = Windows.of(call)
    return spread(windows, split(windows, grad_out))


def split(windows: Windows, grad_out: Array) -> Array:
    """Return the windows' shares if all tied maxima receive the same."""
    tied = is_maximum(windows)
    share: Array = tied / np.maximum(tied.sum((4, 5), keepdims=True), 1)
    return share * grad_out[..., None, None]


@FAMILY.gradient("overlap-overwritten", "max_pool2d", variant="grad_x_of_split_ties")
def split_ties_overwritten(call: Call, grad_out: Array) -> Array:
    """`grad_x[window] = mask / mask.sum() * grad`."""
    windows = Windows.of(call)
    shares = split(windows, grad_out)
    return windows.crop(windows.gather(shares, windows.padded_size, overwrite))


@FAMILY.gradient("last-tied-maximum", "max_pool2d")
def last_tied_maximum(call: Call, grad_out: Array) -> Array:
    """`>=` in the search for the maximum."""
    windows = Windows.of(call)
    kh, kw = windows.reach
    # (N, C, OH, OW, KH, KW) -> (N, C, OH, OW, KH * KW): reversed, argmax finds the last.
    tied = is_maximum(windows).reshape(*grad_out.shape, kh * kw)
    last = kh * kw - 1 - tied[..., ::-1].argmax(-1)
    shares = np.zeros(tied.shape)
    np.put_along_axis(shares, last[..., None], grad_out[..., None], -1)
    return spread(windows, shares.reshape(*grad_out.shape, kh, kw))


@FAMILY.output("average-for-max", "max_pool2d")
def average_for_max(call: Call) -> Array:
    """The mode is mixed up in forward."""
    return call.of("avg_pool2d").out


@FAMILY.output("average-for-max", "max_pool2d", variant="forward_padding_infinite")
def average_with_infinite_padding(call: Call) -> Array:
    """The same, on an image padded with -inf, as max pooling needs it."""
    windows = Windows.of(call)
    return call.again(x=windows.pad(call["x"]), padding=0).of("avg_pool2d").out


@FAMILY.gradient("average-for-max", "max_pool2d")
def average_for_max_grad_x(call: Call, grad_out: Array) -> Array:
    """The gradient is spread evenly over the window."""
    return call.of("avg_pool2d").gradient("x", grad_out)


@FAMILY.output("zero-padding-enters-max", "max_pool2d")
def zero_padding_enters_max(call: Call) -> Array:
    """`np.pad` with its default."""
    padded = np.pad(call["x"], ((0, 0), (0, 0), *Windows.of(call).margin))
    return call.again(x=padded, padding=0).out


@FAMILY.gradient("wrong-formula", "avg_pool2d")
def gradient_not_averaged(call: Call, grad_out: Array) -> Array:
    """Every pixel of a window receives the whole gradient, not its share."""
    height, width = Windows.of(call).reach
    return call.gradient("x", grad_out) * (height * width)


@FAMILY.layer("state-left-over", "max_pool2d", variant="grad_x")
def first_mask_is_kept() -> Answer:
    """The winners are found at the first call of a configuration, and never again."""
    first: dict[str, Call] = {}

    def configuration(call: Call) -> str:
        return repr((call["x"].shape, call["kernel_size"], call["stride"], call["padding"]))

    def answer(call: Call) -> tuple[Array, Pullback]:
        known = first.setdefault(configuration(call), call)
        return with_gradient(call, "x", lambda _, grad_out: known.gradient("x", grad_out))

    return answer
