"""What a loss adds to keep weights small."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import Bound, Call
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import WHOLE, Draw, drawn_from, filled, laid_out, sizes
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.steps import kinked_step, whole_step

NAMES: tuple[NameRule, ...] = ()
DECAYS = (0.5, 1.0, 0.25, 2.0, 0.0, 0.1)


@st.composite
def drawn(
    draw: Draw, *, one_element: bool = False, kinds: tuple[str, ...] = (*WHOLE, "normal")
) -> Case:
    """Draw a case of a weight of any shape."""
    ndim = draw(st.integers(1, 4))
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    options = {"weight_decay": draw(drawn_from(DECAYS))}
    return filled(draw, {"weight": tuple(shape)}, options, kinds)


def regimes() -> Regimes:
    """Return the regimes of regularisation; L1 has a kink at 0."""
    return {
        "basic": Regime(drawn()),
        "zeros": Regime(drawn(kinds=("signs",)), NO_SLOPE),
        "large_values": Regime(drawn(kinds=("extreme",)), NO_SLOPE),
        "non_finite": Regime(drawn(kinds=("non_finite",)), VALUES_ONLY),
        "one_element": Regime(drawn(one_element=True)),
        "memory_layout": Regime(laid_out(drawn())),
    }


def bound(call: Call) -> dict[str, Bound]:
    """Bound a sum of squares or of absolute values, of which none cancels another."""
    weight = call.arrays["weight"]
    (size,) = call.pullback(np.abs(call.grad_out))
    return {
        "out": Bound(weight.size + 4, np.abs(call.out)),
        "grad_weight": Bound(4, np.abs(size)),
    }


def refusals() -> list[Refusal]:
    """Return the calls that regularisation refuses."""
    weight = np.zeros((2, 3))
    valid: dict[str, Any] = {"weight": weight, "weight_decay": 0.5, "grad_out": np.zeros(())}
    return refused(
        valid,
        weight=wrong_dtypes(weight),
        weight_decay=(float("nan"), float("inf"), "1", None, True),
        grad_out=(np.zeros(1), weight, np.zeros((), np.float32), "1", None),
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of regularisation."""
    return tuple(
        Card(
            name=name,
            kind="regularization",
            arguments=("weight", "weight_decay"),
            bound=bound,
            regimes=regimes(),
            refusals=refusals,
            step=step,
            kinked=step is kinked_step,
            batched=False,
        )
        for name, step in (("l2_regularization", whole_step), ("l1_regularization", kinked_step))
    )
