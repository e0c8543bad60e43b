"""Depthwise convolutions of homework: every channel has a kernel of its own."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.sliding.convolution import RESULT_AXES
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import sum_of_products
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawing import Shapes, either
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers, filled
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.window_plans import also_of, convolution_plans, enlarged
from scratchcnn.oracle.cases.windows import Plan, one_of

NAMES = (NameRule(("depthwise_conv2d",), parts=("depthwise", "dwconv", "channelwiseconv")),)


@st.composite
def drawn(
    draw: st.DrawFn, plan: Plan, numbers: Numbers, styles: Any, bias: str, also: str = ""
) -> Case:
    """Draw a case of homework's depthwise convolution, which has as many filters as channels."""
    window, image, (n, c, _) = plan.draw(draw)
    out = window.output(image)
    options: dict[str, Any] = {also: draw(one_of((2, 3)))} if also else {}
    image = enlarged(image, window.kernel, options.get("dilation", 1))
    shapes: Shapes = {"x": (n, c, *image), "weight": (c, *window.kernel)}
    if bias != "none":
        shapes["bias"] = (c,)
    if plan.offer.stride or window.stride != (1, 1):
        options["stride"] = either(window.stride)
    if plan.offer.padding or plan.offer.named_padding or window.padding:
        options["padding"] = window.padding
    return filled(draw, numbers, styles, shapes, options, (n, c, *out))


def regimes(offer: Offer) -> Regimes:
    """Make the regimes of homework's depthwise convolutions."""
    whole = dict.fromkeys(("x", "weight", "bias"), WHOLE)
    numbers = Numbers(whole, offer.upstream)
    planned = convolution_plans(replace(offer, groups=False))
    return {
        name: Regime(drawn(one, numbers, numbers.styles(), offer.bias[0], also_of(name)))
        for name, one in planned.items()
        if one.possible
    }


def cards() -> tuple[Card, ...]:
    """Return the card of depthwise convolutions, which only homework has by themselves."""
    return (
        Card(
            name="depthwise_conv2d",
            kind="convolution",
            arguments=("x", "weight", "bias", "stride", "padding"),
            axes={"x": "NCHW", "weight": "CKL", "bias": "C", "out": "NCHW"},
            result_axes={
                **RESULT_AXES,
                "grad_weight": [("channel", "kernel row", "kernel column")],
            },
            bound=sum_of_products,
            homework=regimes,
            further=("dilation",),
            biases=("tied",),
        ),
    )
