"""Activations: functions of one number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bug import Call, Family
from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.one_array import (
    drawn,
    mixed_shapes,
    of_one_array,
    refusals,
    regimes_of_ours,
    shaped,
)
from scratchcnn.oracle.cards.families.ours import NO_SLOPE
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import copy, of_one_number, product
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.numbers import Arrays, Numbers, Options, upstream_of_kinks, varied
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.steps import kinked_step, smooth_step
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.windows import one_of

NAMES = (
    NameRule(
        ("leaky_relu",),
        # "Leaky" in Portuguese and Spanish, Italian, French, German, Polish, Turkish, Indonesian.
        parts=(
            *("leaky", "lrelu", "reluvazad", "reluconfuga", "relufuga", "relufuite", "reluperd"),
            *("undichterelu", "nieszczelnyrelu", "sizdiranrelu", "relubocor", "yolouxielou"),
        ),
        derivatives=("leaky",),
    ),
    NameRule(("relu",), names=("relu", "reluactivation", "activationrelu")),
    # Another word may say that it leaks, in whatever language.
    NameRule(("relu", "leaky_relu"), parts=("relu", "rectif"), derivatives=("relu",)),
    NameRule(("sigmoid",), names=("sigmoid", "logistic"), derivatives=("sigmoid",)),
    # Another word may say that it is a hard one, in whatever language.
    NameRule(("sigmoid", "hardsigmoid"), parts=("sigmoid", "logistic", "sigm", "szigm")),
    NameRule(("silu",), parts=("silu", "swish"), unless=("hard",), derivatives=("silu", "swish")),
    NameRule(("tanh",), names=("tanh",), derivatives=("tanh",)),
    NameRule(("tanh", "hardtanh"), parts=("tanh", "hyperboli", "hiperboli"), unless=("shrink",)),
)
# What a layer of homework may be passed as an activation that changes nothing; the last one does
# change something.
NO_ACTIVATION = ("linear", "identity", None, "none", "relu")
# How homework names an activation in a string, as `compact` spells it.
IN_A_STRING = ("relu", "leakyrelu", "sigmoid", "tanh", "softmax", "elu", "linear", "identity")
FAMILY = Family()
# Powers of two first: products with them are exact.
FACTORS = (0.5, 0.25, 2.0, 0.1, 0.01)
# The only place where a rectifier bends.
AT_ZERO = (0,)


def piecewise(**special: Regime) -> Regimes:
    """Return the regimes of our ops with a kink at 0; exact zeros are in `kink` only."""
    kink = Regime(drawn(kinds=("signs",)), NO_SLOPE)
    return regimes_of_ours(kinds=("nonzero", "normal")) | {"kink": kink} | special


def of_any_slope() -> Regime:
    """Return the regime in which our leaky ReLU is passed slopes."""
    slopes = {"negative_slope": st.sampled_from((2.0, 0.5, 0.0, 0.1, -1.0))}
    return Regime(drawn(kinds=("integers", "normal"), options=slopes))


def varied_x(arrays: Arrays, options: Options) -> bool:
    """Return whether x has numbers of both signs and no 0."""
    return varied(arrays["x"]) and bool(arrays["x"].all())


def has_kinks(kinks: Sequence[float], arrays: Arrays, options: Options) -> bool:
    """Return whether x contains a number at which there is a kink."""
    return bool(np.isin(arrays["x"], kinks).any())


def is_large(arrays: Arrays, options: Options) -> bool:
    """Return whether x contains 1000 or -1000."""
    return bool(np.abs(arrays["x"]).max() >= 1000)


def of_homework(
    offer: Offer,
    *,
    kinks: Sequence[float] = (),
    large: bool = False,
    factor: str = "",
    values: Sequence[float] = (),
    kinds: tuple[str, str] = ("nonzero", "normal"),
    varied: Mapping[str, Sequence[float]] | None = None,
) -> Regimes:
    """Make the regimes of a function of one number.

    Parameters
    ----------
    kinks : where it has kinks; such numbers are in `kink` only
    large : whether there is a regime of large numbers
    factor, values : an argument that is a number, and its values
    kinds : the kinds of numbers in two thirds of the cases, and in one third
    varied : the values of its numbers, if there is a regime in which they are not the usual ones
    """
    axes = offer.ndim or (2, 4)
    least, most = 2 if 2 in axes else min(axes), 4 if 4 in axes else max(axes)
    given = {factor: one_of(values)} if values else {}
    whole, others = ({"x": (kind,)} for kind in kinds)
    numbers = Numbers(whole, offer.upstream, normal=others, accept=varied_x)
    extreme = replace(numbers, whole={"x": ("huge",)}, accept=is_large, only_whole=True)
    at = {"x": ("signs" if kinks == (0,) else "corners",)}
    bent = partial(has_kinks, kinks)
    signs = Numbers(at, upstream_of_kinks(offer), accept=bent, only_whole=True)

    def regime(shapes: Sequence[Shape], numbers: Numbers, given: Any = given) -> Regime:
        return Regime(of_one_array(one_of(shapes), numbers, numbers.styles(), given))

    single = shaped(least, (1,), (1, 2, 3, 4))
    regimes = {"basic": regime(single, numbers)}
    if offer.batch and least > 1:
        regimes["batch"] = regime(shaped(least, (2, 3), (1, 2, 3)), numbers)
    if varied and offer.any_number:
        told = {option: one_of(values) for option, values in varied.items()}
        regimes["numbers"] = regime(single, numbers, told)
    if kinks:
        regimes["kink"] = regime(single, signs)
    if large:
        regimes["large_values"] = regime(single, extreme)
    return regimes | {"mixed": regime(mixed_shapes(offer, most), numbers)}


def with_factor(offer: Offer, factor: str, **more: Any) -> Regimes:
    """Make the regimes of a function of one number with an argument that is always passed."""
    only = offer.negative_slope
    values = FACTORS if only is None else (only,)
    return of_homework(offer, factor=factor, values=values, **more)


def sigmoid_from_output(out: Array, trial: Trial) -> Array:
    """Return the gradient of a sigmoid, computed from its output."""
    gradient: Array = trial.grad_out * out * (1 - out)
    return gradient


def tanh_from_output(out: Array, trial: Trial) -> Array:
    """Return the gradient of a tanh, computed from its output."""
    gradient: Array = trial.grad_out * (1 - out**2)
    return gradient


def smooth(name: str, **more: Any) -> Card:
    """Return the card of an activation without kinks; `more` is what it has otherwise."""
    usual: dict[str, Any] = {
        "kind": "activation",
        "arguments": ("x",),
        "bound": of_one_number,
        "regimes": regimes_of_ours(),
        "refusals": refusals,
        "step": smooth_step,
        "homework": partial(of_homework, large=True),
    }
    return Card(name=name, **usual | more)


def cards() -> tuple[Card, ...]:
    """Return the cards of activations."""
    slopes = ("0.1", None, True, [0.1], float("nan"), float("inf"))
    return (
        Card(
            name="relu",
            kind="activation",
            arguments=("x",),
            bound=copy,
            regimes=piecewise(),
            refusals=refusals,
            step=kinked_step,
            kinked=True,
            exact=True,
            homework=partial(of_homework, kinks=AT_ZERO),
        ),
        Card(
            name="leaky_relu",
            kind="activation",
            arguments=("x", "negative_slope"),
            bound=product,
            regimes=piecewise(slope=of_any_slope()),
            refusals=partial(refusals, negative_slope=slopes),
            step=kinked_step,
            kinked=True,
            homework=partial(with_factor, factor="negative_slope", kinks=AT_ZERO),
            factor="negative_slope",
            factors=(0.01, 0.1, 0.2, 0.3, 0.05, 0.02, 0.25, 0.001, 0.5),
        ),
        smooth("sigmoid", from_output={"grad_x": sigmoid_from_output}),
        smooth("tanh", from_output={"grad_x": tanh_from_output}),
        smooth("silu"),
    )


@FAMILY.gradient("wrong-formula", "silu", variant="grad_x_gate_alone")
def gate_alone(call: Call, grad_out: Array) -> Array:
    """`grad_out * sigmoid(x)`: the gate is treated as a constant."""
    gradient: Array = grad_out * gate(call)
    return gradient


@FAMILY.gradient("wrong-formula", "silu", variant="grad_x_slope_of_gate_alone")
def slope_of_gate_alone(call: Call, grad_out: Array) -> Array:
    """`grad_out * x * s * (1 - s)`: the first half of the product rule is missing."""
    gradient: Array = grad_out * call["x"] * gate(call) * (1 - gate(call))
    return gradient


@FAMILY.gradient("derivative-of-wrong-value", "silu", variant="grad_x_of_output")
def derivative_of_output(call: Call, grad_out: Array) -> Array:
    """`grad_out * out * (1 - out)`, as if the output were that of a sigmoid."""
    gradient: Array = grad_out * call.out * (1 - call.out)
    return gradient


def gate(call: Call) -> Array:
    """Return sigmoid(x)."""
    out: Array = call.of("sigmoid").out
    return out
