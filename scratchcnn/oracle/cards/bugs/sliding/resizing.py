"""The known bugs of adaptive poolings, of which global ones are a case."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.sliding.windows import overwrite

FAMILY = Family()
AVERAGES, MAXIMA = (
    tuple(f"adaptive_{kind}_pool{d}d" for d in (1, 2, 3)) for kind in ("avg", "max")
)
ADAPTIVE = (*AVERAGES, *MAXIMA)

# Where the windows along an axis begin and end, for its size and their number.
Bounds: TypeAlias = Callable[[int, int], list[tuple[int, int]]]


def ends_down(size: int, count: int) -> list[tuple[int, int]]:
    """Windows from floor(i n / m) to floor((i + 1) n / m)."""
    return [(i * size // count, (i + 1) * size // count) for i in range(count)]


def equal_steps(size: int, count: int) -> list[tuple[int, int]]:
    """A stride of floor(n / m), and kernels that reach to the end with the last."""
    step = size // count
    return [(i * step, i * step + size - (count - 1) * step) for i in range(count)]


def last_takes_rest(size: int, count: int) -> list[tuple[int, int]]:
    """Windows of floor(n / m), of which the last takes what is left."""
    step = size // count
    return [(i * step, size if i == count - 1 else (i + 1) * step) for i in range(count)]


def rest_dropped(size: int, count: int) -> list[tuple[int, int]]:
    """Windows of floor(n / m), and nothing takes what is left."""
    return [(i * (size // count), (i + 1) * (size // count)) for i in range(count)]


def right(size: int, count: int) -> list[tuple[int, int]]:
    """Windows from floor(i n / m) to ceil((i + 1) n / m)."""
    return [(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


def axes_of(call: Call) -> int:
    """Return how many axes are pooled."""
    return int(call.twin.__name__[-2])


def regions(call: Call, bounds: Bounds = right) -> Iterator[tuple[Any, Any]]:
    """Yield the index of every window among the outputs, and that of its pixels."""
    axes = axes_of(call)
    sides = zip(call["x"].shape[-axes:], call.out.shape[-axes:], strict=True)
    along = [list(enumerate(bounds(*side))) for side in sides]
    for windows in product(*along):
        here = tuple(i for i, _ in windows)
        pixels = tuple(slice(begin, end) for _, (begin, end) in windows)
        yield (..., *here), (..., *pixels)


def last_axes(axes: int) -> tuple[int, ...]:
    """Return the last axes of an array."""
    return tuple(range(-axes, 0))


def pooled(call: Call, bounds: Bounds) -> Array:
    """Pool as a loop over windows does; the maximum of nothing raises, and its mean is NaN."""
    average, axes = call.twin.__name__ in AVERAGES, last_axes(axes_of(call))
    out = np.zeros(call.out.shape)
    with np.errstate(invalid="ignore"):
        for here, pixels in regions(call, bounds):
            window = call["x"][pixels]
            count = np.prod(window.shape[-len(axes) :])
            out[here] = window.sum(axes) / count if average else window.max(axes)
    return out


def add(place: Array, shares: Array) -> None:
    """Add to what is there, as a right gradient does."""
    place += shares


def spread(
    call: Call,
    grad_out: Array,
    share: Callable[[Array], Array],
    bounds: Bounds = right,
    write: Callable[[Array, Array], None] = add,
) -> Array:
    """Write to every window's pixels a share of its upstream gradient."""
    axes = axes_of(call)
    grad_x = np.zeros(call["x"].shape)
    for here, pixels in regions(call, bounds):
        upstream = grad_out[here].reshape(*grad_out.shape[:-axes], *[1] * axes)
        write(grad_x[pixels], upstream * share(call["x"][pixels]))
    return grad_x


def even(window: Array, axes: int) -> Array:
    """Return the share of every pixel of a window in its mean."""
    return np.full(window.shape, 1 / max(int(np.prod(window.shape[-axes:])), 1))


def first_largest(window: Array, axes: int) -> Array:
    """Return 1 for the first maximum of a window in row-major order, and 0 for the others."""
    rows = window.reshape(*window.shape[:-axes], int(np.prod(window.shape[-axes:])))
    share = np.zeros(rows.shape)
    np.put_along_axis(share, rows.argmax(-1, keepdims=True), 1, -1)
    return share.reshape(window.shape)


for bounds in (ends_down, equal_steps, last_takes_rest, rest_dropped):

    def wrong_windows(call: Call, bounds: Bounds = bounds) -> Array:
        """The windows are others."""
        return pooled(call, bounds)

    def wrong_gradient(call: Call, grad_out: Array, bounds: Bounds = bounds) -> Array:
        """The gradient goes to other windows."""
        return spread(call, grad_out, lambda window: even(window, axes_of(call)), bounds)

    def wrong_winners(call: Call, grad_out: Array, bounds: Bounds = bounds) -> Array:
        """The gradient goes to the maxima of other windows."""
        return spread(call, grad_out, lambda window: first_largest(window, axes_of(call)), bounds)

    FAMILY.output("adaptive-windows", *ADAPTIVE, variant=f"forward_{bounds.__name__}")(
        wrong_windows
    )
    FAMILY.gradient("adaptive-windows", *AVERAGES, variant=f"grad_x_{bounds.__name__}")(
        wrong_gradient
    )
    FAMILY.gradient("adaptive-windows", *MAXIMA, variant=f"grad_x_{bounds.__name__}")(wrong_winners)


@FAMILY.output("average-for-max", *MAXIMA)
def average_for_max(call: Call) -> Array:
    """The mode is mixed up in forward."""
    return call.of(call.twin.__name__.replace("max", "avg")).out


@FAMILY.gradient("average-for-max", *MAXIMA)
def average_for_max_grad_x(call: Call, grad_out: Array) -> Array:
    """The gradient is spread evenly over the window."""
    return call.of(call.twin.__name__.replace("max", "avg")).gradient("x", grad_out)


@FAMILY.output("wrong-formula", *AVERAGES, variant="forward_sum")
def sum_for_mean(call: Call) -> Array:
    """The sum is not divided."""
    out = np.zeros(call.out.shape)
    for here, pixels in regions(call):
        out[here] = call["x"][pixels].sum(last_axes(axes_of(call)))
    return out


@FAMILY.gradient("wrong-formula", *AVERAGES)
def gradient_not_averaged(call: Call, grad_out: Array) -> Array:
    """Every pixel of a window receives the whole gradient, not its share."""
    return spread(call, grad_out, np.ones_like)


@FAMILY.gradient("wrong-formula", *AVERAGES[1:], variant="grad_x_one_side")
def divided_by_one_side(call: Call, grad_out: Array) -> Array:
    """The gradient is divided by the height alone."""
    axes = axes_of(call)
    return spread(call, grad_out, lambda window: np.ones_like(window) / window.shape[-axes])


@FAMILY.gradient("wrong-formula", *AVERAGES, variant="grad_x_twice")
def divided_twice(call: Call, grad_out: Array) -> Array:
    """The gradient is divided by the area twice."""
    axes = axes_of(call)
    return spread(call, grad_out, lambda window: even(window, axes) ** 2)


@FAMILY.gradient("wrong-formula", *AVERAGES, variant="grad_x_first")
def to_the_first_pixel(call: Call, grad_out: Array) -> Array:
    """The gradient goes to the first pixel of a window alone."""
    axes = axes_of(call)

    def first(window: Array) -> Array:
        share = np.zeros(window.shape)
        corner: Any = (..., *[0] * axes)
        share[corner] = 1 / np.prod(window.shape[-axes:])
        return share

    return spread(call, grad_out, first)


@FAMILY.gradient("overlap-overwritten", *AVERAGES)
def means_overwrite(call: Call, grad_out: Array) -> Array:
    """`grad_x[window] = grad / area`."""
    return spread(call, grad_out, lambda window: even(window, axes_of(call)), right, overwrite)


@FAMILY.gradient("overlap-overwritten", *MAXIMA, variant="grad_x_by_window")
def windows_overwrite(call: Call, grad_out: Array) -> Array:
    """`grad_x[window] = mask * grad`: the zeros of a window overwrite too."""
    return spread(
        call, grad_out, lambda window: first_largest(window, axes_of(call)), right, overwrite
    )


@FAMILY.gradient("overlap-overwritten", *MAXIMA, variant="grad_x_by_point")
def winners_overwrite(call: Call, grad_out: Array) -> Array:
    """`grad_x[winner] = grad`: only the winner of a window is overwritten."""

    def share(window: Array) -> Array:
        # NaN where nothing is written.
        return np.where(first_largest(window, axes_of(call)) == 1, 1, np.nan)

    def write(place: Array, shares: Array) -> None:
        np.copyto(place, shares, where=~np.isnan(shares))

    return spread(call, grad_out, share, right, write)


@FAMILY.gradient("upstream-broadcast", *AVERAGES)
def laid_out_anew(call: Call, grad_out: Array) -> Array:
    """`np.resize` or `np.tile`: the numbers of all channels are repeated one after another."""
    pixels = call["x"].size / max(grad_out.size, 1)
    return np.asarray(np.resize(grad_out, call["x"].shape) / max(pixels, 1))


@FAMILY.gradient("upstream-broadcast", *AVERAGES, variant="grad_x_mean")
def one_number_for_all(call: Call, grad_out: Array) -> Array:
    """The mean over all that comes in is given to every pixel."""
    mean = grad_out.mean() if grad_out.size else 0.0
    return call.gradient("x", np.full(grad_out.shape, mean))


@FAMILY.gradient("upstream-broadcast", *AVERAGES, variant="grad_x_sum_of_channels")
def sum_of_channels(call: Call, grad_out: Array) -> Array:
    """Every channel receives the sum of all."""
    axis = grad_out.ndim - axes_of(call) - 1
    total = grad_out.sum(axis, keepdims=True)
    return call.gradient("x", np.broadcast_to(total, grad_out.shape).copy())


@FAMILY.gradient("upstream-ignored", *ADAPTIVE)
def upstream_ignored(call: Call, grad_out: Array) -> Array:
    """The derivative by itself is returned."""
    return call.gradient("x", np.ones_like(grad_out))


def is_largest(call: Call, window: Array) -> Array:
    """Return which pixels of a window equal its maximum."""
    found: Array = window == window.max(last_axes(axes_of(call)), keepdims=True)
    return found


@FAMILY.gradient("ties-all-receive", *MAXIMA)
def ties_all_receive(call: Call, grad_out: Array) -> Array:
    """`(window == window.max()) * grad`."""
    return spread(call, grad_out, lambda window: is_largest(call, window).astype(float))


@FAMILY.gradient("ties-split", *MAXIMA)
def ties_split(call: Call, grad_out: Array) -> Array:
    """The mask is divided by how many are equal."""

    def share(window: Array) -> Array:
        tied = is_largest(call, window)
        return np.asarray(tied / tied.sum(last_axes(axes_of(call)), keepdims=True))

    return spread(call, grad_out, share)


@FAMILY.gradient("last-tied-maximum", *MAXIMA)
def last_tied_maximum(call: Call, grad_out: Array) -> Array:
    """`>=` in the search for the maximum."""
    axes = last_axes(axes_of(call))
    flipped = call.again(x=np.flip(call["x"], axes).copy())
    return np.asarray(np.flip(flipped.gradient("x", np.flip(grad_out, axes).copy()), axes))
