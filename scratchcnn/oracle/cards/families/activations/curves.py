"""Activations that are smooth, or bend at 0 alone: ELU and its kin, softplus, GELU, Mish, ..."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Convention, Regime, Regimes
from scratchcnn.oracle.cards.families.activations.classic import AT_ZERO, smooth, with_factor
from scratchcnn.oracle.cards.families.activations.classic import (
    of_homework as of_one_number_of_homework,
)
from scratchcnn.oracle.cards.families.one_array import drawn, refusals, regimes_of_ours
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import Bound, Call, allowed_error, of_one_number
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.values import Array

NAMES = (
    NameRule(("selu",), outermost=("selu",), derivatives=("selu",)),
    NameRule(("celu",), outermost=("celu",), derivatives=("celu",)),
    NameRule(("gelu",), outermost=("gelu",), parts=("gaussianerror",), derivatives=("gelu",)),
    NameRule(
        ("elu",),
        outermost=("elu",),
        parts=("exponentiallinear",),
        unless=("relu",),
        derivatives=("elu",),
    ),
    NameRule(("softplus",), parts=("softplus",), derivatives=("softplus",)),
    NameRule(("logsigmoid",), parts=("logsigm", "logszigm"), derivatives=("logsigmoid",)),
    NameRule(("softsign",), parts=("softsign",), derivatives=("softsign",)),
    NameRule(("mish",), outermost=("mish",), derivatives=("mish",)),
)
NUMBERLESS = ("0.1", None, True, [0.1], float("nan"), float("inf"))
# Of NaN PyTorch passes the gradient on or not, depending on where in memory it is.
NO_SLOPE_AT_NAN = (*VALUES_ONLY, "grad_x")
BETAS = {"beta": (2.0, 0.5)}
# How steep below 0 the scaled ELU is: its scale times its alpha.
SELU_STEEPNESS = 1.7580993408473766
BY_TANH = (
    "the tanh approximation of GELU, PyTorch's approximate='tanh', which BERT and GPT-2 have and "
    "which is the default of JAX"
)
BY_SIGMOID = "the sigmoid approximation of GELU, x * sigmoid(1.702 x), which CLIP and MLX have"


def of_scaled_number(least: Callable[[Mapping[str, Any]], float], call: Call) -> dict[str, Bound]:
    """Bound an activation whose formulas add numbers of about `least`, given its options."""
    return of_one_number(call, max(1.0, least(call.options)))


def at_alpha(options: Mapping[str, Any]) -> float:
    """Return alpha, by which 1 - exp(x) is multiplied."""
    return float(abs(options.get("alpha", 1.0)))


def steepness_of_selu(options: Mapping[str, Any]) -> float:
    """Return the scale times alpha, by which 1 - exp(x) is multiplied."""
    return SELU_STEEPNESS


def at_beta(options: Mapping[str, Any]) -> float:
    """Return 1 / beta, by which the logarithm is multiplied."""
    return float(1 / abs(options.get("beta", 1.0)))


def bent_at_zero(**special: Regime) -> Regimes:
    """Return the regimes of our ops that may bend at 0; exact zeros are in `kink` only."""
    return {
        **regimes_of_ours(kinds=("nonzero", "normal")),
        "kink": Regime(drawn(kinds=("signs",)), NO_SLOPE),
        "non_finite": Regime(drawn(kinds=("non_finite",)), NO_SLOPE_AT_NAN),
        **special,
    }


def with_options(*kinds: str, **options: tuple[Any, ...]) -> Regime:
    """Return a regime in which options have these values."""
    strategies: dict[str, st.SearchStrategy[Any]] = {
        name: st.sampled_from(values) for name, values in options.items()
    }
    return Regime(drawn(kinds=kinds, options=strategies))


def other_formula(words: str, formula: Callable[[Array], Array]) -> Convention:
    """Return the convention of homework whose output follows another formula of x."""

    def explains(check: str, trial: Trial, got: Array, expected: Array) -> bool:
        if check != "forward":
            return False
        with np.errstate(over="ignore", invalid="ignore"):
            want = formula(trial.arrays["x"])
        allowed = allowed_error(trial.bounds["out"], got.dtype)
        return bool(np.all(np.abs(got - want) <= allowed))

    return Convention(words, explains, everywhere=True, binding=True)


def gelu_by_tanh(x: Array) -> Array:
    """Return PyTorch's approximation."""
    return twin_of("gelu")(x, approximate="tanh")[0]


def gelu_by_sigmoid(x: Array) -> Array:
    """Return x * sigmoid(1.702 x) (Hendrycks, Gimpel, 2016, section 2)."""
    gate, _ = twin_of("sigmoid")(1.702 * x)
    out: Array = x * gate
    return out


def exponential(name: str, kinks: Sequence[float] = (), **more: Any) -> Card:
    """Return the card of an ELU with an alpha."""
    kink = replace(with_options("signs", alpha=(0.5, 2.0)), without=NO_SLOPE)
    return smooth(
        name,
        arguments=("x", "alpha"),
        bound=partial(of_scaled_number, at_alpha),
        regimes=bent_at_zero(
            alpha=with_options("nonzero", "normal", alpha=(0.5, 2.0, 0.1, -1.0)),
            kink=kink,
        ),
        homework=partial(with_factor, factor="alpha", kinks=kinks, large=True),
        factor="alpha",
        factors=(1.0, 0.1, 0.2, 0.5, 0.01, 2.0, 0.3, 1.5),
        **more,
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of these activations."""
    beta = with_options("integers", "between", beta=(0.5, 2.0, -1.0))
    threshold = with_options("integers", beta=(1.0, 2.0), threshold=(1.5, 0.5, 3.25))
    return (
        exponential("elu", AT_ZERO, refusals=partial(refusals, alpha=NUMBERLESS)),
        exponential("celu", refusals=partial(refusals, alpha=(*NUMBERLESS, 0, 0.0))),
        smooth(
            "selu",
            bound=partial(of_scaled_number, steepness_of_selu),
            regimes=bent_at_zero(),
            homework=partial(of_one_number_of_homework, kinks=AT_ZERO, large=True),
        ),
        smooth(
            "softplus",
            numbers={"sharpness": ("beta", 1.0)},
            varied=BETAS,
            homework=partial(of_one_number_of_homework, large=True, varied=BETAS),
            bound=partial(of_scaled_number, at_beta),
            # From 20 on PyTorch leaves out what is nearly nothing: no fault of whoever does not.
            regimes=regimes_of_ours(kinds=("integers", "between"))
            | {"beta": beta, "threshold": threshold},
            refusals=partial(refusals, beta=(*NUMBERLESS, 0, 0.0), threshold=NUMBERLESS),
        ),
        smooth("logsigmoid"),
        # Its slope is bent at 0, where a central difference is off by more than elsewhere.
        smooth("softsign", regimes=bent_at_zero()),
        smooth(
            "gelu",
            regimes=regimes_of_ours()
            | {"approximate": with_options("integers", "normal", approximate=("tanh",))},
            refusals=partial(refusals, approximate=("exact", "", None, True, 1)),
            conventions=(
                other_formula(BY_TANH, gelu_by_tanh),
                other_formula(BY_SIGMOID, gelu_by_sigmoid),
            ),
        ),
        smooth("mish"),
    )
