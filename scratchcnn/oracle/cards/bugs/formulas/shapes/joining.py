"""The known bugs of what joins arrays: of cat, and of three arrays as homework alone has them."""

from collections.abc import Callable
from functools import partial

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family

# Those of our own op, and those of three arrays.
FAMILY, OF_THREE = Family(), Family()
CAT, THREE = "cat", "cat_three"
Ends = Callable[[int, list[int]], tuple[int | None, int | None]]


def sizes_of(call: Call) -> list[int]:
    """Return how long every one of the joined arrays is along their axis."""
    names = [name for name in ("x", "other", "third") if name in call.arguments]
    return [call[name].shape[call["axis"]] for name in names]


def part(grad_out: Array, axis: int, begin: int | None, end: int | None) -> Array:
    """Return a part of an array along an axis."""
    moved: Array = np.moveaxis(np.moveaxis(grad_out, axis, 0)[begin:end], 0, axis)
    return np.array(moved)


def cut_elsewhere(place: int, ends: Ends, call: Call, grad_out: Array) -> Array:
    """Return the part of the gradient that an array gets between other ends than its own."""
    return part(grad_out, call["axis"], *ends(place, sizes_of(call)))


def begun_anew(place: int, sizes: list[int]) -> tuple[int, int]:
    """Return the ends of a part that begins where the first one does: none is counted on."""
    return 0, sizes[place]


def from_the_end(place: int, sizes: list[int]) -> tuple[int | None, int | None]:
    """Return the ends of parts that stand in the other order."""
    begin = sum(sizes[place + 1 :])
    return begin, begin + sizes[place]


def in_equal_parts(place: int, sizes: list[int]) -> tuple[int | None, int | None]:
    """Return the ends of parts that are as long as each other; what is left over is the last's."""
    one = sum(sizes) // len(sizes)
    return place * one, None if place == len(sizes) - 1 else (place + 1) * one


def with_longer_first(place: int, sizes: list[int]) -> tuple[int, int]:
    """Return the ends of parts as `np.array_split` makes them: the first ones are the longer."""
    one, more = divmod(sum(sizes), len(sizes))
    begin = place * one + min(place, more)
    return begin, begin + one + (place < more)


def cut_at_sizes(place: int, sizes: list[int]) -> tuple[int | None, int | None]:
    """Return the ends of parts that are split at sizes, not at their sums: `np.split(g, sizes)`."""
    ends = [0, *sizes[:-1], None]
    return ends[place], ends[place + 1]


CUTS: dict[str, Ends] = {
    "anew": begun_anew,
    "from_the_end": from_the_end,
    "equal": in_equal_parts,
    "longer_first": with_longer_first,
    "at_sizes": cut_at_sizes,
}
NAMES = ("x", "other", "third")


def is_right(op: str, variant: str, place: int) -> bool:
    """Return whether a part between other ends is the right one: the first, or the only cut."""
    if variant == "anew":
        return place == 0
    return variant == "at_sizes" and (place == 0 or op == CAT)


JOINING = ((CAT, FAMILY, NAMES[:2]), (THREE, OF_THREE, NAMES))
for op, family, known in JOINING:
    for variant, ends in CUTS.items():
        for place, name in enumerate(known):
            if not is_right(op, variant, place):
                family.gradient("split-elsewhere", op, of=name, variant=f"grad_{name}_{variant}")(
                    partial(cut_elsewhere, place, ends)
                )


def along_channels(place: int, call: Call, grad_out: Array) -> Array:
    """Return the part along axis 1, whatever the axis is; where there is none, this raises."""
    sizes = sizes_of(call)
    begin = sum(sizes[:place])
    return part(grad_out, 1, begin, begin + sizes[place])


for op, family, known in JOINING:
    for place, name in enumerate(known):
        family.gradient("axes-ignored", op, of=name, variant=f"grad_{name}")(
            partial(along_channels, place)
        )


def of_ones(name: str, call: Call, grad_out: Array) -> Array:
    """Return the derivative by itself: ones."""
    return call.gradient(name, np.ones_like(grad_out))


for op, family, known in JOINING:
    for name in known:
        family.gradient("upstream-ignored", op, of=name)(partial(of_ones, name))


@OF_THREE.output("wrong-formula", THREE, variant="forward_swapped")
def last_first(call: Call) -> Array:
    """The arrays come in the other order."""
    return np.concatenate([call["third"], call["other"], call["x"]], call["axis"])


@FAMILY.output("wrong-formula", CAT, variant="forward_swapped")
def other_first(call: Call) -> Array:
    """The other array comes first."""
    return np.concatenate([call["other"], call["x"]], call["axis"])
