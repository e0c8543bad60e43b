"""What a loss adds to keep weights small."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Arrays, Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import Bound, Call
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import WHOLE, Draw, drawn_from, filled, laid_out, sizes
from scratchcnn.oracle.cases.numbers import Numbers
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.steps import kinked_step, whole_step
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.windows import one_of

# What a regularisation is called, in whatever language: "l2_reg", "PenalidadL1".
SAID = ("reg", "penal", "strafe")
# What has both, trains by it, or adds it to another loss.
MORE = (
    *("regress", "elastic", "l1l2", "l1andl2", "optim", "sgd", "adam", "step", "update", "cost"),
    *("with", "model", "train", "dataloss", "totalloss", "regularizedloss", "region"),
)
NAMES = (
    NameRule(
        ("l2_regularization",),
        parts=("l2",),
        besides=(*SAID, "weightdecay"),
        unless=MORE,
        loose=True,
    ),
    NameRule(("l1_regularization",), parts=("l1",), besides=SAID, unless=MORE, loose=True),
    NameRule(("l2_regularization",), parts=("ridgepenal",), unless=MORE, loose=True),
    NameRule(("l1_regularization",), parts=("lassopenal",), unless=MORE, loose=True),
)
DECAYS = (0.5, 1.0, 0.25, 2.0, 0.0, 0.1)
# How strong homework's is when it is tried.
TRIED = 0.5
# What shows whether the half is there, and whether the factor is in the gradient, too.
OF_HOMEWORK = (0.5, 0.25, 2.0, 3.0)


@st.composite
def drawn(
    draw: Draw, *, one_element: bool = False, kinds: tuple[str, ...] = (*WHOLE, "normal")
) -> Case:
    """Draw a case of a weight of any shape."""
    ndim = draw(st.integers(1, 4))
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    options = {"weight_decay": draw(drawn_from(DECAYS))}
    return filled(draw, {"weight": tuple(shape)}, options, kinds)


def regimes() -> Regimes:
    """Return the regimes of regularisation; L1 has a kink at 0."""
    return {
        "basic": Regime(drawn()),
        "zeros": Regime(drawn(kinds=("signs",)), NO_SLOPE),
        "large_values": Regime(drawn(kinds=("extreme",)), NO_SLOPE),
        "non_finite": Regime(drawn(kinds=("non_finite",)), VALUES_ONLY),
        "one_element": Regime(drawn(one_element=True)),
        "memory_layout": Regime(laid_out(drawn())),
    }


def of_homework(offer: Offer) -> Regimes:
    """Make the regimes of homework: weights of which few are 0, where L1 has a kink."""
    numbers = Numbers({"weight": ("nonzero",)}, offer.upstream)

    def regime(shapes: Sequence[Shape]) -> Regime:
        return Regime(weighed(one_of(shapes), numbers, numbers.styles()))

    return {
        "basic": regime([(1, 1), (1, 2), (2, 2), (2, 3)]),
        "mixed": regime([(2, 4), (3, 2), (4, 3)]),
    }


@st.composite
def weighed(draw: Draw, shapes: st.SearchStrategy[Shape], numbers: Numbers, styles: Any) -> Case:
    """Draw a case of homework's regularisation."""
    options = {"weight_decay": draw(drawn_from(OF_HOMEWORK))}
    return filled_for_homework(draw, numbers, styles, {"weight": draw(shapes)}, options, ())


def other_penalties(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield the values of other penalties, for the decay that homework is tried with."""
    weight, told = arrays["weight"], "; homework of that is not judged"
    norm = np.sqrt(np.square(weight).sum())
    for times in (1, 2, 0.5):
        yield TRIED * times * norm, f"it takes the norm, not its square{told}"
        for count in (weight.size, *weight.shape):
            yield wanted * times / count, f"it divides by a number of weights{told}"


def doubts(source: str) -> str:
    """Return why a regularisation that is not right may be another one."""
    if re.search(r"(?<!/)/(?!/|\s*2\b)", source) or "mean(" in source:
        return "it divides by something, as a mean does"
    if re.search(r"\bfor\b", source):
        return "it may add up what belongs to several weights"
    return ""


def bound(call: Call) -> dict[str, Bound]:
    """Bound a sum of squares or of absolute values, of which none cancels another."""
    weight = call.arrays["weight"]
    (size,) = call.pullback(np.abs(call.grad_out))
    return {
        "out": Bound(weight.size + 4, np.abs(call.out)),
        "grad_weight": Bound(4, np.abs(size)),
    }


def refusals() -> list[Refusal]:
    """Return the calls that regularisation refuses."""
    weight = np.zeros((2, 3))
    valid: dict[str, Any] = {"weight": weight, "weight_decay": 0.5, "grad_out": np.zeros(())}
    return refused(
        valid,
        weight=wrong_dtypes(weight),
        weight_decay=(float("nan"), float("inf"), "1", None, True),
        grad_out=(np.zeros(1), weight, np.zeros((), np.float32), "1", None),
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of regularisation."""
    return tuple(
        Card(
            name=name,
            kind="regularization",
            arguments=("weight", "weight_decay"),
            bound=bound,
            regimes=regimes(),
            refusals=refusals,
            step=step,
            kinked=step is kinked_step,
            batched=False,
            axes={"weight": "KD", "out": ""},
            numbers={"weight_decay": ("weight_decay", TRIED)},
            homework=of_homework,
            by_name=True,
            scales=scales,
            instead=other_penalties,
            doubts=doubts,
        )
        for name, step, scales in (
            ("l2_regularization", whole_step, ("mean", "twice")),
            ("l1_regularization", kinked_step, ("mean",)),
        )
    )
