"""Losses: of logits, of probabilities, and of any numbers. The others have a file beside this."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds import losses as bounds
from scratchcnn.oracle.cards.card import Arrays, Card, Regime, Regimes
from scratchcnn.oracle.cards.families.epsilon import epsilon
from scratchcnn.oracle.cards.families.losses import (
    classes_of_ours,
    losses_of_homework,
    losses_of_logarithms,
    losses_of_ours,
    names_of_losses,
    other_numbers,
)
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY
from scratchcnn.oracle.cases.steps import probability_step, smooth_step
from scratchcnn.oracle.cases.values import Array

NAMES = names_of_losses.NAMES
CLASSES = ("sample", "class")
# Where else the corner of a loss may be than at a difference of 1.
CORNERS = (2.0, 0.5)
# How far labels are smoothed where homework can, and does it as PyTorch: all classes share alike.
SMOOTHED = (0.5, 0.25)


def regimes_of_logits() -> Regimes:
    """Return the regimes of our loss of logits; exponentials overflow in `large_values` only."""
    kinds = ("integers", "moderate")
    soft = partial(losses_of_ours.drawn, "logits", kinds=kinds)
    strange = losses_of_ours.drawn(
        "logits", kinds=("non_finite",), targets=("labels", "one_hot_rows")
    )
    extreme = (("extreme", "normal"), "labels")
    return losses_of_ours.regimes_of_ours(
        "logits", kinds=kinds, targets=("labels",), extreme=extreme
    ) | {
        "one_hot": Regime(soft(targets=("one_hot_rows",))),
        "probabilities": Regime(
            soft(
                targets=("distribution_rows", "probability"),
                options={"reduction": losses_of_ours.REDUCTIONS},
            )
        ),
        "non_finite": Regime(strange, VALUES_ONLY),
    }


def regimes_of_probabilities(targets: tuple[str, ...], *, any_shape: bool = False) -> Regimes:
    """Return the regimes of our losses of probabilities."""
    return losses_of_ours.regimes_of_ours(
        "p",
        kinds=("probability",),
        targets=targets,
        extreme=(("certainty",), targets[0]),
        any_shape=any_shape,
    )


def regimes_of_numbers() -> Regimes:
    """Return the regimes of our loss of any numbers."""
    kinds = ("integers", "normal")
    strange = losses_of_ours.drawn(
        "p", kinds=("non_finite",), targets=("integers",), any_shape=True
    )
    extreme = (("extreme",), "integers")
    return losses_of_ours.regimes_of_ours(
        "p", kinds=kinds, targets=kinds, extreme=extreme, any_shape=True
    ) | {"non_finite": Regime(strange, VALUES_ONLY)}


def logits(arrays: Arrays) -> Array:
    """Return the logits, which are exponentiated."""
    return arrays["logits"]


def takes_logits(source: str, parameters: Collection[str]) -> bool:
    """Return whether a parameter is named for logits, or the source has a softmax or an exp."""
    return bool({"logits", "scores"} & {*parameters}) or "exp(" in source or "softmax(" in source


def says_logarithm(source: str) -> bool:
    """Return whether the source contains a logarithm."""
    return "log" in source


def says_square(source: str) -> bool:
    """Return whether the source contains a square."""
    return any(sign in source for sign in ("**2", "square", "pow"))


def doubts_of_numbers(source: str) -> str:
    """Return why a loss of absolute differences, rounded or not, may be another one."""
    if "sum(" in source:
        return "it may be a sum, and no mean"
    return doubts_of_limits(source)


def doubts_of_limits(source: str) -> str:
    """Return why a loss may have another limit, or another margin, than 1."""
    numbers = {float(number) for number in re.findall(r"(?<![\w.])\d+\.?\d*(?![\w.])", source)}
    other = sorted(numbers - {0, 0.5, 1, 2})
    return f"its limit may be {other[0]:g}, not 1" if other else ""


def other_losses(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield the values of other losses, as far as a single number can tell them apart."""
    (first, target) = arrays.values()
    if target.shape != first.shape:
        return
    others = {
        "it takes logarithms of probabilities, which its name does not say; homework of that is "
        "not judged": -(target * first).sum() / len(first),
        "it is the mean of absolute errors, which its name does not say": (
            np.abs(first - target).mean()
        ),
    }
    for words, value in others.items():
        yield np.asarray(value), words


def from_logits() -> tuple[Card, Card]:
    """Return the cards of cross-entropy from logits: our op, and homework's softmax and loss.

    Both are the same function, but homework's may consist of two of its layers.
    """
    ours_alone = Card(
        name="cross_entropy",
        kind="loss",
        arguments=("logits", "target", "reduction"),
        axes={"logits": "ND", "target": "ND", "out": ""},
        result_axes={"grad_logits": [CLASSES], "grad_x": [CLASSES]},
        bound=bounds.cross_entropy,
        regimes=regimes_of_logits() | classes_of_ours.regimes("logits", smooth=True),
        refusals=partial(
            losses_of_ours.of_classes,
            "logits",
            label_smoothing=(-0.1, 1.1, float("nan"), "0", None, True),
        ),
        step=smooth_step,
        batched=False,
        numbers={"smoothing": ("label_smoothing", 0.0)},
        varied={"label_smoothing": SMOOTHED},
        homework=partial(losses_of_homework.regimes, losses_of_homework.of_logits(SMOOTHED)),
        conventions=(epsilon(binary=False),),
        logits=logits,
        targets=("labels", "one_hot"),
        kept_probabilities=("output", "probs", "p", "y_pred", "softmax", "y"),
        confirms=says_logarithm,
        instead=other_numbers.any_of(other_losses, other_numbers.smoothed),
    )
    together = replace(
        ours_alone,
        name="softmax_cross_entropy",
        regimes={},
        signs=takes_logits,
        made_of=("softmax", "categorical_cross_entropy"),
    )
    return ours_alone, together


def of_p(name: str, **more: Any) -> Card:
    """Return the card of a loss of numbers or probabilities p."""
    return Card(
        name=name,
        kind="loss",
        arguments=("p", "target", "reduction"),
        axes={"p": "ND", "target": "ND", "out": ""},
        batched=False,
        **{"instead": other_losses, **more},
    )


def between_square_and_absolute() -> Iterator[Card]:
    """Yield the cards of the losses of numbers that have a corner, or a rounded one."""
    everything = ("integers", "normal")
    refusals = partial(losses_of_ours.of_entries, bounded=(), rows=False)
    usual = regimes_of_numbers() | classes_of_ours.of_entries("p", everything, everything)
    # Numbers that are equal, or a limit apart, have a slope for each side.
    away = losses_of_ours.drawn("p", kinds=("between",), targets=("halves",), any_shape=True)
    steep = {
        name: Regime(regime.cases, (*regime.without, *NO_SLOPE)) for name, regime in usual.items()
    } | {"away_from_kinks": Regime(away)}

    def with_limit(option: str, least: float) -> Regimes:
        values = st.sampled_from((least, 0.5, 2.0))
        options = {option: values, "reduction": losses_of_ours.REDUCTIONS}
        cases = losses_of_ours.drawn(
            "p", kinds=everything, targets=everything, any_shape=True, options=options
        )
        return steep | {option: Regime(cases, NO_SLOPE)}

    of_homework: dict[str, Any] = {
        "over_entries": True,
        "targets": ("numbers",),
        "offered_targets": ("integers", "normal"),
        "doubts": doubts_of_numbers,
    }
    distances = losses_of_homework.of_distances()
    yield of_p(
        "l1_loss",
        bound=bounds.absolute_difference,
        regimes=steep,
        refusals=refusals,
        kinked=True,
        homework=partial(losses_of_homework.regimes, distances),
        **of_homework,
    )
    limits = (-1, float("nan"), float("inf"), "1", None, True)
    for name, option, least, wrong in (
        ("smooth_l1_loss", "beta", 0.0, limits),
        ("huber_loss", "delta", 0.25, (0, *limits)),
    ):
        varied = replace(distances, varied=(option, CORNERS))
        yield of_p(
            name,
            bound=partial(bounds.rounded_corner, option),
            regimes=with_limit(option, least),
            refusals=partial(refusals, **{option: wrong}),
            step=smooth_step,
            numbers={"corner": (option, 1.0)},
            varied={option: CORNERS},
            homework=partial(losses_of_homework.regimes, varied),
            instead=other_numbers.any_of(
                other_losses, other_numbers.placed(name, option, f"corner, {option},")
            ),
            **of_homework,
        )


def cards() -> tuple[Card, ...]:
    """Return the cards of losses."""
    ours_alone, together = from_logits()
    rows = losses_of_homework.of_rows_of_probabilities()
    return (
        ours_alone,
        together,
        of_p(
            "categorical_cross_entropy",
            result_axes={"grad_p": [CLASSES]},
            bound=bounds.categorical_cross_entropy,
            regimes=regimes_of_probabilities(("one_hot_rows", "distribution_rows")),
            refusals=partial(losses_of_ours.of_entries, bounded=("p",), rows=True),
            step=probability_step,
            homework=partial(losses_of_homework.regimes, rows),
            conventions=(epsilon(binary=False),),
            of_probabilities=True,
            targets=("one_hot",),
            confirms=says_logarithm,
            instead=other_numbers.any_of(other_losses, other_numbers.smoothed),
        ),
        of_p(
            "binary_cross_entropy",
            bound=bounds.binary_cross_entropy,
            regimes=regimes_of_probabilities(("bits", "probability"), any_shape=True)
            | classes_of_ours.of_entries("p", ("probability",), ("bits", "probability"), "weight"),
            refusals=partial(
                losses_of_ours.of_entries,
                bounded=("p", "target"),
                rows=False,
                weight=losses_of_ours.NO_WEIGHTS,
            ),
            step=probability_step,
            homework=partial(
                losses_of_homework.regimes, losses_of_homework.of_single_probabilities()
            ),
            conventions=(epsilon(binary=True),),
            of_probabilities=True,
            over_entries=True,
            targets=("bits",),
            offered_targets=("bits",),
            one_column=True,
            confirms=says_logarithm,
        ),
        of_p(
            "mse_loss",
            bound=bounds.mse_loss,
            regimes=regimes_of_numbers()
            | classes_of_ours.of_entries("p", ("integers", "normal"), ("integers", "normal")),
            refusals=partial(losses_of_ours.of_entries, bounded=(), rows=False),
            homework=partial(losses_of_homework.regimes, losses_of_homework.of_numbers()),
            over_entries=True,
            targets=("numbers",),
            offered_targets=("integers", "normal"),
            confirms=says_square,
        ),
        *between_square_and_absolute(),
        losses_of_logarithms.nll_loss(),
        losses_of_logarithms.binary_cross_entropy_with_logits(),
    )
