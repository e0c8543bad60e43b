"""Convolutions: conv2d, and conv2d and ReLU as homework fuses them into one layer."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds.fused import conv2d_relu as bound_of_conv2d_relu
from scratchcnn.oracle.cards.card import Arrays, Card, Convention, Regime, Regimes, Results
from scratchcnn.oracle.cards.families.instead import activated
from scratchcnn.oracle.cards.families.ours import VALUES_ONLY, everywhere, unbatched
from scratchcnn.oracle.cards.families.sliding.lower_padding import zeros_at_the_beginning
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import sum_of_products, unit_roundoff
from scratchcnn.oracle.cases.case import Case, Refusal, Trial
from scratchcnn.oracle.cases.drawing import (
    WHOLE,
    Draw,
    Range,
    Shapes,
    drawn_from,
    either,
    filled,
    image_size,
    sizes,
    span,
    unequal,
)
from scratchcnn.oracle.cases.numbers import WHOLE as WHOLE_IN_HOMEWORK
from scratchcnn.oracle.cases.numbers import Numbers, Options, informative, upstream_of_kinks
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused, too_large, wrong_dtypes
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.values import Array
from scratchcnn.oracle.cases.window_plans import also_of, convolution_plans, enlarged
from scratchcnn.oracle.cases.windows import Plan, one_of

CONVOLUTION = (
    *("conv", "correlat", "cnnlayer"),
    # Other languages: German, Polish, Turkish, Chinese, Russian.
    *("faltung", "konvol", "konwol", "splot", "evrisim", "juanji", "svertk"),
)
NAMES = (NameRule(("conv2d", "conv2d_relu"), parts=CONVOLUTION),)
RESULT_AXES: Results = {
    "out": [("sample", "filter", "row", "column")],
    "grad_x": [("sample", "channel", "row", "column")],
    "grad_weight": [("filter", "channel", "kernel row", "kernel column")],
    # An untied bias has a value for every output pixel.
    "grad_bias": [("filter",), ("filter", "row", "column")],
}
# How ReLU is written.
RECTIFYING = re.compile(
    r"relu|maximum\(|\bmax\(0|clip\(|where\([^()]*> *0|\* *\([^()]*> *0(?:\.0*)?\)"
)
# An FFT of n numbers errs by at most a small multiple of u log2(n) ||x|| ||w|| (Higham, ch. 24).
FFT_FACTOR = 64


@st.composite
def drawn(
    draw: Draw,
    *,
    stride: Range | None = None,
    padding: Range | str | None = None,
    dilation: Range | None = None,
    groups: Range | None = None,
    bias: tuple[str, ...] = ("none", "tied", "untied"),
    non_tiling: bool = False,
    rectangular: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case of conv2d; `least` is the smallest number of samples, channels and filters."""
    n, c, f, kh, kw = [1] * 5 if one_element else sizes(draw, 5)
    n, c, f = (max(least, size) for size in (n, c, f))
    kernel = unequal(draw, (1, 4)) if rectangular else (kh, kw)
    windows = (1, 1) if one_element else (unequal if rectangular else span)(draw, (1, 4))
    strides = span(draw, stride) if stride else (1, 1)
    paddings = span(draw, padding) if isinstance(padding, tuple) else (0, 0)
    dilations = span(draw, dilation) if dilation else (1, 1)
    parts = draw(st.integers(*groups)) if groups else 1
    spare = [draw(st.integers(1 if non_tiling else 0, s - 1)) if s > 1 else 0 for s in strides]
    reach = [d * (k - 1) + 1 for d, k in zip(dilations, kernel, strict=True)]
    sides = list(zip(strides, paddings, strict=True))
    h, w = (image_size(windows[i], reach[i], *sides[i], spare[i]) for i in (0, 1))
    out = [
        size if padding == "same" else (size + 2 * p - r) // s + 1
        for size, r, (s, p) in zip((h, w), reach, sides, strict=True)
    ]
    shapes: Shapes = {"x": (0 if empty else n, c * parts, h, w), "weight": (f * parts, c, *kernel)}
    untied = {"tied": (f * parts,), "untied": (f * parts, *out)}
    kind = draw(drawn_from(bias))
    shapes |= {"bias": untied[kind]} if kind != "none" else {}
    options = {
        "stride": either(strides) if stride else None,
        "padding": padding if isinstance(padding, str) or padding is None else either(paddings),
        "dilation": either(dilations) if dilation else None,
        "groups": parts if groups else None,
    }
    given = {name: value for name, value in options.items() if value is not None}
    return filled(draw, shapes, given, kinds)


def regimes_of_ours() -> Regimes:
    """Return the regimes in which our own op is judged."""
    conv = drawn
    return {
        "basic": Regime(conv()),
        "padding": Regime(conv(padding=(1, 3))),
        "no_padding": Regime(conv(padding=(0, 0))),
        "same": Regime(conv(padding="same", dilation=(1, 2))),
        "valid": Regime(conv(padding="valid")),
        "stride": Regime(conv(stride=(2, 3))),
        # Larger than any kernel: what lies between the windows is read by none.
        "gap": Regime(conv(stride=(6, 7), padding=(0, 1))),
        "non_tiling": Regime(conv(stride=(2, 3), padding=(0, 2), non_tiling=True)),
        "dilation": Regime(conv(dilation=(2, 3), padding=(0, 1), stride=(1, 2))),
        "groups": Regime(conv(groups=(2, 3))),
        "grouped_stride": Regime(
            conv(groups=(2, 3), stride=(1, 2), padding=(0, 2), dilation=(1, 2))
        ),
        "rectangular": Regime(conv(rectangular=True, padding=(0, 2), stride=(1, 2))),
        "channels": Regime(conv(least=2)),
        "untied_bias": Regime(conv(bias=("untied",), stride=(1, 2), padding=(0, 1))),
        "unbatched": unbatched(conv(stride=(1, 2), padding=(0, 2))),
        "non_finite": Regime(conv(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(conv),
    }


def refusals() -> list[Refusal]:
    """Return the calls that conv2d must refuse."""
    x, weight = np.zeros((2, 4, 5, 6)), np.zeros((6, 4, 3, 2))
    valid = {"x": x, "weight": weight, "bias": np.zeros(6), "grad_out": np.zeros((2, 6, 3, 5))}
    half = weight.astype(np.float32)
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0, 0], x[None], x[:, :3]),
            weight=(*wrong_dtypes(weight), half, weight[0], weight[:, :3], weight[:, :, :0]),
            bias=(
                *(np.zeros(5), np.zeros((6, 3)), np.zeros((6, 5, 3)), np.zeros((6, 1, 1))),
                *(np.zeros(6, np.float32), np.zeros(6, int), 0.0, [0.0] * 6),
            ),
            stride=(0, -1, 1.0, "1", None, True, (1,), (1, 2, 3), (1, 0), (1.0, 1)),
            padding=(-1, 1.0, "full", "", None, True, (1,), (1, 2, 3), (0, -1)),
            dilation=(0, -1, 1.0, "1", None, True, (1,), (0, 1)),
            groups=(0, -1, 1.0, "1", None, True, (1, 1), 3, 4, 8),
            grad_out=(np.zeros((2, 6, 3, 4)), np.zeros((2, 6, 3, 5), np.float32), 0.0, None),
        ),
        *refused({**valid, "stride": 2}, padding=("same",)),
        # The kernel is larger than the image, by itself or because of its dilation.
        *too_large({"x": x, "weight": np.zeros((6, 4, 6, 2))}),
        *too_large({"x": x, "weight": np.zeros((6, 4, 3, 7))}),
        *too_large({"x": x, "weight": weight, "dilation": 3}),
        *refused({"x": x, "weight": weight[:, :2], "bias": None}, groups=(1,)),
    ]


@st.composite
def convolution(
    draw: st.DrawFn,
    plan: Plan,
    numbers: Numbers,
    styles: Any,
    biases: st.SearchStrategy[str],
    also: str = "",
) -> Case:
    """Draw a case of homework's convolution; `also` with a dilation, or with groups."""
    window, image, (n, c, f) = plan.draw(draw)
    bias = draw(biases)
    out = window.output(image)
    options: dict[str, Any] = {also: draw(one_of((2, 3)))} if also else {}
    image = enlarged(image, window.kernel, options.get("dilation", 1))
    groups = options.get("groups", 1)
    f *= groups
    shapes: Shapes = {"x": (n, c * groups, *image), "weight": (f, c, *window.kernel)}
    if bias != "none":
        shapes["bias"] = (f, *out) if bias == "untied" else (f,)
    if plan.offer.stride or window.stride != (1, 1):
        options["stride"] = either(window.stride)
    if plan.offer.padding or plan.offer.named_padding or window.padding:
        options["padding"] = window.padding
    return filled_for_homework(draw, numbers, styles, shapes, options, (n, f, *out))


def plain(offer: Offer) -> Regimes:
    """Make the regimes of homework's convolutions."""
    whole = dict.fromkeys(("x", "weight", "bias"), WHOLE_IN_HOMEWORK)
    numbers = Numbers(whole, offer.upstream)
    return convolutions(offer, dict.fromkeys(convolution_plans(offer), numbers))


def rectified(offer: Offer) -> Regimes:
    """Make the regimes of a convolution fused with ReLU: `kink` alone has sums of exactly 0."""
    whole = {"x": ("arange", "nonzero"), "weight": ("nonzero", "arange"), "bias": ("nonzero",)}
    numbers = Numbers(whole, offer.upstream, accept=no_sum_is_zero)
    signs = dict.fromkeys(("x", "weight", "bias"), ("signs",))
    kink = Numbers(signs, upstream_of_kinks(offer), accept=some_sum_is_zero, only_whole=True)
    plain = replace(offer, dilation=False, groups=False)
    return convolutions(plain, dict.fromkeys(convolution_plans(plain), numbers) | {"kink": kink})


def convolutions(offer: Offer, numbers: Mapping[str, Numbers]) -> Regimes:
    """Make those regimes of convolutions that are possible, `mixed` last."""
    planned = convolution_plans(offer)
    planned["kink"] = planned["basic"]
    planned["mixed"] = planned.pop("mixed")
    strategies = {
        name: (numbers[name].styles(), one_of(offer.bias)) for name in planned if name in numbers
    }
    return {
        name: Regime(convolution(planned[name], numbers[name], *both, also_of(name)))
        for name, both in strategies.items()
        if planned[name].possible
    }


def sums(arrays: Arrays, options: Options) -> Any:
    """Return the pre-activations, which go into the ReLU."""
    return twin_of("conv2d")(**arrays, **options)[0]


def no_sum_is_zero(arrays: Arrays, options: Options) -> bool:
    """Return whether no ReLU is at its kink."""
    return informative(arrays, options) and bool(sums(arrays, options).all())


def some_sum_is_zero(arrays: Arrays, options: Options) -> bool:
    """Return whether some ReLU is at its kink, in a layer whose weights are not all 0."""
    return bool(arrays["weight"].any()) and not sums(arrays, options).all()


def by_fft(check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether the rounding of an FFT explains a result."""
    operands = [trial.arrays["x"], trial.arrays["weight"], trial.grad_out]
    norms = sorted(float(np.linalg.norm(array)) for array in operands)
    size = sum(array.size for array in operands) + 2
    bound = FFT_FACTOR * unit_roundoff(np.dtype(float)) * np.log2(size) * norms[-1] * norms[-2]
    return bool(np.abs(got - expected).max(initial=0) <= bound)


def rectifies(source: str, parameters: Collection[str]) -> bool:
    """Return whether the source, in lower case, contains a ReLU.

    >>> rectifies("np.maximum(z, 0)", ()), rectifies("np.pad(x, ((0,0),(0,0),(p,p),(p,p)))", ())
    (True, False)
    """
    return RECTIFYING.search(source) is not None


def cards() -> tuple[Card, ...]:
    """Return the cards of convolutions."""
    arguments = ("x", "weight", "bias", "stride", "padding")
    axes = {"x": "NCHW", "weight": "FCKL", "bias": "F", "out": "NCHW"}
    fft = Convention(
        "it computes by FFT: right within the norm-wise bound of an FFT, not elementwise", by_fft
    )
    choices = (fft, zeros_at_the_beginning())
    return (
        Card(
            name="conv2d",
            kind="convolution",
            arguments=arguments,
            axes=axes,
            result_axes=RESULT_AXES,
            bound=sum_of_products,
            regimes=regimes_of_ours(),
            refusals=refusals,
            linear_in=("x", "weight"),
            exact=True,
            homework=plain,
            conventions=choices,
            further=("dilation", "groups"),
            biases=("tied", "untied"),
            instead=activated,
        ),
        Card(
            name="conv2d_relu",
            kind="convolution",
            arguments=arguments,
            axes=axes,
            result_axes=RESULT_AXES,
            bound=bound_of_conv2d_relu,
            kinked=True,
            homework=rectified,
            conventions=choices,
            biases=("tied",),
            signs=rectifies,
            needs_signs=True,
        ),
    )
