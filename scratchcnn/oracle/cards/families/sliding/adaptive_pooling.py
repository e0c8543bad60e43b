"""Adaptive poolings, to a size that is asked for: adaptive_avg_pool2d and so on."""

from collections.abc import Mapping, Sequence
from functools import partial, reduce
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY, everywhere, unbatched
from scratchcnn.oracle.cards.families.sliding.adaptive_pooling_of_homework import of_homework
from scratchcnn.oracle.cards.families.sliding.pooling import AVERAGE, MAXIMUM, OTHERS, POOLING
from scratchcnn.oracle.cards.families.sliding.pooling_of_any_axes import SAID, axes_of_results
from scratchcnn.oracle.cards.families.sliding.pooling_of_homework import of_winners
from scratchcnn.oracle.cards.families.sliding.pooling_of_ours import NO_SWITCH
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import Bound, Bounds, Call, winner
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import (
    DISTINCT,
    Draw,
    Range,
    drawn_from,
    either,
    filled,
    sizes,
    span,
)
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.steps import kinked_step
from scratchcnn.oracle.cases.values import Array

GLOBAL = ("global", "adaptive", "adaptativ")
# The letters between the name of a mode and "global".
BETWEEN = ("", "pool", "pooling")


def named(modes: Sequence[str]) -> tuple[str, ...]:
    """Return parts of names of a mode: GlobalAveragePooling, AvgPoolGlobal."""
    before = (f"{word}{mode}" for word, mode in product(GLOBAL, modes))
    behind = (f"{mode}{pool}{word}" for word, mode, pool in product(GLOBAL, modes, BETWEEN))
    return (*before, *behind)


# What says how many axes there are; nothing says so of images.
ALONG: dict[int, dict[str, Any]] = {
    **{axes: {"along": said} for axes, said in SAID.items()},
    2: {"unless": OTHERS},
}
NAMES = (
    *(
        NameRule((f"adaptive_{kind}_pool{axes}d",), parts=named(modes), besides=POOLING, **more)
        for axes, more in ALONG.items()
        for kind, modes in (("avg", AVERAGE), ("max", MAXIMUM))
    ),
    NameRule(
        ("adaptive_avg_pool2d", "adaptive_max_pool2d"), parts=GLOBAL, besides=POOLING, unless=OTHERS
    ),
    NameRule(
        ("adaptive_avg_pool2d",), names=("gap", "gap2d", "gaplayer", "gapforward", "gapbackward")
    ),
)


@st.composite
def drawn(
    draw: Draw,
    *,
    axes: int,
    windows: Range = (1, 4),
    pixels: Range | None = None,
    spare: bool = False,
    keeps: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*DISTINCT, "normal"),
) -> Case:
    """Draw a case of adaptive pooling, whose windows have all `pixels` along each axis.

    None draws any side. With `spare` no number of windows divides the side, which is larger; with
    `keeps` some axes keep their size, which None says.
    """
    n, c = [1, 1] if one_element else [max(least, size) for size in sizes(draw, 2)]
    counts = span(draw, (1, 1) if one_element else windows, axes)
    if one_element:
        sides: tuple[int, ...] = counts
    elif spare:
        sides = tuple(
            count * draw(st.integers(1, 2)) + draw(st.integers(1, count - 1)) for count in counts
        )
    elif pixels:
        sides = tuple(count * draw(st.integers(*pixels)) for count in counts)
    else:
        sides = span(draw, (1, 7), axes)
    size: Any = either(counts)
    if keeps:
        none = draw(drawn_from(tuple(range(axes))))
        size = tuple(
            None if axis == none or draw(st.booleans()) else count
            for axis, count in enumerate(counts)
        )
    return filled(draw, {"x": (0 if empty else n, c, *sides)}, {"output_size": size}, kinds)


def regimes_of_ours(axes: int, special: Mapping[str, Regime]) -> Regimes:
    """Return the regimes in which our own ops are judged, and the `special` ones."""
    pool = partial(drawn, axes=axes, windows=(1, 3) if axes == 3 else (1, 4))
    return {
        "basic": Regime(pool()),
        "tiling": Regime(pool(pixels=(1, 3))),
        # They overlap, and differ in size.
        "overlap": Regime(pool(windows=(2, 5 if axes < 3 else 3), spare=True)),
        # There are more windows than pixels.
        "more_windows": Regime(pool(windows=(3, 5), pixels=None).map(of_few_pixels)),
        "global": Regime(pool(windows=(1, 1))),
        "keeps": Regime(pool(keeps=True)),
        "channels": Regime(pool(least=2)),
        "unbatched": unbatched(pool()),
        **everywhere(pool),
        **special,
    }


def of_few_pixels(case: Case) -> Case:
    """Return a case with the first two pixels along every axis of its images."""
    x = case.arrays["x"]
    few: tuple[Any, ...] = (..., *[slice(2)] * (x.ndim - 2))
    return Case({"x": np.array(x[few])}, case.options, case.grad_out, case.layout)


def refusals(axes: int, **further: tuple[Any, ...]) -> list[Refusal]:
    """Return the calls that adaptive poolings must refuse."""
    x = np.zeros((2, 3, 4, 5, 6)[: 2 + axes])
    out = np.zeros((2, 3, 2, 2, 2)[: 2 + axes])
    wrong = (0, -1, 2.0, "2", None, True, (2,) * (axes + 1), (2,) * (axes - 1))
    return refused(
        {"x": x, "output_size": 2, "grad_out": out},
        x=(*wrong_dtypes(x), x[0, 0], x[None], x[..., :0]),
        output_size=(*wrong, (*(2,) * (axes - 1), 0), (*(None,) * (axes - 1), 1.0)),
        grad_out=(np.swapaxes(out, 1, 2), out.astype(np.float32), 0.0, None),
        **further,
    )


def lengths(size: int, count: int) -> Array:
    """Return how long every one of `count` windows is that part an axis."""
    windows = np.arange(count)
    length: Array = -(-(windows + 1) * size // count) - windows * size // count
    return length


def of_means(call: Call, axes: int) -> Mapping[str, Bound]:
    """Bound an adaptive average: a sum of as many terms as its window has pixels.

    The gradient of a pixel is a sum over the windows that have it: the twin's pullback, given the
    windows' areas, counts them.
    """
    x = call.arrays["x"]
    sides = zip(x.shape[-axes:], call.out.shape[-axes:], strict=True)
    area = reduce(np.multiply.outer, [lengths(*side) for side in sides])
    size, pullback = call.twin(**{**call.arrays, "x": np.abs(x)}, **call.options)

    def of_gradients() -> dict[str, Bound]:
        (magnitude,) = pullback(np.abs(call.grad_out))
        (count,) = pullback(np.broadcast_to(area, call.out.shape))
        return {"grad_x": Bound(count, magnitude)}

    return Bounds(Bound(np.broadcast_to(area, call.out.shape), size), of_gradients)


def card(kind: str, axes: int, special: Mapping[str, Regime], **more: Any) -> Card:
    """Return the card of an adaptive pooling; `special` are the regimes that only this op has."""
    return Card(
        name=f"adaptive_{kind}_pool{axes}d",
        kind="resizing",
        arguments=("x", "output_size"),
        regimes=regimes_of_ours(axes, special),
        **axes_of_results(axes),
        **more,
    )


def of_maxima(axes: int) -> Card:
    """Return the card of adaptive max pooling along so many axes."""
    pool = partial(drawn, axes=axes, windows=(1, 3))
    special = {
        "ties": Regime(pool(kinds=("ties",)), NO_SLOPE),
        "non_finite": Regime(pool(kinds=("non_finite",)), VALUES_ONLY),
    }
    return card(
        "max",
        axes,
        special,
        refusals=partial(refusals, axes, return_indices=NO_SWITCH),
        bound=winner,
        step=kinked_step,
        kinked=True,
        exact=True,
        from_output={"grad_x": of_winners},
        homework=partial(of_homework, axes, maxima=True),
    )


def of_averages(axes: int) -> Card:
    """Return the card of adaptive average pooling along so many axes."""
    pool = partial(drawn, axes=axes, windows=(1, 3))
    special = {"non_finite": Regime(pool(kinds=("non_finite",)), VALUES_ONLY)}
    return card(
        "avg",
        axes,
        special,
        refusals=partial(refusals, axes),
        bound=partial(of_means, axes=axes),
        linear_in=("x",),
        homework=partial(of_homework, axes, maxima=False),
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of adaptive poolings."""
    return tuple(of(axes) for axes in (1, 2, 3) for of in (of_averages, of_maxima))
