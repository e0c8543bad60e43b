"""The regimes of homework's batch normalisation."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any

from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.numbers import (
    WHOLE,
    Arrays,
    Numbers,
    Options,
    filled,
    informative,
    uneven_channels,
)
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Shape
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import Counts, one_of

Regimes = dict[str, Regime]


@st.composite
def normalized(
    draw: st.DrawFn, counts: Any, numbers: Numbers, styles: Any, offer: Offer, training: bool
) -> Case:
    """Draw a batch normalisation of (N, C, H, W); in inference with running statistics."""
    n, c, h, w = draw(counts)
    shapes: dict[str, Shape] = {"x": (n, c, h, w)}
    if draw(one_of(offer.bias)) != "none":
        shapes |= {"weight": (c,), "bias": (c,)}
    if not training:
        shapes |= {"running_mean": (c,), "running_var": (c,)}
    options: dict[str, Any] = {"training": training}
    options |= {"eps": offer.eps} if offer.eps is not None else {}
    return filled(draw, numbers, styles, shapes, options, (n, c, h, w))


def spread_channels(arrays: Arrays, options: Options) -> bool:
    """Return whether every channel has a variance beside which eps is small."""
    return informative(arrays, options) and bool((arrays["x"].var((0, 2, 3)) > 0.25).all())


def batch_norm_numbers(offer: Offer) -> Numbers:
    """Fill the arguments of a batch normalisation."""
    names = ("x", "weight", "bias", "running_mean")
    return Numbers(
        dict.fromkeys(names, WHOLE) | {"running_var": ("positive",)},
        offer.upstream,
        dict.fromkeys(names, ("normal",)) | {"running_var": ("spread",)},
        spread_channels,
        uneven_channels,
    )


def batch_norm2d(offer: Offer) -> Regimes:
    """The regimes of batch_norm2d: training, and `inference` where both are offered."""
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
