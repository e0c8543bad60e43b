"""Max unpooling, which puts maxima back to where they were: max_unpool2d."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_BATCH, VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.families.sliding.pooling_of_any_axes import axes_of_results
from scratchcnn.oracle.cards.families.sliding.unpooling_of_homework import (
    NAMES,
    doubts,
    of_homework,
    other_places,
)
from scratchcnn.oracle.cases.bounds import copy
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import DISTINCT, Draw, either, filled, sizes, span
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.values import Array, Shape

__all__ = ["NAMES", "cards"]

# Where several maxima share a place the last is put there, while all of them receive its gradient.
SHARED = ("finite_difference", "adjoint")


@st.composite
def drawn(
    draw: Draw,
    *,
    stride: bool = False,
    padding: bool = False,
    size: str = "",
    shared: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*DISTINCT, "normal"),
) -> Case:
    """Draw a case of unpooling, of places that all differ, or of some that are `shared`.

    A `size` is that of the images, "image", or with all axes, "array": it may be smaller or larger
    than what the windows cover.
    """
    n, c = [1, 1] if one_element else [max(least, one) for one in sizes(draw, 2)]
    maxima = (1, 1) if one_element else span(draw, (2, 3) if padding else (1, 3))
    kernels = (1, 1) if one_element else span(draw, (2, 3))
    strides = span(draw, (2, 3) if padding else (1, 3)) if stride else kernels
    paddings = (1, 1) if padding else (0, 0)
    steps = zip(maxima, kernels, strides, paddings, strict=True)
    sides = [(m - 1) * s + k - 2 * p for m, k, s, p in steps]
    if size:
        # There are never more maxima than pixels.
        sides = [
            draw(st.integers(max(m, side - s + 1), side + s - 1))
            for m, side, s in zip(maxima, sides, strides, strict=True)
        ]
    options: dict[str, Any] = {"kernel_size": either(kernels)}
    options |= {"stride": either(strides)} if stride else {}
    options |= {"padding": either(paddings)} if padding else {}
    if size:
        options["output_size"] = (n, c, *sides) if size == "array" else tuple(sides)
    case = filled(draw, {"x": (0 if empty else n, c, *maxima)}, options, kinds)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    indices = places(rng, case.arrays["x"].shape, sides[0] * sides[1], shared)
    return replace(case, arrays={**case.arrays, "indices": indices})


def places(rng: np.random.Generator, shape: Shape, pixels: int, shared: bool) -> Array:
    """Return a place for every maximum of every image; `shared` ones are the first pixels."""
    n, c, h, w = shape
    rows = [
        rng.integers(0, min(3, pixels), h * w) if shared else rng.permutation(pixels)[: h * w]
        for _ in range(n * c)
    ]
    return np.array(rows, np.int64).reshape(shape)


def regimes_of_ours() -> Regimes:
    """Return the regimes in which our own op is judged."""
    return {
        "basic": Regime(drawn()),
        "stride": Regime(drawn(stride=True)),
        "padding": Regime(drawn(stride=True, padding=True)),
        "output_size": Regime(drawn(size="image")),
        "output_shape": Regime(drawn(stride=True, padding=True, size="array")),
        "shared_places": Regime(drawn(stride=True, shared=True), SHARED),
        "channels": Regime(drawn(least=2)),
        "unbatched": Regime(drawn(stride=True).map(one_image), NO_BATCH, optional=True),
        "non_finite": Regime(drawn(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(drawn),
    }


def one_image(case: Case) -> Case:
    """Return a case with its first sample alone, without an axis for the batch."""
    return replace(case, arrays={name: array[0] for name, array in case.arrays.items()})


def refusals() -> list[Refusal]:
    """Return the calls that unpooling must refuse."""
    x = np.zeros((2, 3, 2, 4))
    indices = np.arange(48).reshape(x.shape) % 32
    valid = {"x": x, "indices": indices, "kernel_size": 2, "grad_out": np.zeros((2, 3, 4, 8))}
    outside = (indices - 1, indices + 1)
    wrong_kinds = (indices.astype(np.int32), x, None, indices.tolist())
    return refused(
        valid,
        x=(*wrong_dtypes(x), x[0, 0], x[None], x[..., :0]),
        indices=(*outside, *wrong_kinds, indices[:1], indices[..., :3]),
        kernel_size=(0, -1, 2.0, "2", None, True, (2,), (1, 2, 3), (2, 0)),
        stride=(0, -1, 1.0, "1", True, (1,), (1, 0)),
        padding=(-1, 1.0, "same", None, True, (1,), 2, (0, 4)),
        output_size=((2, 8), (6, 8), (4, 10), (4, 6), (4,), (4, 8, 8), (1, 2, 3, 4, 8), "48", 4.0),
        grad_out=(np.zeros((2, 3, 8, 4)), np.zeros((2, 3, 4, 8), np.float32), 0.0, None),
    )


def cards() -> tuple[Card, ...]:
    """Return the card of unpooling."""
    more = axes_of_results(2)
    more["axes"] = {**more["axes"], "indices": "NCHW"}
    return (
        Card(
            name="max_unpool2d",
            kind="unpooling",
            arguments=("x", "indices", "kernel_size", "stride", "padding", "output_size"),
            regimes=regimes_of_ours(),
            refusals=refusals,
            bound=copy,
            linear_in=("x",),
            exact=True,
            homework=of_homework,
            by_name=True,
            instead=other_places,
            doubts=doubts,
            **more,
        ),
    )
