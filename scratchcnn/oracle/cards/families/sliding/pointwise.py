"""Pointwise convolutions of homework: a kernel of 1 x 1, of which the weight need have no axes."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.sliding.convolution import RESULT_AXES
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import sum_of_products
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawing import Shapes
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers, filled
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import Counts, one_of

NAMES = (
    NameRule(
        ("pointwise_conv2d", "conv2d"),
        parts=("pointwiseconv", "convpointwise", "conv1x1", "1x1conv", "pwconv", "convolution1x1"),
        names=("pointwise", "pointwiselayer", "pointwiseforward", "pointwisebackward"),
        unless=("depthwise",),
    ),
)


@st.composite
def drawn(draw: st.DrawFn, counts: Any, strides: Any, numbers: Numbers, offer: Offer) -> Case:
    """Draw a case; counts are those of samples, channels, filters, rows and columns of windows."""
    n, c, f, *windows = draw(counts)
    stride = draw(strides)
    image = [(count - 1) * stride + 1 for count in windows]
    shapes: Shapes = {"x": (n, c, *image), "weight": (f, c)}
    if offer.bias[0] != "none":
        shapes["bias"] = (f,)
    options = {"stride": stride} if offer.stride else {}
    return filled(draw, numbers, numbers.styles(), shapes, options, (n, f, *windows))


def regimes(offer: Offer) -> Regimes:
    """Make the regimes of homework's pointwise convolutions."""
    numbers = Numbers(dict.fromkeys(("x", "weight", "bias"), WHOLE), offer.upstream)
    several = (2, 3) if offer.batch else (1,)
    shapes: dict[str, Sequence[Counts]] = {
        "basic": [(1, 1, 1, side, side) for side in (1, 2, 3)],
        "channels": [(1, c, f, 2, 2) for c, f in distinct((1, 2, 3), (2, 3, 4))],
        "rectangular": [(1, 1, 1, *image) for image in ((1, 2), (3, 2), (2, 4))],
        "mixed": distinct((1, *several), (2, 3, 4), (1, 2, 3, 4), (2, 3, 5), (2, 4, 5)),
    }
    if offer.batch:
        shapes["batch"] = [(n, 1, 1, 2, 2) for n in several]
    found = {
        name: Regime(drawn(one_of(counts), st.just(1), numbers, offer))
        for name, counts in shapes.items()
    }
    if offer.stride:
        strided = drawn(one_of(shapes["basic"]), one_of((2, 3)), numbers, offer)
        found["stride"] = Regime(strided)
    return found


def cards() -> tuple[Card, ...]:
    """Return the card of pointwise convolutions, which only homework has by themselves."""
    return (
        Card(
            name="pointwise_conv2d",
            kind="convolution",
            arguments=("x", "weight", "bias", "stride"),
            axes={"x": "NCHW", "weight": "FC", "bias": "F", "out": "NCHW"},
            result_axes={**RESULT_AXES, "grad_weight": [("filter", "channel")]},
            bound=sum_of_products,
            homework=regimes,
            biases=("tied",),
        ),
    )
