"""How homework's PReLU is judged, with a slope for each channel or for all, and its GLU."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Arrays, Card, Convention, Regime, Regimes
from scratchcnn.oracle.cards.families.activations.gate import bound_of_glu, bound_of_prelu
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.case import Case, Trial
from scratchcnn.oracle.cases.drawing import Draw
from scratchcnn.oracle.cases.numbers import Numbers, Options, filled, upstream_of_kinks
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.steps import kinked_step, smooth_step
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.windows import one_of

SHARED, OF_CHANNELS = "prelu_shared", "prelu_channels"
# What takes one slope broadcasts several, too, along whichever axis comes last.
PRELU, GLU = (SHARED, OF_CHANNELS), "glu_rows"
NAMES = (
    NameRule(
        PRELU,
        # What ends with it may be the "LopReLU" of another language, or a deep ReLU.
        starts=("prelu",),
        parts=("parametricrelu", "parametrizedrelu", "parameterizedrelu", "myprelu"),
        derivatives=("prelu",),
        loose=True,
    ),
    NameRule(
        (GLU,),
        outermost=("glu",),
        parts=("gatedlinearunit",),
        unless=("swiglu", "geglu", "reglu", "glue", "gluc", "conv"),
        derivatives=("glu",),
        loose=True,
    ),
)


def some_below_zero(arrays: Arrays, options: Options) -> bool:
    """Return whether some numbers are below 0, where alone there is a slope, and not all."""
    return bool(arrays["x"].min() < 0 < arrays["x"].max()) or arrays["x"].size < 2


def numbers_of_prelu(offer: Offer) -> Numbers:
    """Return numbers of which none is 0, and slopes from 1/8 to 7/8."""
    slopes = ("eighths",)
    return Numbers(
        {"x": ("nonzero",), "weight": slopes},
        upstream_of_kinks(offer),
        {"x": ("normal",), "weight": slopes},
        some_below_zero,
    )


@st.composite
def sloped(draw: Draw, shapes: st.SearchStrategy[Shape], numbers: Numbers, *, shared: bool) -> Case:
    """Draw a case of PReLU."""
    x = draw(shapes)
    weight: Shape = (1,) if shared else x[1:2]
    return filled(draw, numbers, numbers.styles(), {"x": x, "weight": weight}, {}, x)


def of_prelu(offer: Offer, *, shared: bool = False) -> Regimes:
    """Make the regimes of homework's PReLU: rows with a single slope, or images with several."""
    numbers = numbers_of_prelu(offer)

    def regime(shapes: Sequence[Shape]) -> Regime:
        return Regime(sloped(one_of(shapes), numbers, shared=shared))

    rest: list[Shape] = [(2,), (3,)] if shared else [(1, 2, 2), (2, 1, 2), (3, 2, 2)]
    regimes = {"basic": regime([(1, *shape) for shape in rest])}
    if offer.batch:
        regimes["batch"] = regime([(n, *shape) for n in (2, 4) for shape in rest])
    mixed: Shape = (4,) if shared else (4, 3, 2)
    return regimes | {"mixed": regime([(2 if offer.batch else 1, *mixed)])}


@st.composite
def gated(draw: Draw, shapes: st.SearchStrategy[tuple[int, int]], numbers: Numbers) -> Case:
    """Draw a case of GLU."""
    n, half = draw(shapes)
    return filled(draw, numbers, numbers.styles(), {"x": (n, 2 * half)}, {}, (n, half))


def of_glu(offer: Offer) -> Regimes:
    """Make the regimes of homework's GLU: rows."""
    numbers = Numbers({"x": ("integers", "nonzero")}, offer.upstream)

    def regime(shapes: Sequence[tuple[int, int]]) -> Regime:
        return Regime(gated(one_of(shapes), numbers))

    regimes = {"basic": regime([(1, 1), (1, 2), (1, 3)])}
    if offer.batch:
        regimes["batch"] = regime([(2, 1), (3, 2), (2, 3)])
    return regimes | {"mixed": regime([(3 if offer.batch else 1, 4)])}


def doubts(source: str) -> str:
    """Return why what is called GLU may be another gate than a sigmoid."""
    gates = ("gelu", "swish", "silu", "relu", "tanh", "softmax")
    others = [word for word in gates if word in source.lower()]
    return f"its gate may be another one: {others[0]}" if others else ""


def first_half_gates(check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether the first half of every row is the gate."""
    if check != "forward":
        return False
    gate, value = np.split(trial.arrays["x"], 2, -1)
    return np.allclose(got, value / (1 + np.exp(-gate)), rtol=1e-9, atol=1e-9)


GATE_FIRST = Convention(
    "the first half is the gate, where PyTorch and others take the second",
    first_half_gates,
    binding=True,
)


def cards() -> tuple[Card, ...]:
    """Return the cards of what homework has without the options of ours."""
    of_channels = Card(
        name=OF_CHANNELS,
        kind="gate",
        arguments=("x", "weight"),
        axes={"x": "NCHW", "weight": "C", "out": "NCHW"},
        bound=bound_of_prelu,
        step=kinked_step,
        homework=of_prelu,
        reported_as="prelu",
        by_name=True,
        kinked=True,
    )
    shared = replace(
        of_channels,
        name=SHARED,
        axes={"x": "ND", "weight": "S", "out": "ND"},
        homework=partial(of_prelu, shared=True),
    )
    halves = Card(
        name=GLU,
        kind="gate",
        arguments=("x",),
        axes={"x": "ND", "out": "ND"},
        bound=bound_of_glu,
        step=smooth_step,
        homework=of_glu,
        reported_as="glu",
        by_name=True,
        doubts=doubts,
        conventions=(GATE_FIRST,),
    )
    return of_channels, shared, halves
