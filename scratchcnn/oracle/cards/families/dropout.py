"""Dropout: what is kept is drawn beforehand, and handed to the op."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import product
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import Draw, drawn_from, filled, sizes
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes

# A layer that draws by itself has no output that it must have.
NAMES: tuple[NameRule, ...] = ()
# The mask of a batch is not that of a sample.
TOGETHER = ("batch_independent",)


@st.composite
def drawn(
    draw: Draw,
    *,
    axes: tuple[int, int] = (1, 4),
    channels: bool = False,
    p: tuple[float, ...] = (),
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = ("integers", "normal"),
) -> Case:
    """Draw a case; with `channels` whole channels are dropped."""
    ndim = draw(st.integers(*axes))
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    shape[0] = 0 if empty else max(least, shape[0])
    options: dict[str, Any] = {"p": draw(drawn_from(p))} if p else {}
    case = filled(draw, {"x": tuple(shape)}, options, kinds)
    dropped = (*shape[:2], *[1] * (ndim - 2)) if channels else shape
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    return replace(case, arrays={**case.arrays, "keep": rng.random(dropped) < 0.5})


def of_ours() -> Regimes:
    """Return the regimes of our own op."""
    return {
        **{
            name: replace(regime, without=(*regime.without, *TOGETHER))
            for name, regime in everywhere(drawn).items()
        },
        "basic": Regime(drawn(), TOGETHER),
        "channels": Regime(drawn(axes=(3, 4), channels=True), TOGETHER),
        "p": Regime(drawn(p=(0.0, 0.1, 0.25, 0.9, 1.0)), TOGETHER),
        "large_values": Regime(drawn(kinds=("extreme",)), (*NO_SLOPE, *TOGETHER)),
        "non_finite": Regime(drawn(kinds=("non_finite",)), VALUES_ONLY),
    }


def refusals() -> list[Refusal]:
    """Return the calls that dropout refuses."""
    x, keep = np.zeros((2, 3)), np.ones((2, 3), bool)
    numbers = (keep.astype(int), keep.astype(float), None, True, [[True] * 3] * 2)
    return refused(
        {"x": x, "keep": keep, "grad_out": x},
        x=wrong_dtypes(x),
        keep=(*numbers, keep[:, :2], keep[None], keep.T),
        p=(-0.1, 1.1, float("nan"), float("inf"), "0.5", None, True, [0.5]),
        grad_out=(x.T, x[0], x.astype(np.float32), 0.0, None),
    )


def cards() -> tuple[Card, ...]:
    """Return the card of dropout."""
    return (
        Card(
            name="dropout",
            kind="gate",
            arguments=("x",),
            bound=product,
            regimes=of_ours(),
            refusals=refusals,
            linear_in=("x",),
        ),
    )
