"""One call of an op: its arrays and options, and the sizes that follow from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.same_padding import margins
from scratchcnn.oracle.cases.window_kinds import pair

Array: TypeAlias = NDArray[Any]


def of_last_two(sides: tuple[int, ...]) -> tuple[int, int]:
    """Return height and width; along a single axis both are its own."""
    height, width = (sides * 2)[-2:]
    return height, width


@dataclass(frozen=True)
class Setting:
    """The arrays and options of one call of an op, and the sizes that follow from them."""

    op: str
    arrays: Mapping[str, Array]
    options: Mapping[str, Any]
    rate: float = 1.0

    @property
    def card(self) -> Card:
        """The card of the op."""
        return card_of(self.op)

    def sides(self, name: str, default: Any) -> tuple[int, int]:
        """Return the height and width of an option; `default` if it is missing or None."""
        value = self.options.get(name)
        return pair(default if value is None else value)

    @property
    def first(self) -> Array:
        """The op's first argument."""
        return self.arrays[self.card.first]

    @property
    def bias_kind(self) -> str:
        """Whether there is a bias, and whether it has a value for every pixel of the output."""
        bias = self.arrays.get("bias")
        return "none" if bias is None else "untied" if bias.ndim == 3 else "tied"

    @property
    def kernel(self) -> tuple[int, int]:
        """Height and width of the window."""
        if self.card.pointwise:
            return 1, 1
        if self.card.windowed and "weight" in self.arrays:
            height, width = of_last_two(self.arrays["weight"].shape[-self.card.sides :])
            return height, width
        return self.sides("kernel_size", 1)

    @property
    def stride(self) -> tuple[int, int]:
        """The vertical and the horizontal stride."""
        slides = self.card.pooling or self.card.kind == "unpooling"
        return self.sides("stride", self.kernel if slides else 1)

    @property
    def unpooled(self) -> tuple[int, int]:
        """The height and width of the images that were pooled."""
        each = zip(self.first.shape[-2:], self.stride, self.kernel, strict=True)
        height, width = ((size - 1) * stride + kernel for size, stride, kernel in each)
        return height, width

    @property
    def margins(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The padding (before, after) the rows and the columns."""
        named = self.options.get("padding")
        if not isinstance(named, str):
            return margins(self.sides("padding", 0), (1, 1), (1, 1), (1, 1))
        height, width = of_last_two(self.first.shape[2:])
        return margins(named, (height, width), self.kernel, self.stride)

    @property
    def padding(self) -> tuple[int, int]:
        """The padding at the top and on the left."""
        (top, _), (left, _) = self.margins
        return top, left

    @property
    def reach(self) -> tuple[int, int]:
        """How many rows and columns a window spans."""
        height, width = (
            d * (k - 1) + 1 for k, d in zip(self.kernel, self.sides("dilation", 1), strict=True)
        )
        return height, width

    @property
    def windows(self) -> tuple[int, ...]:
        """The output's size along every axis: its windows, or what transposed windows cover."""
        more = self.sides("output_padding", 0)
        each = zip(self.reach, self.stride, self.margins, more, strict=True)
        # Along other axes than height and width everything is as along these.
        sides = zip(self.first.shape[:1:-1], cycle(reversed(list(each))), strict=False)
        if self.card.transposed:
            found = [(n - 1) * s + r - sum(margin) + m for n, (r, s, margin, m) in sides]
        else:
            found = [(n + sum(margin) - r) // s + 1 for n, (r, s, margin, _) in sides]
        return tuple(reversed(found))

    @property
    def sizes(self) -> dict[str, int]:
        """The size of every axis of the op, by its letter."""
        letters = dict(
            zip(
                self.card.letters(self.card.first, self.first.ndim),
                self.first.shape,
                strict=True,
            )
        )
        weight = self.arrays.get("weight")
        if weight is not None and self.card.windowed:
            own = zip(self.card.letters("weight", weight.ndim), weight.shape, strict=True)
            # A group's filters have fewer channels than there are; a channel's filter is its own.
            letters = {"F": letters["C"], **dict(own), **letters}
            if "pointwise" in self.arrays:
                letters["F"] = len(self.arrays["pointwise"])
        elif weight is not None and self.card.kind in ("lookup", "gate"):
            letters |= zip(self.card.letters("weight", 2), weight.shape, strict=True)
        elif weight is not None and weight.ndim == 2:
            letters |= {"K": weight.shape[0]}
        return letters
