"""The regimes of homework's convolutions and poolings."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

import reference.ops as twins
from scratchcnn.oracle.cards.card import Regime
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawing import Shapes, either
from scratchcnn.oracle.cases.numbers import (
    WHOLE,
    Arrays,
    Numbers,
    Options,
    filled,
    informative,
)
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.window_plans import convolution_plans, pooling_plans
from scratchcnn.oracle.cases.windows import Plan, one_of


@st.composite
def convolution(
    draw: st.DrawFn, plan: Plan, numbers: Numbers, styles: Any, biases: st.SearchStrategy[str]
) -> Case:
    """Draw a convolution."""
    window, image, (n, c, f) = plan.draw(draw)
    bias = draw(biases)
    out = window.output(image)
    shapes: Shapes = {"x": (n, c, *image), "weight": (f, c, *window.kernel)}
    if bias != "none":
        shapes["bias"] = (f, *out) if bias == "untied" else (f,)
    options: dict[str, Any] = {}
    if plan.offer.stride or window.stride != (1, 1):
        options["stride"] = either(window.stride)
    if plan.offer.padding or plan.offer.named_padding or window.padding:
        options["padding"] = window.padding
    return filled(draw, numbers, styles, shapes, options, (n, f, *out))


@st.composite
def pooling(draw: st.DrawFn, plan: Plan, numbers: Numbers, styles: Any) -> Case:
    """Draw a pooling; its stride is always passed."""
    window, image, (n, c) = plan.draw(draw)
    options: dict[str, Any] = {
        "kernel_size": either(window.kernel),
        "stride": either(window.stride),
    }
    if plan.offer.padding or window.padding:
        options["padding"] = window.padding
    shapes: Shapes = {"x": (n, c, *image)}
    return filled(draw, numbers, styles, shapes, options, (n, c, *window.output(image)))


def conv2d(offer: Offer) -> dict[str, Regime]:
    """The regimes of conv2d."""
    numbers = Numbers(dict.fromkeys(("x", "weight", "bias"), WHOLE), offer.upstream)
    return convolutions(offer, dict.fromkeys(convolution_plans(offer), numbers))


def conv2d_relu(offer: Offer) -> dict[str, Regime]:
    """The regimes of conv2d_relu: sums of exactly 0 are in `kink` only, and always there."""
    whole = {"x": ("arange", "nonzero"), "weight": ("nonzero", "arange"), "bias": ("nonzero",)}
    numbers = Numbers(whole, offer.upstream, accept=no_sum_is_zero)
    signs = dict.fromkeys(("x", "weight", "bias"), ("signs",))
    kink = Numbers(signs, upstream_of_kinks(offer), accept=some_sum_is_zero, only_whole=True)
    return convolutions(offer, dict.fromkeys(convolution_plans(offer), numbers) | {"kink": kink})


def convolutions(offer: Offer, numbers: Mapping[str, Numbers]) -> dict[str, Regime]:
    """Make the regimes of convolutions that are possible, `mixed` last."""
    planned = convolution_plans(offer)
    planned["kink"] = planned["basic"]
    planned["mixed"] = planned.pop("mixed")
    return {
        name: Regime(convolution(one, numbers[name], numbers[name].styles(), one_of(offer.bias)))
        for name, one in planned.items()
        if name in numbers and one.possible
    }


def upstream_of_kinks(offer: Offer) -> Sequence[str]:
    """Return kinds for an upstream gradient that is nowhere 0, if any are offered."""
    return [kind for kind in offer.upstream if kind == "nonzero"] or offer.upstream


def sums(arrays: Arrays, options: Options) -> Any:
    """Return what goes into the ReLU."""
    return twins.conv2d(**arrays, **options)[0]


def no_sum_is_zero(arrays: Arrays, options: Options) -> bool:
    """Return whether no ReLU is at its kink."""
    return informative(arrays, options) and bool(sums(arrays, options).all())


def some_sum_is_zero(arrays: Arrays, options: Options) -> bool:
    """Return whether some ReLU is at its kink, in a layer whose weights are not all 0."""
    return bool(arrays["weight"].any()) and not sums(arrays, options).all()


def max_pool2d(offer: Offer) -> dict[str, Regime]:
    """The regimes of max_pool2d: equal numbers are in `ties` only, and always there."""
    distinct_values = Numbers({"x": ("arange", "permutation", "negative")}, offer.upstream)
    tied = Numbers({"x": ("ties",)}, offer.upstream, accept=shows_ties, only_whole=True)
    return poolings(offer, dict.fromkeys(pooling_plans(offer), distinct_values) | {"ties": tied})


def avg_pool2d(offer: Offer) -> dict[str, Regime]:
    """The regimes of avg_pool2d."""
    numbers = Numbers({"x": ("arange", "permutation", "negative")}, offer.upstream)
    names = (name for name in pooling_plans(offer) if name != "ties")
    return poolings(offer, dict.fromkeys(names, numbers))


def poolings(offer: Offer, numbers: Mapping[str, Numbers]) -> dict[str, Regime]:
    """Make the regimes of poolings that are possible."""
    return {
        name: Regime(pooling(one, numbers[name], numbers[name].styles()))
        for name, one in pooling_plans(offer).items()
        if name in numbers and one.possible
    }


def patches(arrays: Arrays, options: Options) -> Iterator[Any]:
    """Yield every window of a padded image, as a row of numbers for each channel."""
    x, padding = arrays["x"], options.get("padding", 0)
    (kh, kw), (sh, sw) = (
        (value, value) if isinstance(value, int) else value
        for value in (options["kernel_size"], options["stride"])
    )
    outside = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    image = np.pad(x, outside, constant_values=-np.inf)
    height, width = image.shape[2:]
    for top, left in product(range(0, height - kh + 1, sh), range(0, width - kw + 1, sw)):
        yield image[..., top : top + kh, left : left + kw].reshape(-1, kh * kw)


def shows_ties(arrays: Arrays, options: Options) -> bool:
    """Return whether some window has its maximum more than once, in an image that is not all 0."""
    return informative(arrays, options) and has_ties(arrays, options)


def has_ties(arrays: Arrays, options: Options) -> bool:
    """Return whether some window has its maximum more than once."""
    return any(
        bool(((rows == rows.max(1, keepdims=True)).sum(1) > 1).any())
        for rows in patches(arrays, options)
    )
