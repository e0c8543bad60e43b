"""How homework's batch normalisation is judged: its cases, and what it may be instead."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import permutations
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Arrays, Regime, Regimes
from scratchcnn.oracle.cards.families.instead import activated
from scratchcnn.oracle.cases.case import Case, Trial
from scratchcnn.oracle.cases.channels import along, but_channels
from scratchcnn.oracle.cases.numbers import (
    WHOLE,
    Numbers,
    Options,
    filled,
    informative,
    uneven_channels,
)
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import Counts, one_of


@st.composite
def normalized(
    draw: st.DrawFn, counts: Any, numbers: Numbers, styles: Any, offer: Offer, training: bool
) -> Case:
    """Draw a case of homework's batch normalisation; in inference with running statistics."""
    shape = draw(counts)
    c = shape[1]
    shapes: dict[str, Shape] = {"x": shape}
    if draw(one_of(offer.bias)) != "none":
        shapes |= {"weight": (c,), "bias": (c,)}
    if not training:
        shapes |= {"running_mean": (c,), "running_var": (c,)}
    options: dict[str, Any] = {"training": training}
    options |= {"eps": offer.eps} if offer.eps is not None else {}
    return filled(draw, numbers, styles, shapes, options, shape)


def spread_channels(arrays: Arrays, options: Options) -> bool:
    """Return whether every channel has a variance much larger than eps, if it has several values.

    A single row has none, and is for inference.
    """
    x = arrays["x"]
    single = len(x) == 1 and x.ndim == 2
    return informative(arrays, options) and (single or bool((x.var(but_channels(x)) > 0.25).all()))


def uneven_unless_single(array: Array) -> bool:
    """Return whether an upstream gradient varies along every channel, if it has several values."""
    return bool(array.all()) if len(array) == 1 and array.ndim == 2 else uneven_channels(array)


def batch_norm_numbers(offer: Offer) -> Numbers:
    """Return how the arguments of a batch normalisation are filled."""
    names = ("x", "weight", "bias", "running_mean")
    return Numbers(
        dict.fromkeys(names, WHOLE) | {"running_var": ("positive",)},
        offer.upstream,
        dict.fromkeys(names, ("normal",)) | {"running_var": ("spread",)},
        spread_channels,
        uneven_unless_single,
    )


def of_rows_alone(offer: Offer) -> Regimes:
    """Make the regimes of homework that normalises rows (N, C).

    Two rows are normalised to -1 and 1, whatever they are, and their gradient is next to nothing.
    """
    numbers = batch_norm_numbers(offer)
    mode, only = True in offer.training, offer.in_channels
    channels = (only,) if only else (2, 3, 4)

    def regime(shapes: Iterable[Counts], training: bool = mode) -> Regime:
        styles = numbers.styles()
        return Regime(normalized(one_of(shapes), numbers, styles, offer, training))

    regimes = {"basic": regime([(3, only or 1)])}
    if only is None:
        regimes["channels"] = regime((3, c) for c in channels if c != 3)
    regimes["batch"] = regime((n, only or 1) for n in (4, 5, 6))
    if len(set(offer.training)) > 1:
        regimes["inference"] = regime([(1, only or 1), (3, only or 1)], training=not mode)
    return regimes | {"mixed": regime(distinct((3, 4, 5), channels))}


def of_images(offer: Offer) -> Regimes:
    """Make the regimes of images: in training, and `inference` if both are offered."""
    images = [offer.image_size] if offer.image_size else [(2, 2), (3, 3)]
    if offer.square_image or offer.image_size is not None:
        return of_shapes(offer, images)
    sides = (1, 2, 3, 4)
    return of_shapes(offer, images, (sides, sides), permutations((2, 3, 4, 5), 2))


def of_sequences(offer: Offer) -> Regimes:
    """Make the regimes of sequences (N, C, L): in training, and `inference` if both are offered."""
    lengths = (4, 5, 6)
    return of_shapes(offer, [(length,) for length in lengths], (lengths,))


def of_shapes(
    offer: Offer,
    usual: Sequence[Counts],
    sides: Sequence[Sequence[int]] = (),
    unequal: Iterable[Counts] = (),
) -> Regimes:
    """Make the regimes of what has pixels: an image, or the positions of a sequence.

    Parameters
    ----------
    usual : the shapes of the pixels
    sides : for each axis of pixels the sizes where all differ; () if the shapes are the usual ones
    unequal : shapes with unequal sides, for a regime of their own
    """
    numbers = batch_norm_numbers(offer)
    mode, only = True in offer.training, offer.in_channels
    channels = (only,) if only else (2, 3, 4)
    samples = (1, 2, 3, 4) if offer.batch else (1,)

    def regime(shapes: Iterable[Counts], training: bool = mode) -> Regime:
        styles = numbers.styles()
        return Regime(normalized(one_of(shapes), numbers, styles, offer, training))

    single = [(1, only or 1, *shape) for shape in usual]
    regimes = {"basic": regime(single)}
    if unequal:
        regimes["rectangular"] = regime((1, only or 1, *shape) for shape in unequal)
    if only is None:
        regimes["channels"] = regime((1, c, *shape) for c in channels for shape in usual)
    if offer.batch:
        regimes["batch"] = regime((n, only or 1, *shape) for n in (2, 3) for shape in usual)
    if len(set(offer.training)) > 1:
        regimes["inference"] = regime(single, training=not mode)
    several: Iterable[Counts] = (
        distinct(samples, channels, *sides)
        if sides
        else ((n, c, *shape) for n, c in distinct(samples, channels) for shape in usual)
    )
    return regimes | {"mixed": regime(several)}


def normalised(out: Array, trial: Trial) -> Array:
    """Return the normalised values, before scale and shift, from the output: (N, C, ...).

    0 where the scale is 0, which leaves nothing of them, and nothing of the input's gradient.
    """
    shifted = out - parameter(trial, "bias", 0.0)
    scale = np.broadcast_to(parameter(trial, "weight", 1.0), out.shape)
    x_hat: Array = np.divide(shifted, scale, out=np.zeros_like(shifted), where=scale != 0)
    return x_hat


def parameter(trial: Trial, name: str, without: float) -> Array | float:
    """Return weight or bias, to broadcast along the channels; `without` where there is none."""
    array = trial.arrays.get(name)
    return without if array is None else along(array, trial.arrays["x"])


def mean(x: Array) -> Array:
    """Return the mean of every channel, to broadcast along them."""
    means: Array = x.mean(but_channels(x), keepdims=True)
    return means


def scale_from_output(out: Array, trial: Trial) -> Array:
    """Return the gradient of the scale, computed from the output: (N, C, ...) -> (C,)."""
    gradient: Array = (trial.grad_out * normalised(out, trial)).sum(but_channels(out))
    return gradient


def input_from_output(out: Array, trial: Trial) -> Array:
    """Return the gradient of the input, with the divisor that homework's forward used."""
    x_hat, x = normalised(out, trial), trial.arrays["x"]
    with np.errstate(divide="ignore", invalid="ignore"):
        divisor = np.sqrt(mean((x - mean(x)) ** 2) / mean(x_hat**2))
    grad_hat = trial.grad_out * parameter(trial, "weight", 1.0)
    gradient: Array = (grad_hat - mean(grad_hat) - x_hat * mean(grad_hat * x_hat)) / divisor
    return gradient


def something_else(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield the outputs of a batch normalisation of rows (N, D), and of one with an activation."""
    x, shape = arrays["x"], (1, -1, 1, 1)
    rows = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
    scaled = rows * arrays["weight"].reshape(shape) + arrays["bias"].reshape(shape)
    yield scaled, "it normalises rows (N, D) and not images, as its name says"
    yield from activated(arrays, wanted)


# The axis, or the axes, of a mean, variance, sum or standard deviation.
REDUCED = re.compile(r"(?:mean|var|sum|std)\((?:[^()]*,)?\s*(?:axis\s*=\s*)?(\d|\([^)]*\))\s*[,)]")


def of_rows(source: str) -> str:
    """Return why a layer is one of rows or columns: it reduces one axis alone, wherever it does."""
    axes = set(REDUCED.findall(source))
    if len(axes) != 1 or re.search(r"transpose|swapaxes|moveaxis", source):
        return ""
    whole = {"0": "rows (N, D)", "1": "columns (D, N)"}.get(axes.pop(), "")
    return whole and f"it normalises {whole} and not images, as its name says"


def shows_rows(source: str, names: Collection[str]) -> bool:
    """Return whether the source shows that rows or columns are normalised."""
    return bool(of_rows(source))
