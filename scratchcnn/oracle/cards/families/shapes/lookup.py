"""Embedding, which looks up rows of a table."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Arrays, Card, Convention, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_BATCH, NO_SLOPE, VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import EQUAL, Bound, Call
from scratchcnn.oracle.cases.case import Case, Refusal, Trial
from scratchcnn.oracle.cases.drawing import WHOLE, Draw, filled, sizes
from scratchcnn.oracle.cases.numbers import Numbers
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.windows import one_of

# What is called an embedding, but is no table of rows, or is more than one.
OTHERS = (
    *("patch", "position", "pos", "sinus", "rotary", "time", "triplet", "cosine", "loss", "bag"),
    *("negsampl", "embeddingdot", "visual", "plot", "neighbor", "temporal", "load", "glove"),
)
NAMES = (
    NameRule(
        ("embedding",),
        parts=("embedding", "embeddedlookup"),
        names=("embed", "embedlayer", "lookuptable", "embedid"),
        unless=OTHERS,
        loose=True,
    ),
)
# The gradient is then another one than the output's.
OTHER_GRADIENT = (*NO_SLOPE, "adjoint")


@st.composite
def drawn(
    draw: Draw,
    *,
    axes: tuple[int, int] = (1, 3),
    repeated: bool = False,
    option: str = "",
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case of embedding; `repeated` if there are more indices than rows."""
    ndim = draw(st.integers(*axes))
    *shape, rows, columns = [1] * (ndim + 2) if one_element else sizes(draw, ndim + 2)
    if ndim:
        shape[0] = 0 if empty else max(least, shape[0])
    if repeated:
        shape[-1] += rows
    options: dict[str, Any] = {}
    if option == "padding_idx":
        options[option] = draw(st.integers(-rows, rows - 1))
    elif option:
        options[option] = draw(st.booleans())
    case = filled(draw, {"weight": (rows, columns)}, options, kinds)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    indices = np.array(rng.integers(0, rows, shape))
    return Case({"indices": indices, **case.arrays}, options, case.grad_out)


def regimes() -> Regimes:
    """Return the regimes of embedding."""
    return {
        "basic": Regime(drawn()),
        "repeated": Regime(drawn(repeated=True)),
        "padding_idx": Regime(drawn(repeated=True, option="padding_idx"), OTHER_GRADIENT),
        "frequency": Regime(drawn(repeated=True, option="scale_grad_by_freq"), OTHER_GRADIENT),
        "single": Regime(drawn(axes=(0, 0)), NO_BATCH, optional=True),
        "large_values": Regime(drawn(kinds=("extreme",))),
        "non_finite": Regime(drawn(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(drawn),
    }


def of_homework(offer: Offer) -> Regimes:
    """Make the regimes of homework: rows that are looked up more than once, and some never."""
    numbers = Numbers({"weight": (*WHOLE, "integers")}, offer.upstream)

    def regime(shapes: Sequence[tuple[int, int, int, int]]) -> Regime:
        # Where there is no place for several indices of a sample, there are more samples.
        flat = [(n * t, 1, *table) for n, t, *table in shapes]
        drawn_of = shapes if offer.ndim is None else flat
        return Regime(looked_up(one_of(drawn_of), numbers, numbers.styles()))

    return {
        "basic": regime([(1, 2, 2, 1), (1, 3, 2, 2), (1, 4, 3, 2)]),
        "batch": regime([(2, 2, 2, 1), (3, 2, 4, 2), (2, 3, 3, 4)]),
        "mixed": regime([(2, 3, 5, 4), (3, 4, 5, 2)]),
    }


@st.composite
def looked_up(
    draw: Draw, shapes: st.SearchStrategy[Sequence[int]], numbers: Numbers, styles: Any
) -> Case:
    """Draw a case of homework's embedding: indices (N, T) of the rows of a table (V, E)."""
    n, t, rows, columns = draw(shapes)
    shape: dict[str, Shape] = {"weight": (rows, columns)}
    case = filled_for_homework(draw, numbers, styles, shape, {}, (n, t, columns))
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    indices = rng.integers(0, rows, (n, t))
    # The last row is looked up first, and again at the end.
    indices[0, 0] = indices[-1, -1] = rows - 1
    return Case({"indices": indices, **case.arrays}, {}, case.grad_out)


def begins_at_one(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield the rows that are looked up if the first one has the index 1."""
    told = "its indices begin at 1; homework of that is not judged"
    yield arrays["weight"][arrays["indices"] - 1], told


def doubts(source: str) -> str:
    """Return why an embedding that is not right may be another layer: any may be."""
    return "it computes more, or something else, than rows that are looked up"


def without_first_row(check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether a gradient is right, but for the first row, which has none."""
    if check != "grad_weight":
        return False
    return not got[:1].any() and np.allclose(got[1:], expected[1:], rtol=1e-6, atol=1e-9)


PADDING = Convention("the first row stands for padding, which learns nothing", without_first_row)


def bound(call: Call) -> dict[str, Bound]:
    """Bound embedding: a copy, whose gradient adds up, and is perhaps divided once."""
    counts = np.bincount(call.arrays["indices"].ravel(), minlength=len(call.arrays["weight"]))
    (size,) = call.pullback(np.abs(call.grad_out))
    terms = counts + 2 * call.options.get("scale_grad_by_freq", False)
    return {"out": EQUAL, "grad_weight": Bound(terms[:, None], size)}


def refusals() -> list[Refusal]:
    """Return the calls that embedding refuses."""
    indices, weight = np.array([[0, 2]]), np.zeros((3, 4))
    valid: dict[str, Any] = {"indices": indices, "weight": weight, "grad_out": np.zeros((1, 2, 4))}
    return refused(
        valid,
        indices=(
            *(np.array([0, 3]), np.array([-1]), np.array([0.0]), np.array([True])),
            *([0, 1], 1, None, "0"),
        ),
        weight=(*wrong_dtypes(weight), weight[0], weight[None], np.zeros(())),
        padding_idx=(3, -4, 0.0, "0", True),
        scale_grad_by_freq=(1, None, "no"),
        grad_out=(np.zeros((2, 4)), np.zeros((1, 2, 4), np.float32), 0.0, None),
    )


def cards() -> tuple[Card, ...]:
    """Return the card of embedding."""
    return (
        Card(
            name="embedding",
            kind="lookup",
            arguments=("indices", "weight"),
            axes={"indices": "NT", "weight": "VE", "out": "NTE"},
            result_axes={
                "out": [("sample", "place", "column")],
                "grad_weight": [("row", "column")],
            },
            homework=of_homework,
            by_name=True,
            instead=begins_at_one,
            doubts=doubts,
            conventions=(PADDING,),
            bound=bound,
            regimes=regimes(),
            refusals=refusals,
            linear_in=("weight",),
            exact=True,
            batched=False,
        ),
    )
