"""Depthwise convolutions of homework: every channel has a kernel of its own.

A separable one is depthwise, then pointwise: its second weight is of kernels of 1 x 1.
"""

import re
from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.sliding.convolution import RESULT_AXES
from scratchcnn.oracle.cards.families.sliding.sequences_and_volumes import OF_TWO_AXES, results
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import sum_of_products
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawing import Shapes, either
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers, filled
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.window_plans import alike, also_of, convolution_plans, enlarged
from scratchcnn.oracle.cases.windows import Plan, one_of

PARTS = ("depthwise", "dwconv", "channelwiseconv")
NAMES = (
    NameRule(
        ("separable_conv2d",),
        parts=("separableconv", "sepconv", "depthwisepointwise", "dsconv", "convseparable"),
        names=("depthwiseseparable", "depthwiseseparablelayer"),
        unless=("1d", "3d"),
    ),
    NameRule(("depthwise_conv1d",), parts=PARTS, besides=("1d",)),
    NameRule(("depthwise_conv2d",), parts=PARTS, besides=("2d",)),
    # Without a number it may be of either; what it does decides.
    NameRule(("depthwise_conv2d", "depthwise_conv1d"), parts=PARTS, unless=("3d",)),
)


# What else a block of convolutions may do: normalise, activate, multiply channels.
MORE = re.compile(
    r"relu|swish|silu|\bbn|batch_?norm|norm\w*\(|maximum\(|activation|multiplier", re.IGNORECASE
)
# What may be called like a bias, without flags: a depthwise convolution may have one of its own.
BIAS = re.compile(
    r"\b(?!use_|has_|d_|grad_|dw?bias)(bias\w*|\w+_bias|biases|b_\w+|b\d)\b", re.IGNORECASE
)


def of_a_block(source: str) -> str:
    """Return why a layer may do more than to convolve twice: its source says so.

    >>> of_a_block("out = pointwise(relu(depthwise(x)))")
    'it may do more than a depthwise and a pointwise convolution'
    >>> bool(of_a_block("mid = conv(x) + self.b_depth; out = mix(mid) + self.b_point"))
    True
    >>> of_a_block("self.depthwise, self.pointwise, self.bias = d, p, b")
    ''
    """
    biases = {name.lower() for name in BIAS.findall(source)}
    if MORE.search(source) is None and len(biases) < 2:
        return ""
    return "it may do more than a depthwise and a pointwise convolution"


@st.composite
def drawn(
    draw: st.DrawFn,
    plan: Plan,
    numbers: Numbers,
    styles: Any,
    bias: str,
    also: str = "",
    *,
    separable: bool = False,
    axes: int = 2,
) -> Case:
    """Draw a case of homework's depthwise convolution, which has as many filters as channels.

    One that is `separable` has any number of filters; along one axis the sizes are widths.
    """
    window, image, (n, c, f) = plan.draw(draw)
    f = f if separable else c
    out = window.output(image)[-axes:]
    options: dict[str, Any] = {also: draw(one_of((2, 3)))} if also else {}
    image = enlarged(image, window.kernel, options.get("dilation", 1))
    shapes: Shapes = {"x": (n, c, *image[-axes:]), "weight": (c, *window.kernel[-axes:])}
    shapes |= {"pointwise": (f, c)} if separable else {}
    if bias != "none":
        shapes["bias"] = (f,)
    if plan.offer.stride or window.stride != (1, 1):
        options["stride"] = either(window.stride) if axes == 2 else window.stride[-1]
    if plan.offer.padding or plan.offer.named_padding or window.padding:
        options["padding"] = window.padding
    return filled(draw, numbers, styles, shapes, options, (n, f, *out))


def regimes(offer: Offer, *, separable: bool = False, axes: int = 2) -> Regimes:
    """Make the regimes of homework's depthwise convolutions, or of those that are `separable`."""
    offer = offer if axes == 2 else alike(offer)
    whole = dict.fromkeys(("x", "weight", "pointwise", "bias"), WHOLE)
    numbers = Numbers(whole, offer.upstream)
    offer = replace(offer, groups=False, out_channels=None)
    # Which of two convolutions would be dilated?
    planned = convolution_plans(replace(offer, dilation=False) if separable else offer)
    bias = offer.bias[0]
    return {
        name: Regime(
            drawn(
                *(one, numbers, numbers.styles(), bias, also_of(name)),
                separable=separable,
                axes=axes,
            )
        )
        for name, one in planned.items()
        if one.possible and (axes == 2 or name not in OF_TWO_AXES)
    }


def cards() -> tuple[Card, ...]:
    """Return the cards of depthwise and separable convolutions, which only homework has."""
    grad_weight = {"grad_weight": [("channel", "kernel row", "kernel column")]}
    return (
        Card(
            name="separable_conv2d",
            kind="convolution",
            arguments=("x", "weight", "pointwise", "bias", "stride", "padding"),
            axes={"x": "NCHW", "weight": "CKL", "pointwise": "FC", "bias": "F", "out": "NCHW"},
            result_axes={**RESULT_AXES, **grad_weight, "grad_pointwise": [("filter", "channel")]},
            bound=sum_of_products,
            homework=partial(regimes, separable=True),
            biases=("tied", "none"),
            doubts=of_a_block,
        ),
        Card(
            name="depthwise_conv2d",
            kind="convolution",
            arguments=("x", "weight", "bias", "stride", "padding"),
            axes={"x": "NCHW", "weight": "CKL", "bias": "C", "out": "NCHW"},
            result_axes={**RESULT_AXES, **grad_weight},
            bound=sum_of_products,
            homework=regimes,
            further=("dilation",),
            biases=("tied",),
        ),
        Card(
            name="depthwise_conv1d",
            kind="convolution",
            arguments=("x", "weight", "bias", "stride", "padding"),
            axes={"x": "NCW", "weight": "CL", "bias": "C", "out": "NCW"},
            result_axes={**results(1), "grad_weight": [("channel", "kernel position")]},
            bound=sum_of_products,
            homework=partial(regimes, axes=1),
            further=("dilation",),
            biases=("tied",),
        ),
    )
