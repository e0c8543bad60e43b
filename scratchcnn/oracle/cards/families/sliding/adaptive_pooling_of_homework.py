"""The cases of homework's global and adaptive poolings."""

from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime, Regimes
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.numbers import Numbers, Options, filled, informative
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import one_of

# An image with a size of what is made of it.
Sized = tuple[Shape, int]


@st.composite
def drawn(draw: st.DrawFn, sized: st.SearchStrategy[Sized], numbers: Numbers, styles: Any) -> Case:
    """Draw a case of global or adaptive pooling."""
    shape, size = draw(sized)
    out = (*shape[:2], *(size for _ in shape[2:]))
    return filled(draw, numbers, styles, {"x": shape}, {"output_size": size}, out)


def of_homework(axes: int, offer: Offer, *, maxima: bool) -> Regimes:
    """Make the regimes of homework, with tied maxima in one of their own."""
    kinds = Numbers({"x": ("arange", "permutation", "negative")}, offer.upstream)
    samples, channels = (2, 3) if offer.batch else (1,), (2, 3) if not offer.in_channels else (1,)
    sizes = (1,) if offer.whole_image else (1, 2, 3)
    tiling = [(m * k, m) for m in sizes for k in (2, 3)]
    others = [] if offer.whole_image else [(m * k + 1, m) for m in sizes[1:] for k in (2, 1)]

    def regime(sized: Any, numbers: Numbers = kinds) -> Regime:
        return Regime(drawn(one_of(sized), numbers, numbers.styles()))

    square = [((1, 1, *[side] * axes), m) for side, m in tiling]
    rectangles = [
        ((1, 1, h, w), m) for (h, m), (w, n) in product(tiling, tiling) if m == n and h != w
    ]
    regimes = {"basic": regime(square)}
    if offer.batch:
        regimes["batch"] = regime([((n, *rest), m) for n in samples for (_, *rest), m in square])
    if not offer.in_channels:
        regimes["channels"] = regime(
            [((1, c, *image), m) for c in channels for (_, _, *image), m in square]
        )
    if axes == 2:
        regimes["rectangular"] = regime(rectangles)
    if others:
        regimes["non_tiling"] = regime([((1, 1, *[side] * axes), m) for side, m in others])
    if maxima:
        tied = Numbers({"x": ("ties",)}, offer.upstream, accept=shows_ties, only_whole=True)
        regimes["ties"] = regime(square, tied)
    sides = ((2, 3, 4), (2, 3, 4, 5), (2, 3, 4, 5, 6, 7))[-axes:]
    mixed = distinct((1, *samples), (1, *channels), *sides)
    # Whoever asks for more windows than there are pixels may be refused.
    able = [(shape, m) for shape in mixed for m in sizes if m <= min(shape[2:])]
    return regimes | {"mixed": regime(able)}


def shows_ties(arrays: Any, options: Options) -> bool:
    """Return whether the maximum of some image is tied, and not all are 0."""
    x: Array = arrays["x"]
    rows = x.reshape(-1, int(np.prod(x.shape[2:])))
    tied = (rows == rows.max(1, keepdims=True)).sum(1) > 1
    return informative(arrays, options) and bool(tied.any())
