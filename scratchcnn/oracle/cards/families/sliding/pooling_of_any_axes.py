"""Poolings of sequences and of volumes by a sliding window: max_pool1d, avg_pool3d and so on."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY
from scratchcnn.oracle.cards.families.sliding.pooling import AVERAGE, MAXIMUM, POOLING
from scratchcnn.oracle.cards.families.sliding.pooling_of_homework import (
    not_counted,
    of_winners,
)
from scratchcnn.oracle.cards.families.sliding.pooling_of_homework import (
    of_averages as averages_of_homework,
)
from scratchcnn.oracle.cards.families.sliding.pooling_of_homework import (
    of_maxima as maxima_of_homework,
)
from scratchcnn.oracle.cards.families.sliding.pooling_of_ours import (
    NO_SWITCH,
    along,
    at_the_padding,
    ceiled,
    dilated,
    refusals,
    regimes_of_ours,
    wrong_dilations,
)
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import average, winner
from scratchcnn.oracle.cases.steps import kinked_step

# What a name says of the number of axes; "MaxPool1_Delta" is the gradient of a first layer.
SAID = {1: ("1d", "temporal"), 3: ("3d", "volumetric")}
NO_AXES = {axes: (f"{axes}delta", f"{axes}der") for axes in SAID}
# What has another op, and is not judged of volumes; and what draws its windows.
OF_NO_KERNEL = ("global", "adapt", "fractional")
NAMES = tuple(
    NameRule(
        (f"{kind}_pool{axes}d",),
        parts=POOLING,
        besides=mode,
        along=said,
        unless=(*NO_AXES[axes], *OF_NO_KERNEL),
    )
    for axes, said in SAID.items()
    for kind, mode in (("avg", AVERAGE), ("max", MAXIMUM))
)
# What is pooled, by the number of axes: their letters, and what a report calls them.
LETTERS = {1: "NCW", 2: "NCHW", 3: "NCDHW"}
WORDS = {
    1: ("sample", "channel", "position"),
    2: ("sample", "channel", "row", "column"),
    3: ("sample", "channel", "slice", "row", "column"),
}


def axes_of_results(axes: int) -> dict[str, Any]:
    """Return the fields of a card that say what the axes of its arrays are called."""
    words, letters = WORDS[axes], LETTERS[axes]
    return {
        "axes": {"x": letters, "out": letters},
        "result_axes": dict.fromkeys(("out", "grad_x"), (words, words[1:])),
    }


def card(name: str, axes: int, special: Mapping[str, Regime], **more: Any) -> Card:
    """Return the card of a pooling; `special` are the regimes that only this op has."""
    return Card(
        name=name,
        kind="pooling",
        arguments=("x", "kernel_size", "stride", "padding"),
        regimes=regimes_of_ours(special, axes),
        **axes_of_results(axes),
        **more,
    )


def of_maxima(axes: int) -> Card:
    """Return the card of max pooling along so many axes."""
    small = partial(along(axes), kernel=(2, 3), stride="overlap")
    return card(
        f"max_pool{axes}d",
        axes,
        {
            "ties": Regime(small(padding=True, kinds=("ties",)), NO_SLOPE),
            "dilation": Regime(dilated(axes)),
            "dilated_ceil_mode": Regime(dilated(axes, given={"ceil_mode": st.just(True)})),
            "non_finite": Regime(small(kinds=("non_finite",)), VALUES_ONLY),
        },
        refusals=partial(refusals, axes, dilation=wrong_dilations(axes), return_indices=NO_SWITCH),
        bound=winner,
        step=kinked_step,
        kinked=True,
        exact=True,
        homework=partial(maxima_of_homework, axes),
        from_output={"grad_x": of_winners},
        modes=("max", "MAX"),
        other_mode=f"avg_pool{axes}d",
    )


def of_averages(axes: int) -> Card:
    """Return the card of average pooling along so many axes; of sequences there is no divisor."""
    counting = {"count_include_pad": st.booleans()}
    special = {
        "not_counted": Regime(
            ceiled({"ceil_mode": st.booleans(), "count_include_pad": st.just(False)}, axes)
        ),
        "beyond_padding": Regime(at_the_padding(axes=axes, beyond=True, given=counting)),
        "non_finite": Regime(along(axes)(kinds=("non_finite",)), VALUES_ONLY),
    }
    further: dict[str, tuple[Any, ...]] = {"count_include_pad": NO_SWITCH}
    if axes > 1:
        divisors = {"divisor_override": st.sampled_from((1, 2, 3, 7, -2))}
        every = {"ceil_mode": st.booleans(), **counting, **divisors}
        special["divisor"] = Regime(ceiled(every, axes))
        further["divisor_override"] = (0, 2.0, "2", True)
    return card(
        f"avg_pool{axes}d",
        axes,
        special,
        refusals=partial(refusals, axes, **further),
        bound=partial(average, axes=axes),
        linear_in=("x",),
        homework=partial(averages_of_homework, axes),
        conventions=(not_counted(axes),),
        modes=("average", "avg", "mean"),
        other_mode=f"max_pool{axes}d",
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of the poolings of sequences and of volumes."""
    return tuple(of(axes) for axes in (1, 3) for of in (of_maxima, of_averages))
