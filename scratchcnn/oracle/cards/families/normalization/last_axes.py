"""Normalisation of the last axes: layer_norm and rms_norm."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds import slices
from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.normalization.channels_of_ours import (
    FAR,
    refused_numbers,
)
from scratchcnn.oracle.cards.families.ours import NO_BATCH, NO_SLOPE, VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import AFFINE, WHOLE, Draw, drawn_from, filled, sizes
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.cases.values import Values

NAMES: tuple[NameRule, ...] = ()
EPS = (1e-5, 1.0, 0.5, 1e-1, 1e-3)
WEIGHTS = ((), ("weight",))


@st.composite
def drawn(
    draw: Draw,
    *,
    affine: tuple[tuple[str, ...], ...] = AFFINE,
    eps: tuple[float, ...] = (),
    axes: tuple[int, ...] = (2, 3, 4),
    last: tuple[int, ...] = (1, 2),
    whole: bool = False,
    as_int: bool = False,
    single: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
    kind_of_x: str = "",
    offset: float = 0.0,
    constant: bool = False,
) -> Case:
    """Draw a case that normalises some of the last axes, all of them with `whole`.

    `as_int` passes one size for a tuple of one, and `single` makes it a single value.
    """
    count = draw(drawn_from(axes))
    shape = [1] * count if one_element else sizes(draw, count)
    shape[0] = 0 if empty else max(least, shape[0])
    axes_of_rows = count if whole else min(draw(drawn_from(last)), count - 1)
    if single:
        shape[-axes_of_rows:] = [1] * axes_of_rows
    normalized = tuple(shape[-axes_of_rows:])
    options: dict[str, Any] = {"normalized_shape": normalized[0] if as_int else normalized}
    options |= {"eps": draw(drawn_from(eps))} if eps else {}
    named = dict.fromkeys(draw(drawn_from(affine)), normalized)
    case = filled(draw, {"x": tuple(shape), **named}, options, kinds)
    x = case.arrays["x"] + offset
    if kind_of_x:
        x = Values(kind_of_x, draw(st.integers(0, 999))).fill(tuple(shape))
    if constant:
        x = np.full_like(x, x.flat[0])
    return replace(case, arrays={**case.arrays, "x": x})


def regimes_of(affine: tuple[tuple[str, ...], ...], eps: tuple[float, ...]) -> Regimes:
    """Return the regimes of both; `eps` is drawn wherever they are not about its default."""
    norm = partial(drawn, affine=affine, eps=eps)
    return {
        "basic": Regime(norm()),
        "rows": Regime(norm(axes=(2,), last=(1,))),
        "several_axes": Regime(norm(axes=(3, 4), last=(2, 3))),
        "all_axes": Regime(norm(axes=(1, 2, 3), whole=True), NO_BATCH),
        "int": Regime(norm(last=(1,), as_int=True)),
        "affine": Regime(norm(affine=affine[-1:], least=2)),
        # The variance of one value is 0, and so is its gradient.
        "single": Regime(norm(single=True)),
        "eps": Regime(norm(eps=(1.0, 0.5, 1e-1, 1e-3))),
        # The step for numbers of this size is larger than their differences.
        "large_offset": Regime(norm(kinds=("arange",), offset=FAR), NO_SLOPE),
        "constant": Regime(norm(kinds=("integers", "normal"), constant=True), NO_SLOPE),
        "non_finite": Regime(norm(kinds=("integers",), kind_of_x="non_finite"), VALUES_ONLY),
        **everywhere(norm),
    }


def of_root_mean_squares() -> Regimes:
    """Return the regimes of our RMS normalisation.

    Its eps, unless given, is that of the dtype, and the twin's is that of float64: beside a mean
    square of 1 or more neither is more than a rounding, and both are less than any other default.
    """
    return {
        **regimes_of(WEIGHTS, EPS),
        "default_eps": Regime(drawn(affine=WEIGHTS, kinds=("nonzero",))),
    }


def refusals_of(**values: np.ndarray) -> list[Refusal]:
    """Return the calls that a normalisation of the last axes must refuse."""
    x = np.zeros((2, 3, 4))
    valid = {"x": x, "normalized_shape": (3, 4), **values, "grad_out": x}
    wrong = (
        *(np.ones(4), np.ones((4, 3)), np.ones(12), np.ones((3, 4), np.float32)),
        *(np.ones((3, 4), int), 1.0, [1.0] * 3),
    )
    shapes = ((), (4, 3), (3,), 3, (2, 4), (1, 2, 3, 4), (3, 4.0), 4.0, None, "34", True, (True, 4))
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), np.zeros(()), x[:, :, :3]),
            normalized_shape=shapes,
            grad_out=(np.zeros((4, 3, 2)), x.astype(np.float32), 0.0, None),
            **dict.fromkeys(values, wrong),
        ),
    ]


def refusals_of_layers() -> list[Refusal]:
    """Return the calls that layer_norm must refuse."""
    ones = np.ones((3, 4))
    valid = {"x": np.zeros((2, 3, 4)), "normalized_shape": (3, 4)}
    return [*refusals_of(weight=ones, bias=ones), *refused_numbers(valid, "eps")]


def refusals_of_root_mean_squares() -> list[Refusal]:
    """Return the calls that rms_norm must refuse."""
    valid = {"x": np.zeros((2, 3, 4)), "normalized_shape": (3, 4)}
    wrong = (float("nan"), float("inf"), "1e-5", True, [1e-5])
    return [*refusals_of(weight=np.ones((3, 4))), *refused(valid, eps=wrong)]


def cards() -> tuple[Card, ...]:
    """Return the cards of layer_norm and rms_norm."""
    return (
        Card(
            name="layer_norm",
            kind="normalization",
            arguments=("x", "normalized_shape", "weight", "bias", "eps"),
            bound=slices.layer_norm,
            regimes={**regimes_of(AFFINE, ()), "default_eps": Regime(drawn())},
            refusals=refusals_of_layers,
            step=smooth_step,
        ),
        Card(
            name="rms_norm",
            kind="normalization",
            arguments=("x", "normalized_shape", "weight", "eps"),
            bound=slices.rms_norm,
            regimes=of_root_mean_squares(),
            refusals=refusals_of_root_mean_squares,
            step=smooth_step,
        ),
    )
