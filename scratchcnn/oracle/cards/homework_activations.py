"""The regimes of homework's functions of one array: activations, softmax, flatten."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime
from scratchcnn.oracle.cards.homework_sliding import upstream_of_kinks
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.numbers import (
    WHOLE,
    Arrays,
    Numbers,
    Options,
    filled,
    uneven_rows,
    varied,
)
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Shape
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import one_of

Regimes = dict[str, Regime]

# Powers of two first: products with them are exact.
SLOPES = (0.5, 0.25, 2.0, 0.1, 0.01)


@st.composite
def of_one_array(
    draw: st.DrawFn,
    shapes: st.SearchStrategy[Shape],
    numbers: Numbers,
    styles: Any,
    slopes: st.SearchStrategy[float] | None = None,
    flat: bool = False,
) -> Case:
    """Draw a function of one array; `flat` if its output has a row for every sample."""
    shape = draw(shapes)
    options = {"negative_slope": draw(slopes)} if slopes is not None else {}
    out = (shape[0], int(np.prod(shape[1:]))) if flat else shape
    return filled(draw, numbers, styles, {"x": shape}, options, out)


def shaped(ndim: int, samples: Sequence[int], sizes: Sequence[int]) -> list[Shape]:
    """Return shapes with so many axes, of which only the first and the last are not 1."""
    if ndim == 1:
        return [(size,) for size in sizes]
    return [(n, *[1] * (ndim - 2), size) for n in samples for size in sizes]


def varied_x(arrays: Arrays, options: Options) -> bool:
    """Return whether x has numbers of both signs and no 0."""
    return varied(arrays["x"]) and bool(arrays["x"].all())


def has_zero(arrays: Arrays, options: Options) -> bool:
    """Return whether an exact 0 is in x."""
    return not arrays["x"].all()


def is_large(arrays: Arrays, options: Options) -> bool:
    """Return whether 1000 is in x, or -1000."""
    return bool(np.abs(arrays["x"]).max() >= 1000)


def overflows(arrays: Arrays, options: Options) -> bool:
    """Return whether 1000 is in x, the exponential of which overflows."""
    return bool(arrays["x"].max() >= 1000)


def activation(
    offer: Offer, *, kink: bool = False, large: bool = False, slopes: Sequence[float] = ()
) -> Regimes:
    """Make the regimes of an elementwise function; exact zeros are in `kink` only."""
    axes = offer.ndim or (2, 4)
    least, most = 2 if 2 in axes else min(axes), 4 if 4 in axes else max(axes)
    given = one_of(slopes) if slopes else None
    numbers = Numbers({"x": ("nonzero",)}, offer.upstream, accept=varied_x)
    extreme = replace(numbers, whole={"x": ("huge",)}, accept=is_large, only_whole=True)
    signs = Numbers({"x": ("signs",)}, upstream_of_kinks(offer), accept=has_zero, only_whole=True)

    def regime(shapes: Sequence[Shape], numbers: Numbers) -> Regime:
        return Regime(of_one_array(one_of(shapes), numbers, numbers.styles(), given))

    single = shaped(least, (1,), (1, 2, 3, 4))
    regimes = {"basic": regime(single, numbers)}
    if offer.batch and least > 1:
        regimes["batch"] = regime(shaped(least, (2, 3), (1, 2, 3)), numbers)
    if kink:
        regimes["kink"] = regime(single, signs)
    if large:
        regimes["large_values"] = regime(single, extreme)
    return regimes | {"mixed": regime(mixed_shapes(offer, most), numbers)}


def mixed_shapes(offer: Offer, ndim: int) -> Sequence[Shape]:
    """Return shapes with so many axes that are all of different sizes."""
    samples = (1, 2, 3, 4) if offer.batch or ndim == 1 else (1,)
    return distinct(samples, *[(1, 2, 3, 4)] * (ndim - 1))


def leaky_relu(offer: Offer) -> Regimes:
    """The regimes of leaky_relu; its slope is always passed."""
    only = offer.negative_slope
    return activation(offer, kink=True, slopes=SLOPES if only is None else (only,))


def flatten(offer: Offer) -> Regimes:
    """The regimes of flatten: images, where it takes them, for it does nothing to rows."""
    axes = offer.ndim or (4,)
    ndim = 4 if 4 in axes else max(axes)
    numbers = Numbers({"x": WHOLE}, offer.upstream)

    def regime(shapes: Sequence[Shape]) -> Regime:
        flat = ndim > 1
        return Regime(of_one_array(one_of(shapes), numbers, numbers.styles(), flat=flat))

    sizes = list(product((1, 2, 3), repeat=ndim - 1))
    regimes = {"basic": regime([(1, *rest) for rest in sizes])}
    if offer.batch and ndim > 1:
        regimes["batch"] = regime([(n, *rest) for n in (2, 3) for rest in sizes])
    return regimes | {"mixed": regime(mixed_shapes(offer, ndim))}


def softmax(offer: Offer) -> Regimes:
    """The regimes of softmax and its logarithm: rows of logits."""
    fixed = offer.out_features or offer.in_features
    classes = (fixed,) if fixed else (2, 3, 4)
    # The classes as a row of their own, where x has no axis for samples.
    alone = offer.ndim is not None and max(offer.ndim) == 1
    numbers = Numbers(
        {"x": ("arange", "nonzero")},
        offer.upstream,
        accept=lambda arrays, options: (
            bool(arrays["x"].all() and (np.ptp(arrays["x"], axis=-1) > 0).all()) or fixed == 1
        ),
        accept_upstream=uneven_rows,
    )
    large = replace(numbers, whole={"x": ("huge",)}, accept=overflows, only_whole=True)

    def regime(shapes: Sequence[Shape], numbers: Numbers) -> Regime:
        rows = [shape[1:] if alone else shape for shape in shapes]
        return Regime(of_one_array(one_of(rows), numbers, numbers.styles()))

    single = shaped(2, (1,), classes)
    regimes = {"basic": regime(single, numbers)}
    batch = offer.batch and not alone
    if batch:
        regimes["batch"] = regime(shaped(2, (2, 3), classes), numbers)
    regimes["large_values"] = regime(single, large)
    return regimes | {"mixed": regime(distinct((1, 2, 3, 4) if batch else (1,), classes), numbers)}
