"""Softmax and log-softmax."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scratchcnn.oracle.cards.bounds import softmax as bounds
from scratchcnn.oracle.cards.card import Arrays, Card, Regime, Regimes
from scratchcnn.oracle.cards.families.one_array import (
    drawn,
    of_one_array,
    overflows,
    refusals,
    regimes_of_ours,
    shaped,
)
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.case import Refusal, Trial
from scratchcnn.oracle.cases.numbers import Numbers, Options, rows_far_apart, uneven_rows
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import one_of

NAMES = (
    NameRule(("log_softmax",), parts=("logsoftmax",)),
    NameRule(
        ("softmax", "softmax_linear"), parts=("softmax", "softargmax"), derivatives=("softmax",)
    ),
)
CLASSES = ("sample", "class")


def regimes() -> Regimes:
    """Return the regimes in which our own ops are judged."""
    kinds, large = ("one_hot", "integers", "moderate"), ("extreme", "normal")
    # The default axis is the last one: with two axes or more, never the batch.
    axis = Regime(drawn(any_axis=True), ("batch_independent",))
    return regimes_of_ours(kinds=kinds, large=large, least_axes=2) | {"axis": axis}


def refused_axes() -> list[Refusal]:
    """Return the calls that softmax and log_softmax must refuse."""
    scalar = np.zeros(())
    return [
        *refusals(axis=(2, -3, 1.0, "1", None, True)),
        *refused({"x": scalar}, axis=(1, -2)),
    ]


def of_rows(offer: Offer) -> Regimes:
    """Make the regimes of homework: rows of logits."""
    fixed = offer.out_features or offer.in_features
    classes = (fixed,) if fixed else (2, 3, 4)
    # If x has no batch axis, it is a single row of logits, (K,).
    alone = offer.ndim is not None and max(offer.ndim) == 1
    numbers = Numbers(
        {"x": ("arange", "nonzero")},
        offer.upstream,
        accept=lambda arrays, options: (
            bool(arrays["x"].all() and (np.ptp(arrays["x"], axis=-1) > 0).all()) or fixed == 1
        ),
        accept_upstream=uneven_rows,
    )
    large = replace(numbers, whole={"x": ("huge",)}, accept=far_apart, only_whole=True)

    def regime(shapes: Sequence[Shape], numbers: Numbers) -> Regime:
        rows = [shape[1:] if alone else shape for shape in shapes]
        return Regime(of_one_array(one_of(rows), numbers, numbers.styles()))

    single = shaped(2, (1,), classes)
    regimes = {"basic": regime(single, numbers)}
    batch = offer.batch and not alone
    if batch:
        regimes["batch"] = regime(shaped(2, (2, 3), classes), numbers)
    # Several rows: one maximum for all of them is too large for some.
    regimes["large_values"] = regime(shaped(2, (2, 3), classes) if batch else single, large)
    return regimes | {"mixed": regime(distinct((1, 2, 3, 4) if batch else (1,), classes), numbers)}


def far_apart(arrays: Arrays, options: Options) -> bool:
    """Return whether some number overflows exp, and the maxima of the rows lie far apart."""
    return overflows(arrays, options) and rows_far_apart(arrays["x"])


def from_output(out: Array, trial: Trial) -> Array:
    """Return the gradient of a softmax, computed from its output."""
    gradient: Array = out * (trial.grad_out - (out * trial.grad_out).sum(-1, keepdims=True))
    return gradient


def logits(arrays: Arrays) -> Array:
    """Return the logits, which are exponentiated."""
    return arrays["x"]


def cards() -> tuple[Card, ...]:
    """Return the cards of softmax and log_softmax."""
    shared = Card(
        name="softmax",
        kind="activation",
        arguments=("x",),
        result_axes={"out": [CLASSES], "grad_x": [CLASSES]},
        bound=bounds.softmax,
        regimes=regimes(),
        refusals=refused_axes,
        step=smooth_step,
        homework=of_rows,
        logits=logits,
        coupled=True,
    )
    return (
        replace(shared, one_hot_upstream=True, from_output={"grad_x": from_output}),
        replace(shared, name="log_softmax", bound=bounds.log_softmax, reported_as="softmax"),
    )
