"""Losses with a margin: how our own are judged."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds import margins as bounds
from scratchcnn.oracle.cards.card import Arrays, Card, Regime, Regimes
from scratchcnn.oracle.cards.families.losses import losses_of_homework
from scratchcnn.oracle.cards.families.losses.classes_of_ours import EVERY_REDUCTION
from scratchcnn.oracle.cards.families.losses.loss import doubts_of_limits
from scratchcnn.oracle.cards.families.losses.other_numbers import any_of, placed
from scratchcnn.oracle.cards.families.ours import NO_BATCH, NO_SLOPE, VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import Draw, drawn_from, filled, sizes
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.cases.values import Array

NAMES: tuple[NameRule, ...] = ()
NUMBERS = ("integers", "normal")
# Labels that are multiplied are no numbers of classes: `1 - y * scores`, `scores * y_onehot`.
TARGET = r"(?:self\.)?_?(?:y|t|ys|labels?|targets?|truth|gt|correct|one_?hot)(?:_?[a-z]+)?"
MULTIPLIED = re.compile(rf"\*\s*{TARGET}\b(?!\.shape|\.size)|(?<![\w.]){TARGET}\s*\*(?!\*)")
# Whole numbers are never exactly this far from a margin of one half.
HALF = 0.5
MARGINS = (HALF, 2.0, 0.0, -1.0)
# Where homework takes one, its margin is this, too.
OTHER_MARGINS = (2.5, HALF)
NOT_A_NUMBER = (float("nan"), float("inf"), "1", None, True)


@st.composite
def of_classes(
    draw: Draw,
    *,
    axes: tuple[int, int] = (2, 2),
    reductions: bool = False,
    margins: tuple[float, ...] = (),
    powers: tuple[int, ...] = (),
    weighed: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = NUMBERS,
) -> Case:
    """Draw a case of a loss of scores, (N, K) or (K,), and of labels."""
    shape = [1, 1] if one_element else sizes(draw, draw(st.integers(*axes)))
    if len(shape) == 2:
        shape[0] = 0 if empty else max(least, shape[0])
    options: dict[str, Any] = {}
    if reductions:
        options["reduction"] = draw(EVERY_REDUCTION)
    if margins:
        options["margin"] = draw(drawn_from(margins))
    if powers:
        options["p"] = draw(drawn_from(powers))
    case = filled(draw, {"logits": tuple(shape)}, options, kinds)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    arrays = {**case.arrays, "target": np.array(rng.integers(0, shape[-1], shape[:-1]))}
    if weighed:
        arrays["weight"] = rng.choice([0.5, 1.0, 2.0, 3.0], shape[-1])
    return replace(case, arrays=arrays)


@st.composite
def of_sides(
    draw: Draw,
    names: tuple[str, ...],
    *,
    reductions: bool = False,
    margins: tuple[float, ...] = (),
    targets: str = "sides",
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = NUMBERS,
) -> Case:
    """Draw a case of a loss of arrays of these names, and of a target, of 1 and -1 or others."""
    ndim = draw(st.integers(1, 4))
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    shape[0] = 0 if empty else max(least, shape[0])
    options: dict[str, Any] = {}
    if reductions:
        options["reduction"] = draw(EVERY_REDUCTION)
    if margins:
        options["margin"] = draw(drawn_from(margins))
    case = filled(draw, dict.fromkeys(names, tuple(shape)), options, kinds)
    target = filled(draw, {"target": tuple(shape)}, {}, (targets,))
    return replace(case, arrays={**case.arrays, **target.arrays})


def regimes_of(of: Any) -> Regimes:
    """Return the regimes that all losses with a margin share; `of` draws the cases.

    Where whole numbers are compared, some are exactly the margin apart, and have no slope.
    """
    usual = {
        "basic": Regime(of()),
        "margin": Regime(of(margins=MARGINS)),
        "reduction": Regime(of(reductions=True, margins=MARGINS)),
        "large_values": Regime(of(kinds=("extreme",))),
        **everywhere(of),
    }
    steep = {
        name: Regime(regime.cases, (*regime.without, *NO_SLOPE)) for name, regime in usual.items()
    }
    return steep | {
        "away_from_kinks": Regime(of(kinds=("integers",), margins=(HALF,), reductions=True)),
        "at_kinks": Regime(of(kinds=("signs",), reductions=True), NO_SLOPE),
        "non_finite": Regime(of(kinds=("non_finite",)), VALUES_ONLY),
    }


def regimes_of_classes() -> Regimes:
    """Return the regimes of losses of scores and labels."""
    return {
        **regimes_of(of_classes),
        "unbatched": Regime(
            of_classes(axes=(1, 1), reductions=True), (*NO_SLOPE, *NO_BATCH), optional=True
        ),
    }


def regimes_of_sides(*names: str) -> Regimes:
    """Return the regimes of losses of arrays of these names and of 1 and -1."""
    of = partial(of_sides, names)
    other = of(targets="integers", margins=MARGINS, reductions=True)
    return {**regimes_of(of), "other_targets": Regime(other, NO_SLOPE, optional=True)}


def with_powers_and_weights() -> Regimes:
    """Return the regimes of what PyTorch's loss has and that of a course has not."""
    power = partial(of_classes, powers=(1, 2), reductions=True)
    return {
        **regimes_of_classes(),
        "p": Regime(power(margins=MARGINS), NO_SLOPE),
        "p_away_from_kinks": Regime(power(kinds=("integers",), margins=(HALF,))),
        "weight": Regime(power(weighed=True), NO_SLOPE),
    }


def refusals_of_classes(**further: tuple[Any, ...]) -> list[Refusal]:
    """Return the calls that a loss of scores and labels refuses."""
    first, target = np.zeros((2, 3)), np.array([0, 2])
    return refused(
        {"logits": first, "target": target, "grad_out": np.zeros(())},
        logits=(*wrong_dtypes(first), np.zeros((2, 0)), np.zeros((2, 3, 1))),
        target=(
            *(np.array([0, 3]), np.array([-1, 0]), np.array([0]), np.array([[0, 1]])),
            *(np.zeros((2, 3)), np.zeros(2), np.array(0), np.array([True, False]), [0, 2], None),
        ),
        margin=NOT_A_NUMBER,
        reduction=("all", "", None, 1, True),
        grad_out=(np.zeros(1), first, np.zeros((), np.float32), "1", None),
        **further,
    )


def refusals_of_sides(names: tuple[str, ...]) -> list[Refusal]:
    """Return the calls that a loss of arrays of these names, and of 1 and -1, refuses."""
    one = np.ones((2, 3))
    shapes = (one[0], one.T, one[None], one.astype(np.float32))
    wrong: dict[str, tuple[Any, ...]] = {
        names[0]: wrong_dtypes(one),
        **{name: (*wrong_dtypes(one), *shapes) for name in names[1:]},
        "target": (*wrong_dtypes(one), *shapes),
    }
    return refused(
        {**dict.fromkeys(names, one), "target": one, "grad_out": np.zeros(())},
        margin=NOT_A_NUMBER,
        reduction=("all", "", None, 1, True),
        grad_out=(np.zeros(1), one, np.zeros((), np.float32), "1", None),
        **wrong,
    )


def doubts_of_scores(source: str) -> str:
    """Return why a loss of scores and labels may be another one."""
    if MULTIPLIED.search(source):
        return "it multiplies by its target, as a loss of two classes does, or one of rows"
    return doubts_of_limits(source)


def other_margins(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield the values of other losses of scores and labels."""
    logits, target = arrays["logits"], arrays["target"]
    told = "; homework of that is not judged"
    yield wanted / logits.shape[1], f"it divides by the number of classes, as PyTorch does{told}"
    each = np.arange(len(target))
    ahead = np.maximum(logits - logits[each, target][:, None] + 1, 0)
    ahead[each, target] = 0
    yield np.asarray((ahead**2).sum() / len(target)), f"it squares what is within the margin{told}"
    yield np.asarray(ahead.max(1).mean()), f"it takes the worst class alone{told}"


def card(name: str, *arrays: str, **more: Any) -> Card:
    """Return the card of a loss with a margin, of these arrays and a target."""
    return Card(
        name=name,
        kind="loss",
        arguments=(*arrays, "target", "reduction"),
        batched=False,
        step=smooth_step,
        **more,
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of losses with a margin."""
    scores = losses_of_homework.of_scores(OTHER_MARGINS)
    return (
        card(
            "svm_loss",
            "logits",
            axes={"logits": "ND", "target": "ND", "out": ""},
            bound=partial(bounds.of_classes, False),
            regimes=regimes_of_classes(),
            refusals=refusals_of_classes,
            numbers={"gap": ("margin", 1.0)},
            varied={"margin": OTHER_MARGINS},
            homework=partial(losses_of_homework.regimes, scores),
            targets=("labels",),
            instead=any_of(other_margins, placed("svm_loss", "margin", "margin")),
            doubts=doubts_of_scores,
        ),
        card(
            "multi_margin_loss",
            "logits",
            axes={"logits": "ND", "target": "ND", "out": ""},
            bound=partial(bounds.of_classes, True),
            regimes=with_powers_and_weights(),
            refusals=partial(
                refusals_of_classes,
                p=(0, 3, 1.5, "1", None, True),
                weight=(np.zeros(2), np.zeros((1, 3)), np.zeros(3, np.float32), 1.0),
            ),
        ),
        card(
            "hinge_embedding_loss",
            "p",
            axes={"p": "ND", "target": "ND", "out": ""},
            bound=bounds.hinge_embedding,
            regimes=regimes_of_sides("p"),
            refusals=partial(refusals_of_sides, ("p",)),
        ),
        card(
            "margin_ranking_loss",
            "x",
            "other",
            axes={"x": "ND", "other": "ND", "target": "ND", "out": ""},
            bound=bounds.margin_ranking,
            regimes=regimes_of_sides("x", "other"),
            refusals=partial(refusals_of_sides, ("x", "other")),
        ),
    )
