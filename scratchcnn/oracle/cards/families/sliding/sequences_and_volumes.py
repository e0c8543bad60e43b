"""Convolutions along one axis and along three: conv1d and conv3d."""

from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes, Results
from scratchcnn.oracle.cards.families.ours import VALUES_ONLY, everywhere, unbatched
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import sum_of_products
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import (
    WHOLE,
    Draw,
    Range,
    Shapes,
    either,
    filled,
    image_size,
    sizes,
    span,
)
from scratchcnn.oracle.cases.numbers import WHOLE as WHOLE_IN_HOMEWORK
from scratchcnn.oracle.cases.numbers import Numbers
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused, too_large, wrong_dtypes
from scratchcnn.oracle.cases.window_plans import alike, also_of, convolution_plans, enlarged
from scratchcnn.oracle.cases.windows import Plan, one_of

NAMES = (
    NameRule(("conv1d",), parts=("conv1d", "convolution1d", "convolutional1d", "correlate1d")),
    NameRule(("conv3d",), parts=("conv3d", "convolution3d", "convolutional3d", "correlate3d")),
)
# The largest kernel, and the most windows along an axis: volumes have many numbers.
KERNEL = {1: 5, 3: 3}
WINDOWS = {1: 5, 3: 3}
# What differs along the axes of an image has no counterpart along one, or in a cube.
OF_TWO_AXES = ("rectangular", "same_stride", "same_rectangular")
PIXELS = {1: ("position",), 3: ("plane", "row", "column")}


@st.composite
def drawn(
    draw: Draw,
    axes: int,
    *,
    stride: Range | None = None,
    padding: Range | str | None = None,
    dilation: Range | None = None,
    groups: Range | None = None,
    non_tiling: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case along so many axes; `least` is the smallest number of samples and channels."""
    n, c, f = [1] * 3 if one_element else [max(least, size) for size in sizes(draw, 3)]
    kernel = span(draw, (1, 1 if one_element else KERNEL[axes]), axes)
    windows = span(draw, (1, 1 if one_element else WINDOWS[axes]), axes)
    strides = span(draw, stride or (1, 1), axes)
    paddings = span(draw, padding if isinstance(padding, tuple) else (0, 0), axes)
    dilations = span(draw, dilation or (1, 1), axes)
    parts = draw(st.integers(*groups)) if groups else 1
    reach = [d * (k - 1) + 1 for d, k in zip(dilations, kernel, strict=True)]
    spare = [draw(st.integers(1 if non_tiling else 0, s - 1)) if s > 1 else 0 for s in strides]
    sides = zip(windows, reach, strides, paddings, spare, strict=True)
    shapes: Shapes = {
        "x": (0 if empty else n, c * parts, *(image_size(*side) for side in sides)),
        "weight": (f * parts, c, *kernel),
    }
    if draw(st.booleans()):
        shapes["bias"] = (f * parts,)
    named = isinstance(padding, str) or padding is None
    options = {
        "stride": either(strides) if stride else None,
        "padding": padding if named else either(paddings),
        "dilation": either(dilations) if dilation else None,
        "groups": parts if groups else None,
    }
    given = {name: value for name, value in options.items() if value is not None}
    return filled(draw, shapes, given, kinds)


def regimes(axes: int) -> Regimes:
    """Return the regimes in which our own op is judged."""
    conv = partial(drawn, axes)
    return {
        "basic": Regime(conv()),
        "padding": Regime(conv(padding=(1, 3))),
        "no_padding": Regime(conv(padding=(0, 0))),
        "same": Regime(conv(padding="same", dilation=(1, 2))),
        "valid": Regime(conv(padding="valid")),
        "stride": Regime(conv(stride=(2, 3))),
        # Larger than any kernel: what lies between the windows is read by none.
        "gap": Regime(conv(stride=(6, 7), padding=(0, 1))),
        "non_tiling": Regime(conv(stride=(2, 3), padding=(0, 2), non_tiling=True)),
        "dilation": Regime(conv(dilation=(2, 3), padding=(0, 1), stride=(1, 2))),
        "groups": Regime(conv(groups=(2, 3))),
        "grouped_stride": Regime(
            conv(groups=(2, 3), stride=(1, 2), padding=(0, 2), dilation=(1, 2))
        ),
        "channels": Regime(conv(least=2)),
        "large_batch": Regime(conv(least=17)),
        "unbatched": unbatched(conv(stride=(1, 2), padding=(0, 2))),
        "non_finite": Regime(conv(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(conv),
    }


def refusals(axes: int) -> list[Refusal]:
    """Return the calls that must be refused."""
    x, weight = np.zeros((2, 4, *(5, 6, 7)[-axes:])), np.zeros((6, 4, *(3, 2, 3)[-axes:]))
    out = np.zeros((2, 6, *(3, 5, 5)[-axes:]))
    valid = {"x": x, "weight": weight, "bias": np.zeros(6), "grad_out": out}
    ones = (1,) * (axes - 1)
    wrong = (1.0, "1", None, True, ones, (1,) * (axes + 1), (*ones, 1.0))
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0, 0], x[None], x[:, :3], x[..., :0]),
            weight=(
                *(*wrong_dtypes(weight), weight.astype(np.float32), weight[0]),
                *(weight[:, :3], weight[..., :0], weight[None]),
            ),
            bias=(
                *(np.zeros(5), np.zeros((6, 3)), np.zeros(out.shape[1:]), np.zeros((6, 1, 1))),
                *(np.zeros(6, np.float32), np.zeros(6, int), 0.0, [0.0] * 6),
            ),
            stride=(0, -1, *wrong, (*ones, 0)),
            padding=(-1, "full", "", *(one for one in wrong if one != "1"), (*ones, -1)),
            dilation=(0, -1, *wrong, (*ones, 0)),
            groups=(0, -1, 1.0, "1", None, True, (1, 1), 3, 4, 8),
            grad_out=(out[..., :-1], out.astype(np.float32), 0.0, None),
        ),
        *refused({**valid, "stride": 2}, padding=("same",)),
        # The kernel is larger than the image, by itself or because of its dilation.
        *too_large({"x": x, "weight": np.zeros((6, 4, *(6, 7, 8)[-axes:]))}),
        *too_large({"x": x, "weight": weight, "dilation": 4}),
        *refused({"x": x, "weight": weight[:, :2], "bias": None}, groups=(1,)),
    ]


def homework(axes: int, offer: Offer) -> Regimes:
    """Make the regimes in which homework is judged, with the same sizes along all axes."""
    whole = dict.fromkeys(("x", "weight", "bias"), WHOLE_IN_HOMEWORK)
    numbers = Numbers(whole, offer.upstream)
    planned = convolution_plans(alike(offer))
    return {
        name: Regime(
            in_homework(axes, one, numbers, numbers.styles(), offer.bias[0], also_of(name))
        )
        for name, one in planned.items()
        if one.possible and name not in OF_TWO_AXES
    }


@st.composite
def in_homework(
    draw: Draw, axes: int, plan: Plan, numbers: Numbers, styles: Any, bias: str, also: str = ""
) -> Case:
    """Draw a case of homework's, whose sizes are those of a planned image."""
    window, image, (n, c, f) = plan.draw(draw)
    options: dict[str, Any] = {also: draw(one_of((2, 3)))} if also else {}
    groups, (height, width) = options.get("groups", 1), window.output(image)
    image = enlarged(image, window.kernel, options.get("dilation", 1))
    along = (image[0], *image)[-axes:]
    shapes: Shapes = {
        "x": (n, c * groups, *along),
        "weight": (f * groups, c, *window.kernel[:1] * axes),
    }
    if bias != "none":
        shapes["bias"] = (f * groups,)
    if plan.offer.stride or window.stride != (1, 1):
        options["stride"] = window.stride[0]
    if plan.offer.padding or plan.offer.named_padding or window.padding:
        options["padding"] = window.padding
    out = (n, f * groups, *(height, height, width)[-axes:])
    return filled_for_homework(draw, numbers, styles, shapes, options, out)


def cards() -> tuple[Card, ...]:
    """Return the cards of convolutions along one axis and along three."""
    return tuple(
        Card(
            name=name,
            kind="convolution",
            arguments=("x", "weight", "bias", "stride", "padding"),
            axes={"x": f"NC{image}", "weight": f"FC{kernel}", "bias": "F", "out": f"NC{image}"},
            result_axes=results(axes),
            bound=sum_of_products,
            regimes=regimes(axes),
            refusals=partial(refusals, axes),
            linear_in=("x", "weight"),
            exact=True,
            homework=partial(homework, axes),
            further=("dilation", "groups"),
            biases=("tied",),
        )
        for name, axes, image, kernel in (("conv1d", 1, "W", "L"), ("conv3d", 3, "DHW", "TKL"))
    )


def results(axes: int) -> Results:
    """Return what the axes of the results are called."""
    pixels = PIXELS[axes]
    kernel = tuple(f"kernel {name}" for name in pixels)
    return {
        "out": [("sample", "filter", *pixels)],
        "grad_x": [("sample", "channel", *pixels)],
        "grad_weight": [("filter", "channel", *kernel)],
        "grad_bias": [("filter",)],
    }
