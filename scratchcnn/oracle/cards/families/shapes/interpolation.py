"""Interpolation of images."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds.interpolation import interpolated
from scratchcnn.oracle.cards.card import Arrays, Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import WHOLE, Draw, drawn_from, filled, sizes
from scratchcnn.oracle.cases.numbers import WHOLE as WHOLE_NUMBERS
from scratchcnn.oracle.cases.numbers import Numbers
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.windows import one_of

NAMES = (
    NameRule(
        ("interpolate",),
        parts=("upsampling", "upsample2d", "upsamplelayer", "upsamplenearest", "nearestupsampl"),
        names=("upsample",),
    ),
)
# Of homework's layers only those that make every pixel a block of 2 x 2 are judged.
TWICE = 2
# The modes, by how many axes of pixels they take; of the nearest pixel any number will do.
AXES = {"linear": (1,), "bilinear": (2,), "bicubic": (2,), "trilinear": (3,)}
SMOOTH = tuple(AXES)
# How much an image grows or shrinks: whole numbers, and others, with which places are rounded.
WHOLE_FACTORS = (2, 3, 1)
FACTORS = (1.7, 0.6, 2.5, 1.5, 0.5, 0.4, 3.3)


@st.composite
def drawn(
    draw: Draw,
    *,
    modes: tuple[str, ...] = ("nearest",),
    axes: tuple[int, ...] = (1, 2),
    given: str = "scale_factor",
    factors: tuple[float, ...] = WHOLE_FACTORS,
    each: bool = False,
    align_corners: tuple[bool, ...] = (),
    recompute: tuple[bool, ...] = (),
    pixels: int = 5,
    largest: int = 9,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case of interpolation, with a `scale_factor`, or with a `size` of up to `largest`.

    `each`: every axis has a number of its own; images have up to `pixels` pixels along an axis.
    """
    mode = draw(drawn_from(modes))
    count = draw(drawn_from(AXES.get(mode, axes)))
    shape = [1] * (count + 2) if one_element else sizes(draw, count + 2)
    shape = [*shape[:2], *(min(size, pixels) for size in shape[2:])]
    shape[0] = 0 if empty else max(least, shape[0])
    # At least one pixel has to be left.
    whole = tuple(one for one in factors if one * min(shape[2:]) >= 1)
    values = drawn_from(whole or (1,)) if given == "scale_factor" else st.integers(1, largest)
    number: Any = tuple(draw(values) for _ in range(count)) if each else draw(values)
    options: dict[str, Any] = {given: number}
    if modes != ("nearest",):
        options["mode"] = mode
    if mode in AXES and align_corners:
        options["align_corners"] = draw(st.sampled_from(align_corners))
    if recompute and given == "scale_factor":
        options["recompute_scale_factor"] = draw(st.sampled_from(recompute))
    return filled(draw, {"x": tuple(shape)}, options, kinds)


def regimes() -> Regimes:
    """Return the regimes of interpolation."""
    several = ("nearest", "bilinear")
    smooth = partial(drawn, modes=SMOOTH)
    broken = partial(drawn, factors=FACTORS, each=True)
    return {
        "basic": Regime(drawn()),
        "size": Regime(drawn(given="size", each=True)),
        "one_size": Regime(drawn(given="size", axes=(2,))),
        "broken_factor": Regime(broken()),
        "nearest_exact": Regime(broken(modes=("nearest-exact",)), optional=True),
        "nearest_exact_size": Regime(
            drawn(modes=("nearest-exact",), given="size", each=True), optional=True
        ),
        "volumes": Regime(drawn(axes=(3,)), optional=True),
        "bilinear": Regime(drawn(modes=("bilinear",))),
        "bilinear_size": Regime(drawn(modes=("bilinear",), given="size", each=True)),
        "bilinear_factor": Regime(broken(modes=("bilinear",))),
        # Up to three pixels, of which each is at a border.
        "borders": Regime(drawn(modes=("bilinear",), given="size", pixels=3, largest=12)),
        "align_corners": Regime(
            drawn(modes=("bilinear",), given="size", each=True, align_corners=(True, False))
        ),
        "aligned_to_one": Regime(
            drawn(modes=("bilinear",), given="size", each=True, largest=2, align_corners=(True,))
        ),
        "recompute": Regime(
            broken(modes=("nearest", "bilinear"), recompute=(True, False)), optional=True
        ),
        "other_modes": Regime(smooth(align_corners=(True, False)), optional=True),
        "other_modes_size": Regime(
            smooth(given="size", each=True, align_corners=(True, False)), optional=True
        ),
        "other_modes_factor": Regime(
            broken(modes=SMOOTH, align_corners=(False,), recompute=(True, False)), optional=True
        ),
        "large_values": Regime(drawn(modes=several, kinds=("extreme",))),
        # With other factors weights may be 0, or nearly: 0 * inf is NaN, and the least more is inf.
        "non_finite": Regime(
            drawn(modes=several, factors=(2,), kinds=("non_finite",)), VALUES_ONLY
        ),
        **everywhere(partial(drawn, modes=several)),
    }


def of_homework(offer: Offer) -> Regimes:
    """Make the regimes of homework: images that become twice as large."""
    numbers = Numbers({"x": WHOLE_NUMBERS}, offer.upstream)

    def regime(shapes: Sequence[Shape]) -> Regime:
        return Regime(doubled(one_of(shapes), numbers, numbers.styles()))

    channels = offer.in_channels or 0
    sides = [(1, 1), (1, 2), (2, 2), (3, 3)] if not offer.square_image else [(1, 1), (2, 2), (3, 3)]
    regimes = {"basic": regime([(1, channels or 1, *side) for side in sides])}
    several = [channels] if channels else [1, 2, 3]
    if offer.batch:
        regimes["batch"] = regime(
            [(n, c, *side) for n in (2, 3) for c in several for side in sides]
        )
    mixed = [(2, 1, 3, 4), (3, 2, 1, 4)] if not offer.square_image else [(2, 3, 3, 3)]
    return regimes | {
        "mixed": regime([(n if offer.batch else 1, channels or c, h, w) for n, c, h, w in mixed])
    }


@st.composite
def doubled(draw: Draw, shapes: st.SearchStrategy[Shape], numbers: Numbers, styles: Any) -> Case:
    """Draw a case of an image that becomes twice as large."""
    n, c, h, w = draw(shapes)
    out = (n, c, TWICE * h, TWICE * w)
    options = {"scale_factor": TWICE}
    return filled_for_homework(draw, numbers, styles, {"x": (n, c, h, w)}, options, out)


def doubts(source: str) -> str:
    """Return why a layer that makes images larger may be another one."""
    if any(word in source for word in ("linear", "cubic", "weight", "kernel")):
        return "it may weigh several pixels, or have weights"
    others = re.sub(r"axis\s*=\s*(?:-?\d+|\([^)]*\))", "", source)
    if any(int(number) > TWICE for number in re.findall(r"(?<![\w.])\d+(?![\w.])", others)):
        return "its factor may be another one than 2"
    return ""


def other_enlargements(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield images that are enlarged in another way."""
    sparse = np.zeros_like(wanted)
    sparse[..., ::TWICE, ::TWICE] = arrays["x"]
    yield sparse, "it puts zeros between the pixels; homework of that is not judged"


def refusals() -> list[Refusal]:
    """Return the calls that interpolation refuses."""
    x = np.zeros((2, 3, 4, 5))
    valid: dict[str, Any] = {
        "x": x,
        "size": (2, 3),
        "mode": "bilinear",
        "align_corners": False,
        "grad_out": np.zeros((2, 3, 2, 3)),
    }
    scaled: dict[str, Any] = {**valid, "size": None, "scale_factor": 0.5}
    scaled["grad_out"] = np.zeros((2, 3, 2, 2))
    factors = (0, -1, 0.1, (0.5,), (0.5, 0.5, 0.5), "2", True, float("nan"), float("inf"), (1, 0.1))
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0], x[0, 0], np.zeros((2, 0, 4, 5)), np.zeros((2, 3, 4, 0))),
            size=(None, 0, (2,), (2, 3, 4), (0, 3), 2.0, "23", (2, True)),
            scale_factor=(2, (0.5, 0.5)),
            mode=("linear", "trilinear", "area", "", None, 1),
            align_corners=(1, "no", 0.0),
            recompute_scale_factor=(True, 1, "no"),
            grad_out=(x, np.zeros((2, 3, 2, 3), np.float32), 0.0, None),
        ),
        *refused(scaled, scale_factor=(None, *factors), size=((2, 2), 2)),
        *refused({**valid, "mode": "nearest"}, align_corners=(True, False)),
    ]


def cards() -> tuple[Card, ...]:
    """Return the card of interpolation."""
    return (
        Card(
            name="interpolate",
            kind="rearranging",
            arguments=("x", "scale_factor"),
            axes={"x": "NCHW", "out": "NCHW"},
            numbers={"scale_factor": ("scale_factor", TWICE)},
            homework=of_homework,
            instead=other_enlargements,
            doubts=doubts,
            bound=interpolated,
            regimes=regimes(),
            refusals=refusals,
            linear_in=("x",),
            exact=True,
        ),
    )
