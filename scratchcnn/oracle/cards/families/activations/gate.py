"""Activations of more than one number: PReLU, whose slope is learned, and GLU."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import ELEMENTARY, Bound, Call
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import Draw, drawn_from, filled, sizes
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.steps import kinked_step, smooth_step

# Neither is judged in homework.
NAMES: tuple[NameRule, ...] = ()


@st.composite
def drawn_prelu(
    draw: Draw,
    *,
    axes: tuple[int, int] = (1, 4),
    shared: bool | None = None,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = ("nonzero", "normal"),
) -> Case:
    """Draw a case of PReLU; `shared` if there is one slope for all channels, None for either."""
    ndim = draw(st.integers(max(axes[0], 2 if empty else 1), axes[1]))
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    shape[0] = 0 if empty else max(least, shape[0])
    alone = draw(st.booleans()) if shared is None else shared
    slopes = 1 if alone or ndim == 1 else shape[1]
    return filled(draw, {"x": tuple(shape), "weight": (slopes,)}, {}, kinds)


@st.composite
def drawn_glu(
    draw: Draw,
    *,
    any_axis: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = ("integers", "normal"),
) -> Case:
    """Draw a case of GLU; with `any_axis` also an `axis`, negative or not."""
    ndim = draw(st.integers(2, 4))
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    # What halves the samples mixes them.
    axis = draw(st.integers(1, ndim - 1)) if any_axis else ndim - 1
    shape[axis] *= 2
    shape[0] = 0 if empty else max(least, shape[0])
    options = {"axis": axis - draw(drawn_from((0, ndim)))} if any_axis else {}
    return filled(draw, {"x": tuple(shape)}, options, kinds)


def of_prelu() -> Regimes:
    """Return the regimes of our PReLU; exact zeros are in `kink` only."""
    return {
        "basic": Regime(drawn_prelu()),
        "channels": Regime(drawn_prelu(axes=(2, 4), shared=False)),
        "shared": Regime(drawn_prelu(axes=(2, 4), shared=True)),
        "kink": Regime(drawn_prelu(kinds=("signs",)), NO_SLOPE),
        "large_values": Regime(drawn_prelu(kinds=("extreme",)), NO_SLOPE),
        "non_finite": Regime(drawn_prelu(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(drawn_prelu),
    }


def of_glu() -> Regimes:
    """Return the regimes of our GLU."""
    return {
        "basic": Regime(drawn_glu()),
        "axis": Regime(drawn_glu(any_axis=True)),
        "large_values": Regime(drawn_glu(kinds=("extreme",)), NO_SLOPE),
        "non_finite": Regime(drawn_glu(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(drawn_glu),
    }


def bound_of_prelu(call: Call) -> dict[str, Bound]:
    """Bound PReLU: products, and their sum over all that shares a slope."""
    x, weight = call.arrays["x"], call.arrays["weight"]
    _, pullback = call.twin(x, np.abs(weight))
    # Only numbers below 0 are summed, and none of these products cancels another.
    size, sums = pullback(np.abs(call.grad_out))
    counts = np.full(weight.shape, x.size / max(1, weight.size))
    return {
        "out": Bound(1, np.abs(call.out)),
        "grad_x": Bound(1, size),
        "grad_weight": Bound(counts, np.abs(sums)),
    }


def bound_of_glu(call: Call) -> dict[str, Bound]:
    """Bound GLU: a product with a sigmoid, of which both have an error of `ELEMENTARY`."""
    axis = call.options.get("axis", -1)
    value, _ = np.split(np.abs(call.arrays["x"]), 2, axis)
    upstream = np.abs(call.grad_out)
    with np.errstate(invalid="ignore"):
        size = np.concatenate([upstream, upstream * value], axis)
    return {"out": Bound(2 * ELEMENTARY, value), "grad_x": Bound(4 * ELEMENTARY, size)}


def refusals_of_prelu() -> list[Refusal]:
    """Return the calls that PReLU refuses."""
    x = np.zeros((2, 3))
    valid: dict[str, Any] = {"x": x, "weight": np.zeros(3), "grad_out": x}
    wrong = (np.zeros((3, 2)), np.zeros(2), x.astype(np.float32), 0.0, None)
    weights = (*wrong_dtypes(np.zeros(3)), np.zeros(2), np.zeros((1, 3)), 0.25)
    return refused(valid, x=wrong_dtypes(x), weight=weights, grad_out=wrong)


def refusals_of_glu() -> list[Refusal]:
    """Return the calls that GLU refuses."""
    x = np.zeros((2, 4))
    valid = {"x": x, "grad_out": np.zeros((2, 2))}
    wrong = (x, np.zeros(2), np.zeros((2, 2), np.float32), 0.0, None)
    odd = (np.zeros((2, 3)), np.zeros(()), np.zeros((2, 1)))
    return refused(
        valid, x=(*wrong_dtypes(x), *odd), axis=(2, -3, 1.0, "1", None, True), grad_out=wrong
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of PReLU and GLU."""
    return (
        Card(
            name="prelu",
            kind="gate",
            arguments=("x", "weight"),
            bound=bound_of_prelu,
            regimes=of_prelu(),
            refusals=refusals_of_prelu,
            step=kinked_step,
            kinked=True,
        ),
        Card(
            name="glu",
            kind="gate",
            arguments=("x",),
            bound=bound_of_glu,
            regimes=of_glu(),
            refusals=refusals_of_glu,
            step=smooth_step,
        ),
    )
