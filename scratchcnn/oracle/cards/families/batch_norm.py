"""Batch normalisation of images: batch_norm2d."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import permutations
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds import normalization as bounds
from scratchcnn.oracle.cards.card import Arrays, Card, NameRule, Regime, Regimes
from scratchcnn.oracle.cards.families.instead import activated
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY, everywhere
from scratchcnn.oracle.cases.case import Case, Refusal, Trial
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
from scratchcnn.oracle.cases.numbers import WHOLE as WHOLE_IN_HOMEWORK
from scratchcnn.oracle.cases.numbers import Numbers, Options, informative, uneven_channels
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.cases.values import Array, Shape, Values
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import Counts, one_of

NAMES = (
    NameRule(
        ("batch_norm2d",),
        parts=(
            *("batchnorm", "batchnormal", "spatialbn", "bnlayer"),
            *("normalizacionporlote", "normalizacaoemlote", "normalizacaoporlote"),
            *("normalisationparlot", "normalizacjawsadow", "piguiyihua"),
        ),
        names=("bn", "bn2d"),
    ),
)
IMAGES = ("sample", "channel", "row", "column")


@st.composite
def drawn(
    draw: Draw,
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
    """Draw a case of batch_norm2d; if `training` is given, it has running statistics.

    `offset` is added to x, and `constant` makes every channel of x constant.
    """
    n, c, h, w = [1] * 4 if one_element else sizes(draw, 4)
    n, c = max(least, n), max(least, c)
    if n * h * w == 1 and training is not False:
        n = 2
    shapes: Shapes = {"x": (0 if empty else n, c, h, w)}
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
        arrays["x"][...] = arrays["x"][:1, :, :1, :1]
    if training is not None:
        arrays["running_var"] = abs(arrays["running_var"])
    return replace(case, arrays=arrays)


def regimes_of_ours() -> Regimes:
    """Return the regimes in which our own op is judged, in training and in inference."""
    norm, inference = drawn, partial(drawn, training=False)
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


def refusals() -> list[Refusal]:
    """Return the calls that batch_norm2d must refuse."""
    x = np.zeros((2, 3, 4, 1))
    statistics = dict.fromkeys(("weight", "bias", "running_mean", "running_var"), np.ones(3))
    valid = {"x": x, **statistics, "training": False, "grad_out": x}
    wrong = (np.ones(2), np.ones((3, 1)), np.ones(3, np.float32), np.ones(3, int), 1.0, [1.0] * 3)
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0], x[None]),
            weight=wrong,
            bias=wrong,
            running_mean=(*wrong, None),
            running_var=(*wrong, None),
            training=(None, 1, 0, "yes", [True]),
            eps=(0.0, -1e-5, float("nan"), float("inf"), "1e-5", None, True, [1e-5]),
            grad_out=(np.zeros((2, 3, 1, 4)), x.astype(np.float32), 0.0, None),
        ),
        # Also in training, which does not use them.
        *refused({**valid, "training": True}, running_mean=wrong, running_var=wrong),
        # The variance of a single value is meaningless.
        *refused({}, x=(np.zeros((1, 3, 1, 1)),)),
    ]


@st.composite
def normalized(
    draw: st.DrawFn, counts: Any, numbers: Numbers, styles: Any, offer: Offer, training: bool
) -> Case:
    """Draw a case of homework's batch normalisation; in inference with running statistics."""
    n, c, h, w = draw(counts)
    shapes: dict[str, Shape] = {"x": (n, c, h, w)}
    if draw(one_of(offer.bias)) != "none":
        shapes |= {"weight": (c,), "bias": (c,)}
    if not training:
        shapes |= {"running_mean": (c,), "running_var": (c,)}
    options: dict[str, Any] = {"training": training}
    options |= {"eps": offer.eps} if offer.eps is not None else {}
    return filled_for_homework(draw, numbers, styles, shapes, options, (n, c, h, w))


def spread_channels(arrays: Arrays, options: Options) -> bool:
    """Return whether every channel has a variance much larger than eps."""
    return informative(arrays, options) and bool((arrays["x"].var((0, 2, 3)) > 0.25).all())


def batch_norm_numbers(offer: Offer) -> Numbers:
    """Return how the arguments of a batch normalisation are filled."""
    names = ("x", "weight", "bias", "running_mean")
    return Numbers(
        dict.fromkeys(names, WHOLE_IN_HOMEWORK) | {"running_var": ("positive",)},
        offer.upstream,
        dict.fromkeys(names, ("normal",)) | {"running_var": ("spread",)},
        spread_channels,
        uneven_channels,
    )


def of_images(offer: Offer) -> Regimes:
    """Make the regimes of homework: in training, and `inference` if both are offered."""
    numbers = batch_norm_numbers(offer)
    mode = True in offer.training
    only = offer.in_channels
    channels = (only,) if only else (2, 3, 4)
    samples = (1, 2, 3, 4) if offer.batch else (1,)
    only_square = offer.square_image or offer.image_size is not None
    images = [offer.image_size] if offer.image_size else [(2, 2), (3, 3)]

    def regime(shapes: Iterable[Counts], training: bool = mode) -> Regime:
        styles = numbers.styles()
        return Regime(normalized(one_of(shapes), numbers, styles, offer, training))

    single = [(1, only or 1, *image) for image in images]
    several: tuple[Counts, ...] = tuple(
        (n, c, *one) for n, c in distinct(samples, channels) for one in images
    )
    regimes = {"basic": regime(single)}
    if not only_square:
        sides = permutations((2, 3, 4, 5), 2)
        regimes["rectangular"] = regime((1, only or 1, *image) for image in sides)
        several = distinct(samples, channels, (1, 2, 3, 4), (1, 2, 3, 4))
    if only is None:
        regimes["channels"] = regime((1, c, *image) for c in channels for image in images)
    if offer.batch:
        regimes["batch"] = regime((n, only or 1, *image) for n in (2, 3) for image in images)
    if len(set(offer.training)) > 1:
        regimes["inference"] = regime(single, training=not mode)
    return regimes | {"mixed": regime(several)}


def normalised(out: Array, trial: Trial) -> Array:
    """Return the normalised values, before scale and shift, from the output: (N, C, H, W)."""
    weight, bias = (trial.arrays[name][:, None, None] for name in ("weight", "bias"))
    x_hat: Array = (out - bias) / weight
    return x_hat


def mean(x: Array) -> Array:
    """Return the mean of every channel: (N, C, H, W) -> (1, C, 1, 1)."""
    means: Array = x.mean((0, 2, 3), keepdims=True)
    return means


def scale_from_output(out: Array, trial: Trial) -> Array:
    """Return the gradient of the scale, computed from the output: (N, C, H, W) -> (C,)."""
    gradient: Array = (trial.grad_out * normalised(out, trial)).sum((0, 2, 3))
    return gradient


def input_from_output(out: Array, trial: Trial) -> Array:
    """Return the gradient of the input, with the divisor that homework's forward used."""
    x_hat, x = normalised(out, trial), trial.arrays["x"]
    divisor = np.sqrt(mean((x - mean(x)) ** 2) / mean(x_hat**2))
    grad_hat = trial.grad_out * trial.arrays["weight"][:, None, None]
    gradient: Array = (grad_hat - mean(grad_hat) - x_hat * mean(grad_hat * x_hat)) / divisor
    return gradient


def something_else(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield the outputs of a batch normalisation of rows (N, D), and of one with an activation."""
    x, shape = arrays["x"], (1, -1, 1, 1)
    rows = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
    scaled = rows * arrays["weight"].reshape(shape) + arrays["bias"].reshape(shape)
    yield scaled, "it normalises rows (N, D) and not images, for which there is no reference"
    yield from activated(arrays, wanted)


# The axis, or the axes, of a mean, variance, sum or standard deviation.
REDUCED = re.compile(r"(?:mean|var|sum|std)\((?:[^()]*,)?\s*(?:axis\s*=\s*)?(\d|\([^)]*\))\s*[,)]")


def of_rows(source: str) -> str:
    """Return why a layer is one of rows or columns: it reduces one axis alone, wherever it does."""
    axes = set(REDUCED.findall(source))
    if len(axes) != 1 or re.search(r"transpose|swapaxes|moveaxis", source):
        return ""
    whole = {"0": "rows (N, D)", "1": "columns (D, N)"}.get(axes.pop(), "")
    return whole and f"it normalises {whole} and not images, for which there is no reference"


def cards() -> tuple[Card, ...]:
    """Return the card of batch normalisation."""
    return (
        Card(
            name="batch_norm2d",
            kind="normalization",
            arguments=("x", "weight", "bias", "running_mean", "running_var", "training", "eps"),
            axes={"x": "NCHW", "weight": "C", "bias": "C", "out": "NCHW"},
            result_axes={
                "out": [IMAGES],
                "grad_x": [IMAGES],
                "grad_weight": [("channel",)],
                "grad_bias": [("channel",)],
            },
            bound=bounds.batch_norm2d,
            regimes=regimes_of_ours(),
            refusals=refusals,
            step=smooth_step,
            homework=of_images,
            from_output={"grad_weight": scale_from_output, "grad_x": input_from_output},
            instead=something_else,
            doubts=of_rows,
        ),
    )
