"""Activations of straight lines and parabolas with kinks beside 0: hardtanh, ReLU6, ..."""

from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.activations.classic import of_homework
from scratchcnn.oracle.cards.families.activations.classic import smooth as of_one_number
from scratchcnn.oracle.cards.families.activations.curves import (
    NO_SLOPE_AT_NAN,
    NUMBERLESS,
    other_formula,
)
from scratchcnn.oracle.cards.families.one_array import drawn, refusals, regimes_of_ours
from scratchcnn.oracle.cards.families.ours import NO_SLOPE
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import Bound, Call, product
from scratchcnn.oracle.cases.values import Array

# "Hard" in English, Spanish and Italian, French and Portuguese, German, Polish, Hungarian, Turkish.
HARD = ("hard", "rigid", "dur", "hart", "tward", "kemeny", "sert")
NAMES = (
    # `ReLU6Free` is a ReLU.
    NameRule(("relu6",), parts=("relu6",), unless=("free", "without"), derivatives=("relu6",)),
    NameRule(("hardsigmoid",), parts=("hsigmoid",), derivatives=("hardsigmoid",)),
    NameRule(("hardsigmoid",), parts=("sigm", "szigm"), besides=HARD),
    NameRule(
        ("hardswish",),
        parts=("hardswish", "hardsilu", "hswish"),
        derivatives=("hardswish",),
    ),
    NameRule(("hardtanh",), parts=("hardtanh",), names=("htanh",), derivatives=("hardtanh",)),
)
# No number is near a kink.
AWAY = ("halves", "between")
INTERVALS = {"min_val": (-3.0, -2.0, 0.0), "max_val": (2.0, 3.0, 1.0)}
OF_KERAS_2 = (
    "the slope of the hard sigmoid is 1/5, as in Theano, in Keras before version 3 and by default "
    "in ONNX; PyTorch's, Keras 3's and MobileNetV3's is 1/6"
)


def regimes(**special: Regime) -> Regimes:
    """Return the regimes of our ops with kinks; numbers at these are in `kink` only."""
    return {
        **regimes_of_ours(kinds=AWAY),
        "kink": Regime(drawn(kinds=("corners",)), NO_SLOPE),
        "non_finite": Regime(drawn(kinds=("non_finite",)), NO_SLOPE_AT_NAN),
        **special,
    }


def of_a_line(call: Call) -> dict[str, Bound]:
    """Bound hardsigmoid: (x + 3) / 6, or x / 6 + 1 / 2, between 0 and 1."""
    size = (np.minimum(np.abs(call.arrays["x"]), 3) + 3) / 6
    return {"out": Bound(4, size), "grad_x": Bound(2, np.abs(call.grad_out) / 6)}


def of_a_parabola(call: Call) -> dict[str, Bound]:
    """Bound hardswish: x * (x + 3) / 6, and its slope x / 3 + 1 / 2, which cancel near -3."""
    x = np.abs(call.arrays["x"])
    gate = np.minimum(x + 3, 6) / 6
    slope = np.abs(call.grad_out) * (np.minimum(x, 3) / 3 + 0.5)
    return {"out": Bound(5, x * gate), "grad_x": Bound(5, slope)}


def hardsigmoid_of_keras(x: Array) -> Array:
    """Return clip(0.2 x + 0.5, 0, 1)."""
    return np.asarray(np.clip(0.2 * x + 0.5, 0, 1))


def hard(name: str, kinks: tuple[int, ...], **more: Any) -> Card:
    """Return the card of an activation with these kinks."""
    usual: dict[str, Any] = {
        "bound": product,
        "regimes": regimes(),
        "homework": partial(of_homework, kinks=kinks, kinds=AWAY),
    }
    return of_one_number(name, **usual | more)


def cards() -> tuple[Card, ...]:
    """Return the cards of these activations."""
    interval: dict[str, st.SearchStrategy[Any]] = {
        "min_val": st.sampled_from((-2.0, 0.0, -0.25)),
        "max_val": st.sampled_from((0.0, 4.0, 0.75)),
    }
    return (
        hard(
            "hardtanh",
            (-1, 1),
            numbers={"min_val": ("min_val", -1.0), "max_val": ("max_val", 1.0)},
            varied=INTERVALS,
            homework=partial(of_homework, kinks=(-1, 1), kinds=AWAY, varied=INTERVALS),
            regimes=regimes(interval=Regime(drawn(kinds=("between",), options=interval))),
            refusals=partial(refusals, min_val=(*NUMBERLESS, 2), max_val=(*NUMBERLESS, -2)),
        ),
        hard("relu6", (0, 6)),
        hard(
            "hardsigmoid",
            (-3, 3),
            bound=of_a_line,
            conventions=(other_formula(OF_KERAS_2, hardsigmoid_of_keras),),
        ),
        hard("hardswish", (-3, 3), bound=of_a_parabola),
    )
