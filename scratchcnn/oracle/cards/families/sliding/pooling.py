"""Poolings: max_pool2d and avg_pool2d."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY
from scratchcnn.oracle.cards.families.sliding.pooling_of_homework import (
    not_counted,
    of_averages,
    of_maxima,
    of_winners,
)
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
from scratchcnn.oracle.cases.steps import kinked_step

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
# What is said of poolings that are not of images.
OTHERS = ("1d", "3d", "temporal", "volumetric")
NAMES = (
    NameRule(("avg_pool2d",), parts=POOLING, besides=AVERAGE, unless=OTHERS),
    NameRule(("max_pool2d",), parts=POOLING, besides=MAXIMUM, unless=OTHERS),
    NameRule(("max_pool2d", "avg_pool2d"), parts=SAMPLING, unless=("pool", *OTHERS), loose=True),
    NameRule(("max_pool2d", "avg_pool2d"), parts=POOLING, unless=OTHERS),
)
IMAGES = ("sample", "channel", "row", "column")


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
            homework=partial(of_maxima, 2),
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
            homework=partial(of_averages, 2),
            conventions=(not_counted(2),),
            modes=("average", "avg", "mean"),
            other_mode="max_pool2d",
        ),
    )
