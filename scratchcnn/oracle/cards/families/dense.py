"""Dense layers: linear, and linear and softmax as homework fuses them into one layer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds import fused as bounds_of_fused
from scratchcnn.oracle.cards.card import Arrays, Card, Regime, Regimes, nothing_else
from scratchcnn.oracle.cards.families.instead import activated
from scratchcnn.oracle.cards.families.ours import VALUES_ONLY, everywhere
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import sum_of_products
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import WHOLE, Draw, Shapes, drawn_from, filled, sizes
from scratchcnn.oracle.cases.numbers import WHOLE as WHOLE_IN_HOMEWORK
from scratchcnn.oracle.cases.numbers import (
    Numbers,
    Options,
    informative,
    uneven_rows,
    upstream_of_kinks,
    varied,
)
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import one_of

NAMED = NameRule(
    ("linear", "softmax_linear"),
    parts=(
        *("dense", "affine", "linear", "fullyconnected", "innerproduct", "fclayer"),
        # Other languages: "capa densa", "couche lineaire", "vollverbundene Schicht".
        *("densa", "lineal", "lineaire", "liniow", "warstwagest", "vollverb", "vollvernetz"),
        *("tambag", "dogrusal", "totalmenteconect", "totalmenteconex", "completamenteconect"),
        *("completementconnect", "entierementconnect", "pelnopolacz", "quanlianjie", "xianxing"),
    ),
    names=("layerfc", "ip", "lin"),
    starts=("fc", "fullconn", "fully"),
    # "LinearActivation" is an activation, and so is an exponential linear unit.
    unless=("relu", "exponential", "activation", "nonlinear", "rectif", "nolineal", "naolinear"),
)
# The activations that a dense layer may have behind it, besides a softmax.
BEHIND = ("relu", "sigmoid", "tanh")
NAMES = (
    replace(NAMED, ops=("softmax_linear", "linear"), besides=("softmax",)),
    # `affine_relu_forward`; a "rectified linear unit (ReLU)" is an activation alone.
    *(
        replace(NAMED, ops=(f"linear_{name}", name), besides=(name,), unless=("rectif", "leaky"))
        for name in BEHIND
    ),
    NAMED,
)


@st.composite
def drawn(
    draw: Draw,
    *,
    bias: tuple[str, ...] = ("none", "tied"),
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case of linear: (N, D) and weights (K, D)."""
    n, d, k = [1] * 3 if one_element else [max(least, size) for size in sizes(draw, 3)]
    shapes: Shapes = {"x": (0 if empty else n, d), "weight": (k, d)}
    shapes |= {"bias": (k,)} if draw(drawn_from(bias)) == "tied" else {}
    return filled(draw, shapes, {}, kinds)


def regimes_of_ours() -> Regimes:
    """Return the regimes in which our own op is judged."""
    return {
        "basic": Regime(drawn()),
        "channels": Regime(drawn(least=2)),
        "non_finite": Regime(drawn(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(drawn),
    }


def refusals() -> list[Refusal]:
    """Return the calls that linear refuses."""
    x, weight = np.zeros((2, 3)), np.zeros((4, 3))
    valid = {"x": x, "weight": weight, "bias": np.zeros(4), "grad_out": np.zeros((2, 4))}
    half = weight.astype(np.float32)
    return refused(
        valid,
        x=(*wrong_dtypes(x), np.zeros(())),
        weight=(*wrong_dtypes(weight), half, weight.T, weight[None], np.zeros(())),
        bias=(np.zeros(3), np.zeros((4, 1)), np.zeros(4, np.float32), 0.0, [0.0] * 4),
        grad_out=(np.zeros((4, 2)), np.zeros(4), np.zeros((2, 4), np.float32), 0.0, None),
    )


# Logits that differ by more give probabilities of nearly 0 and 1.
MODERATE = 6


@st.composite
def dense(
    draw: st.DrawFn, counts: Any, numbers: Numbers, styles: Any, biases: st.SearchStrategy[str]
) -> Case:
    """Draw a case of a dense layer; `counts` are N and the numbers of input and output features."""
    n, d, k = draw(counts)
    shapes: dict[str, Shape] = {"x": (n, d), "weight": (k, d)}
    if draw(biases) != "none":
        shapes["bias"] = (k,)
    return filled_for_homework(draw, numbers, styles, shapes, {}, (n, k))


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


def plain(offer: Offer) -> Regimes:
    """Make the regimes of homework's dense layers."""
    whole = dict.fromkeys(("x", "weight", "bias"), WHOLE_IN_HOMEWORK)
    return dense_regimes(offer, Numbers(whole, offer.upstream), least=(1,))


def logits(arrays: Arrays) -> Array:
    """Return the logits, which go into the softmax of a dense layer."""
    sums: Array = arrays["x"] @ arrays["weight"].T + arrays.get("bias", 0)
    return sums


def moderate(arrays: Arrays, options: Options) -> bool:
    """Return whether the logits of every row differ, but not by much."""
    apart = np.ptp(logits(arrays), axis=-1)
    few = arrays["weight"].shape[0] < 2
    close = bool((apart <= MODERATE * max(1, arrays["weight"].shape[1] / 4)).all())
    return informative(arrays, options) and (few or (close and bool((apart > 0).all())))


def bent_nowhere(arrays: Arrays, options: Options) -> bool:
    """Return whether no ReLU behind the sums is at its kink."""
    return informative(arrays, options) and bool(logits(arrays).all())


def bent_somewhere(arrays: Arrays, options: Options) -> bool:
    """Return whether some ReLU is at its kink, in a layer whose weights are not all 0."""
    return bool(arrays["weight"].any()) and not logits(arrays).all()


def unsaturated(arrays: Arrays, options: Options) -> bool:
    """Return whether no sum is so large that a sigmoid or a tanh of it has nearly no slope."""
    most = MODERATE * max(1, arrays["weight"].shape[1] / 4)
    return bent_nowhere(arrays, options) and bool(np.abs(logits(arrays)).max() <= most)


def immoderate(arrays: Arrays, options: Options) -> bool:
    """Return whether some logit is so large that its exponential overflows."""
    return bool(logits(arrays).max() >= 1000)


def with_softmax(offer: Offer, accept_upstream: Callable[[Any], bool] = uneven_rows) -> Regimes:
    """Make the regimes of a dense layer fused with softmax."""
    whole = {"x": ("small",), "weight": ("small",), "bias": ("small",)}
    numbers = Numbers(whole, offer.upstream, accept=moderate, accept_upstream=accept_upstream)
    extreme = {"x": ("plus_minus_one",), "weight": ("huge",), "bias": ("small",)}
    large = replace(numbers, whole=extreme, accept=immoderate, only_whole=True)
    return dense_regimes(offer, numbers, least=(2, 3), large=large)


def with_relu(offer: Offer) -> Regimes:
    """Make the regimes of a dense layer with a ReLU; sums of exactly 0 are in `kink` only."""
    names = ("x", "weight", "bias")
    whole = dict.fromkeys(names, ("nonzero", "arange"))
    numbers = Numbers(whole, offer.upstream, accept=bent_nowhere)
    regimes = dense_regimes(offer, numbers, least=(1,))
    signs = dict.fromkeys(names, ("signs",))
    kink = Numbers(signs, upstream_of_kinks(offer), accept=bent_somewhere, only_whole=True)
    mixed = regimes.pop("mixed")
    return {**regimes, "kink": dense_regimes(offer, kink, least=(1,))["basic"], "mixed": mixed}


def squashed(offer: Offer) -> Regimes:
    """Make the regimes of a dense layer with a sigmoid or a tanh."""
    whole = dict.fromkeys(("x", "weight", "bias"), ("small",))
    numbers = Numbers(whole, offer.upstream, accept=unsaturated)
    extreme = {"x": ("plus_minus_one",), "weight": ("huge",), "bias": ("small",)}
    large = replace(numbers, whole=extreme, accept=immoderate, only_whole=True)
    return dense_regimes(offer, numbers, least=(1,), large=large)


def activated_cards(plain_card: Card) -> Iterator[Card]:
    """Yield the cards of dense layers with an activation behind them."""
    bare = replace(plain_card, regimes={}, exact=False, instead=nothing_else)
    yield replace(
        bare,
        name="linear_relu",
        bound=bounds_of_fused.linear_relu,
        kinked=True,
        homework=with_relu,
        activation="relu",
    )
    for name in ("sigmoid", "tanh"):
        yield replace(
            bare,
            name=f"linear_{name}",
            bound=partial(bounds_of_fused.linear_squashed, activation=name),
            homework=squashed,
            activation=name,
        )


def cards() -> tuple[Card, ...]:
    """Return the cards of dense layers."""
    plain_card = Card(
        name="linear",
        kind="dense",
        arguments=("x", "weight", "bias"),
        axes={"x": "ND", "weight": "KD", "bias": "K", "out": "ND"},
        result_axes={
            "out": [("sample", "output")],
            "grad_x": [("sample", "input")],
            "grad_weight": [("output", "input")],
            "grad_bias": [("output",)],
        },
        bound=sum_of_products,
        regimes=regimes_of_ours(),
        refusals=refusals,
        linear_in=("x", "weight"),
        exact=True,
        homework=plain,
        instead=activated,
    )
    fused = replace(
        plain_card,
        name="softmax_linear",
        result_axes={**plain_card.result_axes, "out": [("sample", "class")]},
        bound=bounds_of_fused.softmax_linear,
        regimes={},
        homework=with_softmax,
        logits=logits,
        one_hot_upstream=True,
        with_gradient_of_logits="softmax_linear_of_logits",
        instead=nothing_else,
        activation="softmax",
    )
    of_logits = replace(
        fused,
        name="softmax_linear_of_logits",
        bound=bounds_of_fused.softmax_linear_of_logits,
        # Its upstream gradient is that of the logits, where equal numbers in a row show, too.
        homework=partial(with_softmax, accept_upstream=varied),
        reported_as="softmax_linear",
        one_hot_upstream=False,
        with_gradient_of_logits="",
        activation="",
    )
    return plain_card, *activated_cards(plain_card), fused, of_logits
