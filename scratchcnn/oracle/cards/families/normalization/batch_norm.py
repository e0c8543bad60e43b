"""Batch normalisation of rows and of images: batch_norm1d and batch_norm2d."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds import normalization as bounds
from scratchcnn.oracle.cards.card import Card, Regime, Regimes, no_doubt, no_refusals
from scratchcnn.oracle.cards.families.instead import activated
from scratchcnn.oracle.cards.families.normalization.batch_norm_of_homework import (
    input_from_output,
    of_images,
    of_rows,
    of_rows_alone,
    of_sequences,
    scale_from_output,
    shows_rows,
    something_else,
)
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import (
    AFFINE,
    WHOLE,
    Draw,
    Shapes,
    drawn_from,
    filled,
    laid_out,
    sizes,
)
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.cases.values import Array, Values

ANY = NameRule(
    # By its name it may be of either; what it does decides.
    ("batch_norm2d", "batch_norm1d", "batch_norm_sequences"),
    parts=(
        *("batchnorm", "batchnormal", "bnlayer"),
        *("normalizacionporlote", "normalizacaoemlote", "normalizacaoporlote"),
        *("normalisationparlot", "normalizacjawsadow", "piguiyihua"),
    ),
    names=("bn",),
)
NAMES = (
    replace(ANY, ops=("batch_norm1d", "batch_norm_sequences"), besides=("1d",), names=("bn1d",)),
    replace(ANY, ops=("batch_norm2d",), besides=("2d", "spatial"), names=("bn2d",)),
    NameRule(("batch_norm2d",), parts=("spatialbn",)),
    ANY,
)
ROWS, IMAGES = (2, 3), (4,)
AXES = ("sample", "channel", "row", "column")
FEATURES = ("sample", "feature")


@st.composite
def drawn(
    draw: Draw,
    dimensions: tuple[int, ...],
    *,
    training: bool | None = None,
    eps: tuple[float, ...] = (),
    kinds_of_x: tuple[str, ...] = (),
    offset: float = 0.0,
    constant: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case of x with so many axes; if `training` is given, it has running statistics.

    `offset` is added to x, and `constant` makes every channel of x constant.
    """
    count = draw(drawn_from(dimensions))
    n, c, *rest = [1] * count if one_element else sizes(draw, count)
    n, c = max(least, n), max(least, c)
    if n * math.prod(rest) == 1 and training is not False:
        n = 2
    shapes: Shapes = {"x": (0 if empty else n, c, *rest)}
    shapes |= dict.fromkeys(draw(drawn_from(AFFINE)), (c,))
    options: dict[str, Any] = {"eps": draw(drawn_from(eps))} if eps else {}
    if training is not None:
        shapes |= dict.fromkeys(("running_mean", "running_var"), (c,))
        options["training"] = training
    case = filled(draw, shapes, options, kinds)
    arrays = {**case.arrays}
    if kinds_of_x:
        recipe = Values(draw(drawn_from(kinds_of_x)), draw(st.integers(0, 999)))
        arrays["x"] = recipe.fill(shapes["x"])
    arrays["x"] = arrays["x"] + offset
    if constant:
        first = (slice(1), slice(None), *[slice(1)] * len(rest))
        arrays["x"][...] = arrays["x"][first]
    if training is not None:
        arrays["running_var"] = abs(arrays["running_var"])
    return replace(case, arrays=arrays)


def regimes_of_ours(dimensions: tuple[int, ...]) -> Regimes:
    """Return the regimes in which our own op is judged, in training and in inference."""
    norm, inference = partial(drawn, dimensions), partial(drawn, dimensions, training=False)
    # In training every sample depends on the others.
    together = ("batch_independent",)
    return {
        **everywhere(inference),
        "basic": Regime(norm(), together),
        "batch": Regime(norm(least=2), together),
        "channels": Regime(norm(least=2), together),
        "training": Regime(norm(training=True), together),
        "inference": Regime(inference()),
        "eps": Regime(norm(eps=(1.0, 0.5, 1e-1, 1e-3)), together),
        # The step for numbers of this size is larger than their differences.
        "large_offset": Regime(norm(kinds=("normal",), offset=1e4), (*NO_SLOPE, *together)),
        "constant": Regime(
            norm(kinds=("integers", "normal"), constant=True), (*NO_SLOPE, *together)
        ),
        "non_finite": Regime(
            norm(kinds=("integers",), kinds_of_x=("non_finite",))
            | inference(kinds=("integers",), kinds_of_x=("non_finite",)),
            VALUES_ONLY,
        ),
        "empty_batch": Regime(norm(empty=True) | inference(empty=True), (*NO_SLOPE, *together)),
        "memory_layout": Regime(laid_out(norm() | inference()), together),
    }


def refusals(x: Array, others: Sequence[Array], single: Array) -> list[Refusal]:
    """Return the calls that batch normalisation must refuse.

    `x` is what it takes, `others` have other axes, and `single` has one value per channel.
    """
    statistics = dict.fromkeys(("weight", "bias", "running_mean", "running_var"), np.ones(3))
    valid = {"x": x, **statistics, "training": False, "grad_out": x}
    wrong = (np.ones(2), np.ones((3, 1)), np.ones(3, np.float32), np.ones(3, int), 1.0, [1.0] * 3)
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), *others),
            weight=wrong,
            bias=wrong,
            running_mean=(*wrong, None),
            running_var=(*wrong, None),
            training=(None, 1, 0, "yes", [True]),
            eps=(0.0, -1e-5, float("nan"), float("inf"), "1e-5", None, True, [1e-5]),
            grad_out=(np.zeros(x.shape[::-1]), x.astype(np.float32), 0.0, None),
        ),
        # Also in training, which does not use them.
        *refused({**valid, "training": True}, running_mean=wrong, running_var=wrong),
        # The variance of a single value is meaningless.
        *refused({}, x=(single,)),
    ]


def refusals_of_images() -> list[Refusal]:
    """Return the calls that batch_norm2d must refuse."""
    x = np.zeros((2, 3, 4, 1))
    return refusals(x, (x[0], x[None]), np.zeros((1, 3, 1, 1)))


def refusals_of_rows() -> list[Refusal]:
    """Return the calls that batch_norm1d must refuse."""
    x = np.zeros((2, 3))
    return refusals(x, (x[0], x[None, None]), np.zeros((1, 3, 1)))


def cards() -> tuple[Card, ...]:
    """Return the cards of batch normalisation."""
    images = Card(
        name="batch_norm2d",
        kind="normalization",
        arguments=("x", "weight", "bias", "running_mean", "running_var", "training", "eps"),
        axes={"x": "NCHW", "weight": "C", "bias": "C", "out": "NCHW"},
        result_axes={
            "out": [AXES],
            "grad_x": [AXES],
            "grad_weight": [("channel",)],
            "grad_bias": [("channel",)],
        },
        bound=bounds.batch_norm,
        regimes=regimes_of_ours(IMAGES),
        refusals=refusals_of_images,
        step=smooth_step,
        homework=of_images,
        from_output={"grad_weight": scale_from_output, "grad_x": input_from_output},
        instead=something_else,
        doubts=of_rows,
    )
    features = [FEATURES, (*FEATURES, "position")]
    rows = replace(
        images,
        name="batch_norm1d",
        axes={"x": "NC", "weight": "C", "bias": "C", "out": "NC"},
        result_axes={
            "out": features,
            "grad_x": features,
            "grad_weight": [("feature",)],
            "grad_bias": [("feature",)],
        },
        regimes=regimes_of_ours(ROWS),
        refusals=refusals_of_rows,
        homework=of_rows_alone,
        signs=shows_rows,
        instead=activated,
        doubts=no_doubt,
    )
    positions = (*FEATURES[:1], "channel", "position")
    sequences = replace(
        images,
        name="batch_norm_sequences",
        axes={"x": "NCW", "weight": "C", "bias": "C", "out": "NCW"},
        result_axes={**images.result_axes, "out": [positions], "grad_x": [positions]},
        regimes={},
        refusals=no_refusals,
        homework=of_sequences,
        instead=activated,
        doubts=no_doubt,
        reported_as="batch_norm1d",
    )
    return rows, images, sequences
