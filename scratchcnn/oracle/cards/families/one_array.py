"""What the ops of one array share: activations, softmax and flatten."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY, everywhere
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import WHOLE, Draw, drawn_from, filled, sizes
from scratchcnn.oracle.cases.numbers import Arrays, Numbers, Options
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.values import Shape
from scratchcnn.oracle.cases.window_plans import distinct


@st.composite
def drawn(
    draw: Draw,
    *,
    least_axes: int = 1,
    any_axis: bool = False,
    least: int = 1,
    options: dict[str, st.SearchStrategy[Any]] | None = None,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw an array of any shape; with `any_axis` also an `axis`, negative or not."""
    ndim = draw(st.integers(max(least_axes, 2 if any_axis or empty else 1), 4))
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    shape[0] = 0 if empty else max(least, shape[0])
    given = {name: draw(strategy) for name, strategy in (options or {}).items()}
    if any_axis:
        given["axis"] = draw(st.integers(0, ndim - 1)) - draw(drawn_from((0, ndim)))
    return filled(draw, {"x": tuple(shape)}, given, kinds)


def regimes_of_ours(
    *,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
    large: tuple[str, ...] = ("extreme",),
    least_axes: int = 1,
) -> Regimes:
    """Return the regimes of any function of one array of any shape.

    `kinds` are the values that all regimes use, `large` those of `large_values`.
    """
    shapes = partial(drawn, kinds=kinds, least_axes=least_axes)
    wild = partial(drawn, least_axes=least_axes)
    return {
        "basic": Regime(shapes()),
        "large_values": Regime(wild(kinds=large), NO_SLOPE),
        "non_finite": Regime(wild(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(shapes),
    }


def refusals(**invalid: tuple[Any, ...]) -> list[Refusal]:
    """Return the calls that a function of one array refuses."""
    x = np.zeros((2, 3))
    wrong = (np.zeros((3, 2)), np.zeros(2), x.astype(np.float32), 0.0, None)
    return refused({"x": x, "grad_out": x}, x=wrong_dtypes(x), grad_out=wrong, **invalid)


@st.composite
def of_one_array(
    draw: st.DrawFn,
    shapes: st.SearchStrategy[Shape],
    numbers: Numbers,
    styles: Any,
    given: Mapping[str, st.SearchStrategy[float]] = MappingProxyType({}),
    flat: bool = False,
) -> Case:
    """Draw a case of a function of one array; `flat` if it turns every sample into a row."""
    shape = draw(shapes)
    options = {name: draw(values) for name, values in given.items()}
    out = (shape[0], int(np.prod(shape[1:]))) if flat else shape
    return filled_for_homework(draw, numbers, styles, {"x": shape}, options, out)


def shaped(ndim: int, samples: Sequence[int], sizes: Sequence[int]) -> list[Shape]:
    """Return shapes with `ndim` axes, all of size 1 but the first and the last."""
    if ndim == 1:
        return [(size,) for size in sizes]
    return [(n, *[1] * (ndim - 2), size) for n in samples for size in sizes]


def mixed_shapes(offer: Offer, ndim: int) -> Sequence[Shape]:
    """Return shapes with `ndim` axes whose sizes all differ."""
    samples = (1, 2, 3, 4) if offer.batch or ndim == 1 else (1,)
    return distinct(samples, *[(1, 2, 3, 4)] * (ndim - 1))


def overflows(arrays: Arrays, options: Options) -> bool:
    """Return whether x contains 1000, whose exponential overflows."""
    return bool(arrays["x"].max() >= 1000)
