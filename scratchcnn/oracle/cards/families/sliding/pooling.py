"""Poolings: max_pool2d and avg_pool2d."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Arrays, Card, Convention, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY
from scratchcnn.oracle.cards.families.sliding.pooling_of_ours import (
    NO_SWITCH,
    at_the_padding,
    ceiled,
    dilated,
    drawn,
    refusals,
    regimes_of_ours,
    wrong_dilations,
)
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import average, winner
from scratchcnn.oracle.cases.case import Case, Trial
from scratchcnn.oracle.cases.drawing import (
    Shapes,
    either,
)
from scratchcnn.oracle.cases.numbers import Numbers, Options, informative
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.same_padding import margins
from scratchcnn.oracle.cases.steps import kinked_step
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.values import Array
from scratchcnn.oracle.cases.window_kinds import pair
from scratchcnn.oracle.cases.window_plans import pooling_plans
from scratchcnn.oracle.cases.windows import Plan

# The words of other languages stand behind those of English.
# What a helper that keeps every second pixel is called as well.
SAMPLING = ("subsampl", "downsampl")
POOLING = (
    *("pool", *SAMPLING),
    *("agrupacion", "agrupamiento", "agrupamento", "havuzlama", "chihua"),
)
AVERAGE = (
    *("avg", "average", "mean"),
    *("promedio", "medio", "moyen", "mittel", "sredni", "ortalama", "pingjun"),
)
MAXIMUM = ("max", "maks", "zuida")
NAMES = (
    NameRule(("avg_pool2d",), parts=POOLING, besides=AVERAGE),
    NameRule(("max_pool2d",), parts=POOLING, besides=MAXIMUM),
    NameRule(("max_pool2d", "avg_pool2d"), parts=SAMPLING, unless=("pool",), loose=True),
    NameRule(("max_pool2d", "avg_pool2d"), parts=POOLING),
)
NOT_COUNTED = (
    "the zeros of the padding do not count in the average: the convention of TensorFlow, Keras, "
    "Paddle and ONNX, where PyTorch counts them"
)
IMAGES = ("sample", "channel", "row", "column")


@st.composite
def pooling(draw: st.DrawFn, plan: Plan, numbers: Numbers, styles: Any) -> Case:
    """Draw a case of homework's pooling; its stride is always passed."""
    window, image, (n, c) = plan.draw(draw)
    options: dict[str, Any] = {
        "kernel_size": either(window.kernel),
        "stride": either(window.stride),
    }
    if plan.offer.padding or window.padding:
        options["padding"] = window.padding
    shapes: Shapes = {"x": (n, c, *image)}
    out = (n, c, *window.output(image))
    return filled_for_homework(draw, numbers, styles, shapes, options, out)


def of_maxima(offer: Offer) -> Regimes:
    """Make the regimes of homework's max pooling.

    Every case of `ties` has tied maxima, and no other case has equal numbers.
    """
    distinct_values = Numbers({"x": ("arange", "permutation", "negative")}, offer.upstream)
    tied = Numbers({"x": ("ties",)}, offer.upstream, accept=shows_ties, only_whole=True)
    return poolings(offer, dict.fromkeys(pooling_plans(offer), distinct_values) | {"ties": tied})


def of_averages(offer: Offer) -> Regimes:
    """Make the regimes of homework's average pooling."""
    numbers = Numbers({"x": ("arange", "permutation", "negative")}, offer.upstream)
    names = (name for name in pooling_plans(offer) if name != "ties")
    return poolings(offer, dict.fromkeys(names, numbers))


def poolings(offer: Offer, numbers: Mapping[str, Numbers]) -> Regimes:
    """Make those regimes of poolings that are possible."""
    return {
        name: Regime(pooling(one, numbers[name], numbers[name].styles()))
        for name, one in pooling_plans(offer).items()
        if name in numbers and one.possible
    }


def patches(arrays: Arrays, options: Options) -> Iterator[Any]:
    """Yield every window of the padded images, as a row of numbers per sample and channel."""
    x = arrays["x"]
    (kh, kw), (sh, sw) = (pair(options["kernel_size"]), pair(options["stride"]))
    height, width = x.shape[2:]
    outside = margins(options.get("padding", 0), (height, width), (kh, kw), (sh, sw))
    image = np.pad(x, ((0, 0), (0, 0), *outside), constant_values=-np.inf)
    height, width = image.shape[2:]
    for top, left in product(range(0, height - kh + 1, sh), range(0, width - kw + 1, sw)):
        yield image[..., top : top + kh, left : left + kw].reshape(-1, kh * kw)


def shows_ties(arrays: Arrays, options: Options) -> bool:
    """Return whether some window has tied maxima, in images that are not all 0."""
    return informative(arrays, options) and has_ties(arrays, options)


def has_ties(arrays: Arrays, options: Options) -> bool:
    """Return whether some window has tied maxima."""
    return any(
        bool(((rows == rows.max(1, keepdims=True)).sum(1) > 1).any())
        for rows in patches(arrays, options)
    )


def of_winners(out: Array, trial: Trial) -> Array:
    """Return the gradient that is routed to where homework's outputs were taken from.

    It is NaN if some output occurs more than once in its image, or not at all.
    """
    x, gradient = trial.arrays["x"], np.zeros_like(trial.arrays["x"])
    for n, c, i, j in np.ndindex(*trial.grad_out.shape):
        places = np.argwhere(x[n, c] == out[n, c, i, j])
        if len(places) != 1:
            return np.full_like(gradient, np.nan)
        row, column = places[0]
        gradient[n, c, row, column] += trial.grad_out[n, c, i, j]
    return gradient


def counts_pixels_alone(check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether the zeros of the padding are not counted: a sum over fewer pixels."""
    if check != "forward" or not trial.options.get("padding"):
        return False
    covered, _ = twin_of("avg_pool2d")(np.ones_like(trial.arrays["x"]), **trial.options)
    want = trial.out / covered
    allowed = np.asarray(trial.limit("out", got.dtype)) / covered + 1e-12 * np.abs(want)
    return bool(np.all(np.abs(got - want) <= allowed))


def card(name: str, special: Mapping[str, Regime], **more: Any) -> Card:
    """Return the card of a pooling; `special` are the regimes that only this op has."""
    return Card(
        name=name,
        kind="pooling",
        arguments=("x", "kernel_size", "stride", "padding"),
        axes={"x": "NCHW", "out": "NCHW"},
        result_axes=dict.fromkeys(("out", "grad_x"), (IMAGES, IMAGES[1:])),
        regimes=regimes_of_ours(special),
        **more,
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of poolings."""
    small = partial(drawn, kernel=(2, 3))
    return (
        # It copies, and its gradient adds up where windows overlap.
        card(
            "max_pool2d",
            {
                "ties": Regime(small(stride="overlap", padding=True, kinds=("ties",)), NO_SLOPE),
                "dilation": Regime(dilated()),
                "dilated_ceil_mode": Regime(dilated(given={"ceil_mode": st.just(True)})),
                "non_finite": Regime(small(stride="overlap", kinds=("non_finite",)), VALUES_ONLY),
            },
            refusals=partial(refusals, dilation=wrong_dilations(), return_indices=NO_SWITCH),
            bound=winner,
            step=kinked_step,
            kinked=True,
            exact=True,
            homework=of_maxima,
            from_output={"grad_x": of_winners},
            modes=("max", "MAX"),
            other_mode="avg_pool2d",
        ),
        card(
            "avg_pool2d",
            {
                "not_counted": Regime(
                    ceiled({"ceil_mode": st.booleans(), "count_include_pad": st.just(False)})
                ),
                "divisor": Regime(
                    ceiled(
                        {
                            "ceil_mode": st.booleans(),
                            "count_include_pad": st.booleans(),
                            "divisor_override": st.sampled_from((1, 2, 3, 7, -2)),
                        }
                    )
                ),
                "beyond_padding": Regime(
                    at_the_padding(beyond=True, given={"count_include_pad": st.booleans()})
                ),
                "non_finite": Regime(drawn(kinds=("non_finite",)), VALUES_ONLY),
            },
            refusals=partial(
                refusals, count_include_pad=NO_SWITCH, divisor_override=(0, 2.0, "2", True)
            ),
            bound=average,
            linear_in=("x",),
            homework=of_averages,
            conventions=(Convention(NOT_COUNTED, counts_pixels_alone, binding=True),),
            modes=("average", "avg", "mean"),
            other_mode="max_pool2d",
        ),
    )
