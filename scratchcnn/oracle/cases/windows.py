"""How the kernels and images of homework's cases are chosen, so that every regime has its property.

The windows that an offer allows are few enough to list. A regime is a filter of that list and a
rule for images; everything that it is not about is as simple as the offer allows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count, product
from typing import Any, NamedTuple, TypeAlias

from hypothesis import strategies as st

from scratchcnn.oracle.cases.offers import Offer, Pair
from scratchcnn.oracle.cases.same_padding import BASE, is_same, margins

Padding: TypeAlias = int | str
Counts: TypeAlias = tuple[int, ...]

# From the smallest side that will do: how many sides, or how many more windows, at most.
SIDES = 6
MORE_WINDOWS = 3


class Window(NamedTuple):
    """A kernel with its stride and padding."""

    kernel: Pair
    stride: Pair
    padding: Padding

    @property
    def is_strided_same(self) -> bool:
        """Whether it is padded by `same`, with a stride."""
        return is_same(self.padding) and self.stride != (1, 1)

    def ways(self, side: int, axis: int) -> int:
        """Return how far the window can move along an axis; negative if it does not fit."""
        margin = margins(self.padding, (side, side), self.kernel, self.stride)[axis]
        return side + sum(margin) - self.kernel[axis]

    def fitting(self, side: int, axis: int) -> int:
        """Return how many windows fit along an axis of an image."""
        return max(0, self.ways(side, axis) // self.stride[axis] + 1)

    def left_over(self, side: int, axis: int) -> int:
        """Return how many rows or columns are left over by the windows."""
        return self.ways(side, axis) % self.stride[axis]

    def output(self, image: Pair) -> Pair:
        """Return how many windows fit along both axes."""
        return self.fitting(image[0], 0), self.fitting(image[1], 1)


Condition: TypeAlias = Callable[[Window], bool]


def square_kernel(window: Window) -> bool:
    """Return whether the kernel is square."""
    return window.kernel[0] == window.kernel[1]


def unequal_kernel(window: Window) -> bool:
    """Return whether the kernel is not square."""
    return not square_kernel(window)


def anything(window: Window) -> bool:
    """Return True: the condition that every window meets."""
    return True


def pairs(numbers: Sequence[int], *, unequal: bool) -> list[Pair]:
    """Return the pairs of equal numbers; with `unequal` also those of unequal ones."""
    every = [(height, width) for height in numbers for width in numbers]
    return [pair for pair in every if unequal or pair[0] == pair[1]]


def convolution_windows(offer: Offer) -> list[Window]:
    """List the windows of convolutions that an offer allows.

    Padding is narrower than the kernel, as windows that see only padding are meaningless. With a
    stride, "same" has the meaning that it has in the homework; without one, PyTorch's.
    """

    def possible(window: Window) -> bool:
        if is_same(window.padding):
            return bool(offer.strided_same) or window.stride == (1, 1)
        if window.padding == "valid" or not offer.padding:
            return True
        return int(window.padding) < min(window.kernel)

    kernels = pairs((1, 2, 3, 4), unequal=offer.rectangular_kernel)
    free = pairs((1, 2, 3), unequal=offer.rectangular_stride)
    strides = free if offer.stride else [offer.fixed_stride or (1, 1)]
    windows = [
        Window(kernel, stride, meant(padding, offer) if stride != (1, 1) else padding)
        for kernel, stride, padding in product(
            given(offer.kernel_size, kernels), strides, paddings(offer)
        )
    ]
    return simplest_first(filter(possible, windows))


def meant(padding: Padding, offer: Offer) -> Padding:
    """Return a padding with what `same` means in the homework."""
    return offer.strided_same or padding if padding == BASE else padding


def pooling_windows(offer: Offer) -> list[Window]:
    """List the windows of poolings that an offer allows; PyTorch pads at most half a kernel.

    PyTorch's poolings take no named padding: "valid" means 0, and "same" what it means in homework.
    """

    def possible(window: Window) -> bool:
        if isinstance(window.padding, str):
            return bool(offer.strided_same)
        return 2 * window.padding <= min(window.kernel)

    kernels = pairs((1, 2, 3, 4), unequal=offer.rectangular_kernel)
    free = pairs((1, 2, 3, 4), unequal=offer.rectangular_stride)
    named = (0 if padding == "valid" else meant(padding, offer) for padding in paddings(offer))
    widths = dict.fromkeys(named)
    windows = [
        Window(kernel, stride, padding)
        for kernel in given(offer.kernel_size, kernels)
        for stride in (free if offer.stride else [offer.fixed_stride or kernel])
        for padding in widths
    ]
    return simplest_first(filter(possible, windows))


def given(only: Pair | None, choices: list[Pair]) -> list[Pair]:
    """Return the only choice as a list, or all choices if it is None."""
    return choices if only is None else [only]


def paddings(offer: Offer) -> list[Padding]:
    """List the paddings that an offer allows, numbers first."""
    numbers: list[Padding] = [0, 1, 2, 3] if offer.padding else []
    return [*numbers, *offer.named_padding] or [offer.fixed_padding]


def simplest_first(windows: Iterator[Window]) -> list[Window]:
    """Sort windows: small kernels first, then small strides."""
    return sorted(windows, key=lambda window: (sum(window.kernel), sum(window.stride)))


def preferring(windows: Sequence[Window], conditions: Sequence[Condition]) -> list[Window]:
    """Keep the windows that meet each condition in turn; skip a condition that none meets."""
    left = list(windows)
    for condition in conditions:
        left = [window for window in left if condition(window)] or left
    return left


@dataclass(frozen=True)
class Images:
    """A rule for images.

    Attributes
    ----------
    tiling
        True: the windows leave nothing over; False: something along at least one axis; None: any.
    square
        True: both sides are equal; False: they differ; None: any.
    least
        The smallest number of windows along an axis.
    """

    tiling: bool | None = True
    square: bool | None = True
    least: int = 1

    def fit(self, window: Window, image: Pair) -> bool:
        """Return whether an image, into which enough windows fit, follows the rule."""
        left_over = any(window.left_over(side, axis) for axis, side in enumerate(image))
        square = image[0] == image[1]
        return self.tiling in (None, not left_over) and self.square in (None, square)

    def sides(self, window: Window, axis: int) -> list[int]:
        """List the sides along an axis into which enough windows fit, but not many more."""
        first = next(side for side in count(1) if window.fitting(side, axis) >= self.least)
        return list(range(first, first + max(SIDES, MORE_WINDOWS * window.stride[axis])))


@cache
def images(window: Window, rule: Images, size: Pair | None, only_square: bool) -> list[Pair]:
    """List the images for a window, the smallest first.

    If none is square, as for an unequal kernel with its stride, any image will do.
    """
    if size is not None:
        found = [size] if min(window.output(size)) >= rule.least else []
    else:
        found = list(product(rule.sides(window, 0), rule.sides(window, 1)))
    found = [image for image in found if not only_square or image[0] == image[1]]
    fitting = [image for image in found if rule.fit(window, image)]
    if not fitting and rule.square:
        anyhow = Images(rule.tiling, None, rule.least)
        fitting = [image for image in found if anyhow.fit(window, image)]
    return sorted(fitting, key=lambda image: image[0] * image[1])


@dataclass(frozen=True)
class Plan:
    """What a regime of convolutions or poolings draws: a window, an image, and counts.

    `counts` are N, C and, for convolutions, F. With `distinct` no image side equals one of them.
    """

    offer: Offer
    windows: tuple[Window, ...]
    rule: Images
    counts: tuple[Counts, ...]
    distinct: bool = False

    def images(self, window: Window) -> list[Pair]:
        """List the images for a window."""
        return images(window, self.rule, self.offer.image_size, self.offer.square_image)

    @cached_property
    def possible(self) -> list[Window]:
        """The windows for which there is an image."""
        return [window for window in self.windows if self.images(window)]

    @cached_property
    def kernels(self) -> st.SearchStrategy[Pair]:
        """A strategy for kernels."""
        return one_of(window.kernel for window in self.possible)

    @cached_property
    def strides(self) -> dict[Any, st.SearchStrategy[Pair]]:
        """A strategy for strides, for every kernel."""
        return {
            kernel: one_of(window.stride for window in self.possible if window.kernel == kernel)
            for kernel in {window.kernel for window in self.possible}
        }

    @cached_property
    def paddings(self) -> dict[Any, st.SearchStrategy[Padding]]:
        """A strategy for paddings, for every kernel with a stride."""
        return {
            two: one_of(window.padding for window in self.possible if window[:2] == two)
            for two in {window[:2] for window in self.possible}
        }

    @cached_property
    def sized(self) -> dict[Any, st.SearchStrategy[Pair]]:
        """A strategy for images, for every window."""
        return {window: one_of(self.images(window)) for window in self.possible}

    @cached_property
    def counted(self) -> st.SearchStrategy[Counts]:
        """A strategy for counts."""
        return one_of(self.counts)

    def draw(self, draw: st.DrawFn) -> tuple[Window, Pair, Counts]:
        """Draw a window, an image and counts one after the other, so that each shrinks alone."""
        kernel = draw(self.kernels)
        stride = draw(self.strides[kernel])
        window = Window(kernel, stride, draw(self.paddings[kernel, stride]))
        counts = draw(self.counted)
        if not self.distinct:
            return window, draw(self.sized[window]), counts
        apart = [image for image in self.images(window) if not {*image} & {*counts}]
        return window, draw(st.sampled_from(apart or self.images(window))), counts


def one_of(choices: Any) -> st.SearchStrategy[Any]:
    """Return a strategy that draws one of the choices; the first one is the simplest."""
    return st.sampled_from(list(dict.fromkeys(choices)))
