"""Flatten, which turns every sample into a row."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Convention, Regime, Regimes
from scratchcnn.oracle.cards.families.one_array import mixed_shapes, of_one_array, regimes_of_ours
from scratchcnn.oracle.cards.families.ours import NO_BATCH
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import copy
from scratchcnn.oracle.cases.case import Case, Refusal, Trial
from scratchcnn.oracle.cases.drawing import Draw, drawn_from, filled, sizes
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.windows import one_of

FLATTEN = (
    *("flatten", "reshape", "unroll"),
    # Other languages.
    *("aplan", "aplat", "achatar", "achatamento", "abflach", "splaszcz", "duzlestir", "zhanping"),
)
PIXEL_BY_PIXEL = (
    "an image is read pixel by pixel, as one in TensorFlow's or MatConvNet's order of axes would be"
)
# The axes that are laid out as one, by the role of a parameter: the first, and the last.
FROM_TO = {"start_axis": ("start_axis", 1), "end_axis": ("end_axis", -1)}
# What is tried where they are told.
LAID_OUT: tuple[Mapping[str, int], ...] = (
    {"start_axis": 2},
    {"end_axis": 2},
    {"start_axis": 2, "end_axis": 3},
)
NAMES = (NameRule(("flatten",), parts=FLATTEN),)


def refusals() -> list[Refusal]:
    """Return the calls that flatten refuses."""
    x = np.zeros((2, 3, 4))
    wrong = (np.zeros((2, 3, 4)), np.zeros((2, 12), np.float32), 0.0, None)
    no_axes = (4, -4, 1.0, "1", None, True)
    valid = {"x": x, "grad_out": np.zeros((2, 12))}
    # There are no axes from 2 to 1, nor from 1 to 0.
    return [
        *refused(valid, x=(*wrong_dtypes(x), np.zeros(())), grad_out=wrong, start_axis=no_axes),
        *refused(valid, end_axis=(3, *no_axes[1:], 0)),
        *refused({**valid, "end_axis": 1}, start_axis=(2, 3, -1)),
    ]


@st.composite
def axes_drawn(draw: Draw, least: int) -> Case:
    """Draw a case of which some axes are laid out as one, from axis `least` on."""
    ndim = draw(st.integers(max(1, least + 1), 4))
    start = draw(st.integers(least, ndim - 1))
    end = draw(st.integers(start, ndim - 1))
    axes = [axis - ndim * draw(drawn_from((0, 1))) for axis in (start, end)]
    options = dict(zip(("start_axis", "end_axis"), axes, strict=True))
    return filled(draw, {"x": tuple(sizes(draw, ndim))}, options, (*WHOLE, "normal"))


def channels_last(check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether an image is read pixel by pixel, with all channels of a pixel together."""
    x = trial.arrays["x"]
    if check != "forward" or x.ndim != 4:
        return False
    # NCHW -> NHWC -> ND
    return np.array_equal(got, x.transpose(0, 2, 3, 1).reshape(len(x), -1))


def of_homework(offer: Offer) -> Regimes:
    """Make the regimes of homework: images if it takes them, as rows are left unchanged."""
    axes = offer.ndim or (4,)
    ndim = 4 if 4 in axes else max(axes)
    numbers = Numbers({"x": WHOLE}, offer.upstream)

    def regime(shapes: Sequence[Shape]) -> Regime:
        flat = ndim > 1
        return Regime(of_one_array(one_of(shapes), numbers, numbers.styles(), flat=flat))

    sizes = list(product((1, 2, 3), repeat=ndim - 1))
    told = [one for one in LAID_OUT if set(one) <= set(offer.axes)] if ndim == 4 else []
    regimes = {"basic": regime([(1, *rest) for rest in sizes])}
    if offer.batch and ndim > 1:
        regimes["batch"] = regime([(n, *rest) for n in (2, 3) for rest in sizes])
    if told:
        shapes = one_of(mixed_shapes(offer, ndim))
        regimes["axes"] = Regime(laid_out(shapes, numbers, told))
    return regimes | {"mixed": regime(mixed_shapes(offer, ndim))}


@st.composite
def laid_out(
    draw: Draw,
    shapes: st.SearchStrategy[Shape],
    numbers: Numbers,
    told: Sequence[Mapping[str, int]],
) -> Case:
    """Draw images of which other axes than all but the first are laid out as one."""
    shape, options = draw(shapes), dict(draw(st.sampled_from(told)))
    start, end = options.get("start_axis", 1), options.get("end_axis", -1) % len(shape)
    out = (*shape[:start], int(np.prod(shape[start : end + 1])), *shape[end + 1 :])
    return filled_for_homework(draw, numbers, numbers.styles(), {"x": shape}, options, out)


def cards() -> tuple[Card, ...]:
    """Return the card of flatten."""
    return (
        Card(
            name="flatten",
            kind="flattening",
            arguments=("x", *FROM_TO),
            numbers=FROM_TO,
            axes={"x": "NCHW", "out": "ND"},
            bound=copy,
            regimes=regimes_of_ours()
            | {
                "axes": Regime(axes_drawn(1), optional=True),
                "first_axis": Regime(axes_drawn(0), NO_BATCH, optional=True),
            },
            refusals=refusals,
            linear_in=("x",),
            exact=True,
            homework=of_homework,
            conventions=(Convention(PIXEL_BY_PIXEL, channels_last, binding=True),),
        ),
    )
