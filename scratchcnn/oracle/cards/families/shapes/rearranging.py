"""The same numbers in another shape or order."""

from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.families.shapes.images_of_homework import ORDER, TRIED, of_homework
from scratchcnn.oracle.cards.families.shapes.joining_of_homework import (
    AXIS,
    CAT,
    NAMES,
    copies,
    doubts,
    of_three,
)
from scratchcnn.oracle.cards.families.shapes.joining_of_homework import (
    of_homework as of_joined,
)
from scratchcnn.oracle.cases.bounds import copy
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import WHOLE, Draw, filled, sizes
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes

__all__ = ["NAMES", "cards"]

NCHW = {"x": "NCHW", "out": "NCHW"}
SHUFFLES = {"pixel_shuffle": "upscale_factor", "pixel_unshuffle": "downscale_factor"}


@st.composite
def shuffled(
    draw: Draw,
    op: str,
    *,
    axes: tuple[int, int] = (4, 4),
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case of pixel_shuffle or of its inverse."""
    ndim = draw(st.integers(*axes))
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    shape[0] = 0 if empty else max(least, shape[0])
    factor = 1 if one_element else draw(st.integers(1, 3))
    if op == "pixel_shuffle":
        shape[-3] *= factor * factor
    else:
        shape[-2:] = [factor * size for size in shape[-2:]]
    return filled(draw, {"x": tuple(shape)}, {SHUFFLES[op]: factor}, kinds)


@st.composite
def joined(
    draw: Draw,
    *,
    negative: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case of cat; without `negative` only axes from the front, or the default."""
    ndim = draw(st.integers(2 if empty else 1, 4))
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    shape[0] = 0 if empty else max(least, shape[0])
    axis = draw(st.integers(1 if empty else 0, ndim - 1))
    other = list(shape)
    other[axis] = 1 if one_element else draw(st.integers(1, 4))
    options = {} if axis == 0 and not negative else {"axis": axis - ndim if negative else axis}
    return filled(draw, {"x": tuple(shape), "other": tuple(other)}, options, kinds)


def regimes(op: str) -> Regimes:
    """Return the regimes of pixel_shuffle or of its inverse."""
    of = partial(shuffled, op)
    return {
        "basic": Regime(of()),
        "axes": Regime(of(axes=(5, 5)), optional=True),
        "unbatched": Regime(of(axes=(3, 3)), ("batch_independent", "repeatable"), optional=True),
        "large_values": Regime(of(kinds=("extreme",))),
        "non_finite": Regime(of(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(of),
    }


def regimes_of_cat() -> Regimes:
    """Return the regimes of cat."""
    return {
        "basic": Regime(joined()),
        "negative_axis": Regime(joined(negative=True)),
        "large_values": Regime(joined(kinds=("extreme",))),
        "non_finite": Regime(joined(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(joined),
    }


def refusals(op: str) -> list[Refusal]:
    """Return the calls that pixel_shuffle or its inverse refuses."""
    many, large = np.zeros((2, 8, 3, 5)), np.zeros((2, 2, 6, 10))
    x, out = (many, large) if op == "pixel_shuffle" else (large, many)
    indivisible = (np.zeros((2, 6, 3, 5)), np.zeros((2, 7, 5, 5)))
    valid: dict[str, Any] = {"x": x, SHUFFLES[op]: 2, "grad_out": out}
    wrong: dict[str, tuple[Any, ...]] = {
        "x": (*wrong_dtypes(x), x[0, 0], np.zeros(()), *indivisible[op == "pixel_unshuffle" :]),
        SHUFFLES[op]: (0, -1, 1.0, "2", None, True, (2, 2), 7),
        "grad_out": (x, out.astype(np.float32), 0.0, None),
    }
    if op == "pixel_unshuffle":
        wrong["x"] += (np.zeros((2, 2, 4, 5)), np.zeros((2, 2, 5, 4)))
    return refused(valid, **wrong)


def refusals_of_cat() -> list[Refusal]:
    """Return the calls that cat refuses."""
    x, other = np.zeros((2, 3)), np.zeros((2, 4))
    valid: dict[str, Any] = {"x": x, "other": other, "axis": 1, "grad_out": np.zeros((2, 7))}
    shapes = (np.zeros((3, 4)), np.zeros(4), np.zeros((2, 4, 1)), other.astype(np.float32))
    return refused(
        valid,
        x=(*wrong_dtypes(x), np.zeros(())),
        other=(*wrong_dtypes(other), *shapes, [other, x[0]]),
        axis=(2, -3, 1.0, "1", None, True),
        grad_out=(other, np.zeros((2, 7), np.float32), 0.0, None),
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of pixel_shuffle, its inverse, and cat, of two arrays and of three."""
    shuffles = (
        Card(
            name=op,
            kind="rearranging",
            arguments=("x", factor),
            bound=copy,
            regimes=regimes(op),
            refusals=partial(refusals, op),
            linear_in=("x",),
            exact=True,
            axes={"x": "NFHW", "out": "NFHW"} if op == "pixel_shuffle" else NCHW,
            numbers={"scale_factor": (factor, TRIED)},
            homework=partial(of_homework, op, factor, (2, 3)),
            by_name=True,
            conventions=(ORDER,),
        )
        for op, factor in SHUFFLES.items()
    )
    cat = Card(
        name=CAT,
        kind="joining",
        arguments=("x", "other", "axis"),
        bound=copies,
        regimes=regimes_of_cat(),
        refusals=refusals_of_cat,
        exact=True,
        batched=False,
        numbers={"join_axis": ("axis", AXIS)},
        homework=partial(of_joined, CAT),
        by_name=True,
        doubts=doubts,
    )
    return *shuffles, cat, of_three(cat)
