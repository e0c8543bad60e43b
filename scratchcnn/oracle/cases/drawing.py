"""What Hypothesis draws for every op: a configuration, and a short recipe for the values.

All dimensions differ by default, so that swapped axes show; now and then any sizes are drawn, also
equal ones and 1, so that a failure shrinks to something small. A hyperparameter for which a regime
gives no range is not passed at all.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations, product
from typing import Any, TypeAlias

from hypothesis import strategies as st

from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.values import Layout, Values

Range: TypeAlias = tuple[int, int]
Pair: TypeAlias = tuple[int, int]
Draw: TypeAlias = st.DrawFn
Shapes: TypeAlias = dict[str, tuple[int, ...]]

# One draw for all sizes of a case: faster than one for each, and it shrinks to 1, 1, 1, 1, 1.
SIZES = (*product((1, 2), repeat=5), *permutations((1, 2, 3, 4, 5)))
# A failure shrinks to the first kind: it shows most, and can be worked through by hand.
WHOLE = ("arange", "one_hot", "integers")
# Kinds that are rarely a single 1, which would hide that an upstream gradient is ignored.
UPSTREAM = ("nonzero", "integers")
DISTINCT = ("arange", "permutation", "negative")
SCALES = (1.0, 1e-3, 1e-2, 1e-1, 1e1, 1e2, 1e3)
# The scales of the kind "moderate": its exponential overflows not even in float32.
MODERATE = tuple(scale for scale in SCALES if scale <= 10)
LAYOUTS = tuple(layout for layout in Layout if layout is not Layout.CONTIGUOUS)
AFFINE = ((), ("weight",), ("bias",), ("weight", "bias"))


@cache
def drawn_from(options: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Return a strategy that draws one of these; cached, as making it takes as long as drawing.

    Options that are equal, such as 1 and 1.0, share a cache entry.
    """
    return st.sampled_from(options)


def sizes(draw: Draw, count: int) -> list[int]:
    """Draw the sizes of `count` dimensions, mostly distinct ones."""
    return list(draw(drawn_from(SIZES)))[:count]


def span(draw: Draw, limits: Range) -> Pair:
    """Draw a pair (height, width) within limits."""
    return draw(st.integers(*limits)), draw(st.integers(*limits))


def spans(draw: Draw, limits: Range, axes: int) -> tuple[int, ...]:
    """Draw a number within limits for every axis along which a window slides."""
    return tuple(draw(st.integers(*limits)) for _ in range(axes))


def unequal(draw: Draw, limits: Range) -> Pair:
    """Draw a pair (height, width) of two different numbers."""
    first = draw(st.integers(*limits))
    return first, draw(st.integers(*limits).filter(lambda second: second != first))


def image_size(windows: int, kernel: int, stride: int, padding: int, spare: int) -> int:
    """Return the size into which `windows` windows fit, with `spare` rows or columns left over."""
    size = (windows - 1) * stride + kernel + spare - 2 * padding
    # Too much padding for so few windows: add whole strides until the size is positive.
    return size if size > 0 else size + stride * (-size // stride + 1)


def either(sides: Sequence[int]) -> int | tuple[int, ...]:
    """Return equal entries as one int, so that both forms of the argument are tested."""
    return sides[0] if len({*sides}) == 1 else tuple(sides)


def filled(draw: Draw, shapes: Shapes, options: dict[str, Any], kinds: tuple[str, ...]) -> Case:
    """Fill the arrays: all with whole numbers, or all with normal ones, each at its own scale.

    The two do not mix, so that whole numbers stay exact. The scales of "moderate" are not large.
    """
    seed = draw(st.integers(0, 999))
    others = tuple(kind for kind in kinds if kind not in ("normal", "moderate"))
    normal = len(others) < len(kinds) and (not others or draw(st.booleans()))
    scales = MODERATE if "moderate" in kinds else SCALES

    def recipe(place: int, choices: tuple[str, ...]) -> Values:
        if normal:
            return Values("normal", seed + place, draw(drawn_from(scales)))
        return Values(draw(drawn_from(choices)), seed + place)

    arrays = {
        name: recipe(place, others).fill(shape)
        for place, (name, shape) in enumerate(shapes.items())
    }
    return Case(arrays, options, recipe(len(arrays), UPSTREAM))


@st.composite
def laid_out(draw: Draw, cases: st.SearchStrategy[Case]) -> Case:
    """Draw a case whose arrays are not in C order in memory."""
    return replace(draw(cases), layout=draw(drawn_from(LAYOUTS)))
