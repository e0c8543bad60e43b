"""Local response normalisation."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds import slices
from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.normalization.channels_of_ours import refused_numbers
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import WHOLE, Draw, drawn_from, filled, sizes
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.steps import smooth_step

NAMES: tuple[NameRule, ...] = ()
ODD, EVEN = (3, 5, 1), (2, 4)
# So that neighbouring channels count for something.
STEEP: Mapping[str, tuple[float, ...]] = MappingProxyType({"alpha": (1.0, 0.5), "k": (1.0, 2.5)})


@st.composite
def drawn(
    draw: Draw,
    *,
    size: tuple[int, ...] = (*ODD, *EVEN),
    given: Mapping[str, tuple[float, ...]] = STEEP,
    axes: tuple[int, ...] = (3, 4, 5),
    channels: tuple[int, ...] = (),
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "moderate"),
) -> Case:
    """Draw a case; `given` are the other numbers, and what they are drawn from."""
    count = draw(drawn_from(axes))
    shape = [1] * count if one_element else sizes(draw, count)
    shape[0] = 0 if empty else max(least, shape[0])
    shape[1] = draw(drawn_from(channels)) if channels else shape[1]
    options: dict[str, Any] = {"size": draw(drawn_from(size))}
    options |= {name: draw(drawn_from(choices)) for name, choices in given.items()}
    return filled(draw, {"x": tuple(shape)}, options, kinds)


def regimes() -> Regimes:
    """Return the regimes of our own op."""
    several = partial(drawn, channels=(3, 4, 5, 6))
    return {
        "basic": Regime(drawn()),
        "odd": Regime(several(size=(3, 5))),
        # One channel more before than behind.
        "even": Regime(several(size=EVEN)),
        "size_of_one": Regime(several(size=(1,))),
        "more_than_there_are": Regime(drawn(size=(9, 12), channels=(1, 2, 3))),
        "across_channels": Regime(several(size=(3, 5, 2), kinds=("nonzero",))),
        "alpha": Regime(several(given={"alpha": (2.0, 1e-2, 1e-4)})),
        "beta": Regime(several(given={**STEEP, "beta": (0.5, 1.0, 2.0, -1.0)})),
        "k": Regime(several(given={"alpha": (1.0, 1.5), "k": (2.0, 0.5, 10.0)})),
        "defaults": Regime(several(given={}, kinds=("permutation", "normal"))),
        "large_values": Regime(drawn(kinds=("extreme",)), NO_SLOPE),
        "non_finite": Regime(drawn(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(drawn),
    }


def refusals() -> list[Refusal]:
    """Return the calls that local_response_norm must refuse."""
    x = np.zeros((2, 3, 4))
    valid = {"x": x, "size": 2, "grad_out": x}
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0], x[0, 0]),
            size=(0, -1, 2.0, None, True, "2", [2]),
            grad_out=(np.zeros((4, 3, 2)), x.astype(np.float32), 0.0, None),
        ),
        *refused_numbers(valid, "alpha", "beta", "k"),
    ]


def cards() -> tuple[Card, ...]:
    """Return the card of local response normalisation."""
    return (
        Card(
            name="local_response_norm",
            kind="normalization",
            arguments=("x", "size", "alpha", "beta", "k"),
            bound=slices.local_response_norm,
            regimes=regimes(),
            refusals=refusals,
            step=smooth_step,
        ),
    )
