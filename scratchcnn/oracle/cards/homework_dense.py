"""The regimes of homework's dense layers, with and without their softmax."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
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
    uneven_rows,
)
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Shape
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import one_of

Regimes = dict[str, Regime]

# Logits that differ by more leave probabilities of nearly 0 and 1.
MODERATE = 6


@st.composite
def dense(
    draw: st.DrawFn, counts: Any, numbers: Numbers, styles: Any, biases: st.SearchStrategy[str]
) -> Case:
    """Draw a dense layer: N, and its input and output features."""
    n, d, k = draw(counts)
    shapes: dict[str, Shape] = {"x": (n, d), "weight": (k, d)}
    if draw(biases) != "none":
        shapes["bias"] = (k,)
    return filled(draw, numbers, styles, shapes, {}, (n, k))


def dense_regimes(
    offer: Offer, numbers: Numbers, least: Sequence[int], large: Numbers | None = None
) -> Regimes:
    """Make the regimes of dense layers; `least` are the simplest numbers of output features."""
    fixed_in, fixed_out = offer.in_features, offer.out_features
    single = [fixed_in or 1]
    outputs = [fixed_out] if fixed_out else least
    biases = one_of(offer.bias)

    def regime(counts: Sequence[Shape], numbers: Numbers) -> Regime:
        return Regime(dense(one_of(counts), numbers, numbers.styles(), biases))

    def some(*free: int, fixed: int | None) -> Sequence[int]:
        return free if fixed is None else (fixed,)

    regimes = {"basic": regime(list(product((1,), single, outputs)), numbers)}
    if fixed_in is None or fixed_out is None:
        pairs = distinct(some(2, 3, 4, fixed=fixed_in), some(2, 3, 4, fixed=fixed_out))
        regimes["channels"] = regime([(1, *pair) for pair in pairs], numbers)
    if offer.batch:
        regimes["batch"] = regime(list(product((2, 3), single, outputs)), numbers)
    if large is not None:
        regimes["large_values"] = regime(list(product((1,), single, outputs)), large)
    samples = (1, 2, 3, 4) if offer.batch else (1,)
    more = tuple(range(max(1, min(least)), 5))
    every = distinct(samples, some(1, 2, 3, 4, fixed=fixed_in), some(*more, fixed=fixed_out))
    return regimes | {"mixed": regime(every, numbers)}


def linear(offer: Offer) -> Regimes:
    """The regimes of linear."""
    whole = dict.fromkeys(("x", "weight", "bias"), WHOLE)
    return dense_regimes(offer, Numbers(whole, offer.upstream), least=(1,))


def logits(arrays: Arrays) -> Any:
    """Return what goes into the softmax of a dense layer."""
    return arrays["x"] @ arrays["weight"].T + arrays.get("bias", 0)


def moderate(arrays: Arrays, options: Options) -> bool:
    """Return whether the logits of every row differ, but not by much."""
    apart = np.ptp(logits(arrays), axis=-1)
    few = arrays["weight"].shape[0] < 2
    close = bool((apart <= MODERATE * max(1, arrays["weight"].shape[1] / 4)).all())
    return informative(arrays, options) and (few or (close and bool((apart > 0).all())))


def immoderate(arrays: Arrays, options: Options) -> bool:
    """Return whether some logit is so large that its exponential overflows."""
    return bool(logits(arrays).max() >= 1000)


def softmax_linear(offer: Offer, accept_upstream: Callable[[Any], bool] = uneven_rows) -> Regimes:
    """The regimes of a dense layer with its softmax."""
    whole = {"x": ("small",), "weight": ("small",), "bias": ("small",)}
    numbers = Numbers(whole, offer.upstream, accept=moderate, accept_upstream=accept_upstream)
    extreme = {"x": ("plus_minus_one",), "weight": ("huge",), "bias": ("small",)}
    large = replace(numbers, whole=extreme, accept=immoderate, only_whole=True)
    return dense_regimes(offer, numbers, least=(2, 3), large=large)
