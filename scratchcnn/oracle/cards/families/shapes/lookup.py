"""Embedding, which looks up rows of a table."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_BATCH, NO_SLOPE, VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import EQUAL, Bound, Call
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import WHOLE, Draw, filled, sizes
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes

NAMES: tuple[NameRule, ...] = ()
# The gradient is then another one than the output's.
OTHER_GRADIENT = (*NO_SLOPE, "adjoint")


@st.composite
def drawn(
    draw: Draw,
    *,
    axes: tuple[int, int] = (1, 3),
    repeated: bool = False,
    option: str = "",
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case of embedding; `repeated` if there are more indices than rows."""
    ndim = draw(st.integers(*axes))
    *shape, rows, columns = [1] * (ndim + 2) if one_element else sizes(draw, ndim + 2)
    if ndim:
        shape[0] = 0 if empty else max(least, shape[0])
    if repeated:
        shape[-1] += rows
    options: dict[str, Any] = {}
    if option == "padding_idx":
        options[option] = draw(st.integers(-rows, rows - 1))
    elif option:
        options[option] = draw(st.booleans())
    case = filled(draw, {"weight": (rows, columns)}, options, kinds)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    indices = np.array(rng.integers(0, rows, shape))
    return Case({"indices": indices, **case.arrays}, options, case.grad_out)


def regimes() -> Regimes:
    """Return the regimes of embedding."""
    return {
        "basic": Regime(drawn()),
        "repeated": Regime(drawn(repeated=True)),
        "padding_idx": Regime(drawn(repeated=True, option="padding_idx"), OTHER_GRADIENT),
        "frequency": Regime(drawn(repeated=True, option="scale_grad_by_freq"), OTHER_GRADIENT),
        "single": Regime(drawn(axes=(0, 0)), NO_BATCH, optional=True),
        "large_values": Regime(drawn(kinds=("extreme",))),
        "non_finite": Regime(drawn(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(drawn),
    }


def bound(call: Call) -> dict[str, Bound]:
    """Bound embedding: a copy, whose gradient adds up, and is perhaps divided once."""
    counts = np.bincount(call.arrays["indices"].ravel(), minlength=len(call.arrays["weight"]))
    (size,) = call.pullback(np.abs(call.grad_out))
    terms = counts + 2 * call.options.get("scale_grad_by_freq", False)
    return {"out": EQUAL, "grad_weight": Bound(terms[:, None], size)}


def refusals() -> list[Refusal]:
    """Return the calls that embedding refuses."""
    indices, weight = np.array([[0, 2]]), np.zeros((3, 4))
    valid: dict[str, Any] = {"indices": indices, "weight": weight, "grad_out": np.zeros((1, 2, 4))}
    return refused(
        valid,
        indices=(
            *(np.array([0, 3]), np.array([-1]), np.array([0.0]), np.array([True])),
            *([0, 1], 1, None, "0"),
        ),
        weight=(*wrong_dtypes(weight), weight[0], weight[None], np.zeros(())),
        padding_idx=(3, -4, 0.0, "0", True),
        scale_grad_by_freq=(1, None, "no"),
        grad_out=(np.zeros((2, 4)), np.zeros((1, 2, 4), np.float32), 0.0, None),
    )


def cards() -> tuple[Card, ...]:
    """Return the card of embedding."""
    return (
        Card(
            name="embedding",
            kind="rearranging",
            arguments=("indices", "weight"),
            bound=bound,
            regimes=regimes(),
            refusals=refusals,
            linear_in=("weight",),
            exact=True,
            batched=False,
        ),
    )
