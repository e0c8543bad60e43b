"""The known bugs of the padding `same`: zeros of one axis on both, or on one side only."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.sliding.windows import Pair, Windows

FAMILY = Family()

Margins: TypeAlias = tuple[Pair, Pair]


def on_both_sides(half: Callable[[Pair], int], margins: Margins) -> Margins:
    """Return the same zeros on both sides of an axis: the smaller or the larger half."""
    rows, columns = map(half, margins)
    return (rows, rows), (columns, columns)


WRONG: dict[str, Callable[[Margins], Margins]] = {
    "smaller_half": partial(on_both_sides, min),
    "larger_half": partial(on_both_sides, max),
    "of_rows": lambda margins: (margins[0], margins[0]),
    "of_columns": lambda margins: (margins[1], margins[1]),
    "swapped_axes": lambda margins: (margins[1], margins[0]),
    "before": lambda margins: ((sum(margins[0]), 0), (sum(margins[1]), 0)),
}


def is_named(call: Call) -> bool:
    """Return whether the padding of a call is `same`, said by its name or in numbers."""
    return call["padding"] == "same" or np.ndim(call["padding"]) == 2


def forward_with(wrong: Callable[[Margins], Margins], call: Call) -> Array:
    """Return the output for wrong zeros; where no window fits, it is empty."""
    if not is_named(call):
        return call.out
    windows = Windows.of(call)
    margins = wrong(windows.margin)
    sides = zip(call["x"].shape[2:], margins, windows.reach, windows.stride, strict=True)
    count = [(size + sum(zeros) - reach) // stride + 1 for size, zeros, reach, stride in sides]
    if min(count) < 1:
        return np.zeros((*call.out.shape[:2], *(max(0, one) for one in count)))
    return call.again(padding=margins).out


def cropped_with(wrong: Callable[[Margins], Margins], call: Call, grad_out: Array) -> Array:
    """Return the gradient of the padded image, from which wrong zeros are taken off."""
    windows = Windows.of(call)
    padded = windows.padded_gradient(grad_out)
    (top, bottom), (left, right) = wrong(windows.margin) if is_named(call) else windows.margin
    height, width = padded.shape[2:]
    return padded[:, :, top : height - bottom, left : width - right]


for name, wrong in WRONG.items():
    FAMILY.output("same-zeros", "conv2d", variant=f"forward_{name}")(partial(forward_with, wrong))

FAMILY.gradient("same-zeros", "conv2d", variant="grad_x_swapped_sides")(
    partial(cropped_with, lambda margins: (margins[0][::-1], margins[1][::-1]))
)
FAMILY.gradient("same-zeros", "conv2d", variant="grad_x_from_the_first")(
    partial(cropped_with, lambda margins: ((0, sum(margins[0])), (0, sum(margins[1]))))
)
