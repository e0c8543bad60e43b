"""Padding on any axes."""

from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_BATCH, VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import winner
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import WHOLE, Draw, drawn_from, filled, sizes
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes

NAMES: tuple[NameRule, ...] = ()
MODES = ("reflect", "replicate", "circular")
MOST = 3


@st.composite
def drawn(
    draw: Draw,
    *,
    modes: tuple[str, ...] = ("constant",),
    whole: bool = False,
    negative: bool = False,
    every_axis: bool = False,
    value: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case of padding in one of `modes`, which are not passed if that is PyTorch's default.

    `whole`: as much is added as there is to repeat; `negative`: some is taken away.
    """
    mode = draw(drawn_from(modes))
    # What PyTorch pads in the other modes: the last axis of 2 or 3, the last two of 3 or 4.
    ndim = draw(st.integers(1 if every_axis else 2, 4))
    axes = ndim if every_axis else {2: 1, 3: draw(st.integers(1, 2)), 4: 2}[ndim]
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    shape[0] = 0 if empty else max(least, shape[0])
    pad: list[int] = []
    for size in reversed(shape[ndim - axes :]):
        pad += of_axis(draw, mode, size, whole=whole, negative=negative)
    options: dict[str, Any] = {"pad": tuple(pad)}
    if modes != ("constant",):
        options["mode"] = mode
    if value:
        options["value"] = draw(drawn_from((1.0, -2.5, 0.5)))
    return filled(draw, {"x": tuple(shape)}, options, kinds)


def of_axis(draw: Draw, mode: str, size: int, *, whole: bool, negative: bool) -> tuple[int, int]:
    """Draw what an axis gets before and after; at least one of its entries is left."""
    before = -draw(st.integers(0, size - 1)) if negative and draw(st.booleans()) else 0
    after = -draw(st.integers(0, size - 1 + before)) if negative and draw(st.booleans()) else 0
    limits = {"reflect": size - 1, "circular": size + before + after}
    most = limits[mode] if whole else min(MOST, limits.get(mode, MOST))

    def added() -> int:
        return draw(st.integers(most if whole else 0, most))

    return before or added(), after or added()


def regimes() -> Regimes:
    """Return the regimes of padding."""
    every = ("constant", *MODES)
    return {
        "basic": Regime(drawn()),
        "value": Regime(drawn(value=True), ("adjoint",)),
        **{mode: Regime(drawn(modes=(mode,))) for mode in MODES},
        "whole": Regime(drawn(modes=("reflect", "circular"), whole=True)),
        "negative": Regime(drawn(modes=every, negative=True), optional=True),
        "every_axis": Regime(drawn(every_axis=True), NO_BATCH, optional=True),
        "large_values": Regime(drawn(modes=every, kinds=("extreme",))),
        "non_finite": Regime(drawn(modes=every, kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(partial(drawn, modes=("constant", "replicate"))),
    }


def refusals() -> list[Refusal]:
    """Return the calls that padding refuses."""
    x = np.zeros((2, 3, 4))
    valid: dict[str, Any] = {"x": x, "pad": (1, 2), "grad_out": np.zeros((2, 3, 7))}
    wrong = (x, np.zeros((2, 3, 7), np.float32), 0.0, None)
    pads = ((1,), (1, 1, 1), (0,) * 8, 1, None, "11", (1.0, 1), (True, 0), (-5, 0), (-2, -3))
    modes = ("same", "", None, 1, "Reflect")
    called = refused(
        valid,
        x=wrong_dtypes(x),
        pad=pads,
        mode=modes,
        value=("0", None, True, [0.0]),
        grad_out=wrong,
    )
    too_few = {"reflect": ((4, 0), (0, 4), (-5, 0)), "circular": ((5, 0), (0, 5), (4, -1))}
    for mode, some in too_few.items():
        called += refused({**valid, "mode": mode}, pad=some, value=(1.0, float("nan")))
    return called + refused(
        {**valid, "x": np.zeros((2, 3, 0)), "mode": "replicate"}, pad=((1, 0), (0, 1))
    )


def cards() -> tuple[Card, ...]:
    """Return the card of padding."""
    return (
        Card(
            name="pad",
            kind="rearranging",
            arguments=("x", "pad", "mode", "value"),
            bound=winner,
            regimes=regimes(),
            refusals=refusals,
            linear_in=("x",),
            exact=True,
        ),
    )
