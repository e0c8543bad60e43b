"""Transposed convolutions along one, two and three axes."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes, Results
from scratchcnn.oracle.cards.families.ours import VALUES_ONLY, everywhere, unbatched
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import sum_of_products
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import (
    WHOLE,
    Draw,
    Range,
    Shapes,
    either,
    filled,
    sizes,
    span,
)
from scratchcnn.oracle.cases.numbers import WHOLE as WHOLE_IN_HOMEWORK
from scratchcnn.oracle.cases.numbers import Numbers
from scratchcnn.oracle.cases.numbers import filled as filled_for_homework
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.window_plans import alike, also_of, convolution_plans, enlarged
from scratchcnn.oracle.cases.windows import Plan, Window, one_of

# A function for the gradient of a convolution may be called so, too.
HERE = ("deconv", "fractionallystrided", "convt2d", "tconv2d", "upconv")
ELSEWHERE = ("1d", "3d")
NAMES = (
    *(
        NameRule(
            (f"conv_transpose{axes}d",),
            parts=(
                *(f"conv{axes}dtranspos", f"convtranspose{axes}d", f"convtransposed{axes}d"),
                *(f"transposeconv{axes}d", f"transposedconv{axes}d", f"deconv{axes}d"),
                *(f"transposedconvolution{axes}d", f"deconvolution{axes}d"),
            ),
            loose=True,
        )
        for axes in (1, 3)
    ),
    NameRule(("conv_transpose2d",), parts=HERE, unless=ELSEWHERE, loose=True),
    NameRule(
        ("conv_transpose2d",), parts=("transpos",), besides=("conv",), unless=ELSEWHERE, loose=True
    ),
)
# The largest image and the largest kernel along an axis.
LARGEST = {1: 5, 2: 4, 3: 3}
PIXELS = {1: ("position",), 2: ("row", "column"), 3: ("plane", "row", "column")}
# By what images are made larger until something of the output is left.
ROOM = 40


@st.composite
def drawn(
    draw: Draw,
    axes: int,
    *,
    stride: Range | None = None,
    padding: Range | None = None,
    output_padding: bool = False,
    dilation: Range | None = None,
    groups: Range | None = None,
    kernels: Range | None = None,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a case along so many axes.

    With `output_padding` it is as large as may be along one axis at least. `least` is the smallest
    number of samples, channels and filters.
    """
    n, c, f = [1] * 3 if one_element else [max(least, size) for size in sizes(draw, 3)]
    largest = 1 if one_element else LARGEST[axes]
    kernel = span(draw, kernels or (1, largest), axes)
    image = span(draw, (1, largest), axes)
    strides = span(draw, stride or (1, 1), axes)
    dilations = span(draw, dilation or (1, 1), axes)
    paddings = span(draw, padding or (0, 0), axes)
    most = [max(s, d) - 1 for s, d in zip(strides, dilations, strict=True)]
    more = [draw(st.integers(0, one)) if output_padding else 0 for one in most]
    if output_padding:
        full = draw(st.integers(0, axes - 1))
        more[full] = most[full]
    sides = zip(image, kernel, strides, paddings, dilations, more, strict=True)
    parts = draw(st.integers(*groups)) if groups else 1
    shapes: Shapes = {
        "x": (0 if empty else n, c * parts, *(enough(*side) for side in sides)),
        "weight": (c * parts, f, *kernel),
    }
    if draw(st.booleans()):
        shapes["bias"] = (f * parts,)
    options = {
        "stride": either(strides) if stride else None,
        "padding": either(paddings) if padding else None,
        "output_padding": either(more) if output_padding else None,
        "dilation": either(dilations) if dilation else None,
        "groups": parts if groups else None,
    }
    given = {name: value for name, value in options.items() if value is not None}
    return filled(draw, shapes, given, kinds)


def enough(size: int, kernel: int, stride: int, padding: int, dilation: int, more: int) -> int:
    """Return the smallest size from `size` on of which the padding leaves something.

    >>> enough(1, 1, 1, 1, 1, 0), enough(2, 3, 2, 1, 1, 0)
    (3, 2)
    """
    around = dilation * (kernel - 1) + 1 + more - 2 * padding
    return next(one for one in range(size, ROOM) if (one - 1) * stride + around > 0)


def regimes(axes: int) -> Regimes:
    """Return the regimes in which our own op is judged."""
    conv = partial(drawn, axes)
    return {
        "basic": Regime(conv()),
        "stride": Regime(conv(stride=(2, 3))),
        # Windows that do not overlap, with pixels between them that get the bias alone.
        "gap": Regime(conv(stride=(3, 4), kernels=(1, 2))),
        "padding": Regime(conv(padding=(1, 2), kernels=(2, LARGEST[axes]))),
        # More is cut off than the kernel is large, so that whole windows are lost.
        "cropped_windows": Regime(conv(padding=(2, 4), kernels=(1, 2), stride=(1, 2))),
        "output_padding": Regime(conv(stride=(2, 3), padding=(0, 2), output_padding=True)),
        # A dilation allows more of it than a stride: then no window reaches the end.
        "output_padding_dilation": Regime(
            conv(stride=(1, 2), padding=(0, 2), dilation=(2, 4), output_padding=True)
        ),
        "dilation": Regime(conv(dilation=(2, 3), padding=(0, 1), stride=(1, 2))),
        "groups": Regime(conv(groups=(2, 3))),
        "grouped_stride": Regime(
            conv(groups=(2, 3), stride=(1, 3), padding=(0, 2), dilation=(1, 2), output_padding=True)
        ),
        "channels": Regime(conv(least=2)),
        "large_batch": Regime(conv(least=17)),
        "unbatched": unbatched(conv(stride=(1, 2), padding=(0, 2))),
        "non_finite": Regime(conv(kinds=("non_finite",)), VALUES_ONLY),
        **everywhere(conv),
    }


def refusals(axes: int) -> list[Refusal]:
    """Return the calls that must be refused."""
    x, weight = np.zeros((2, 4, *(3, 2, 4)[-axes:])), np.zeros((4, 6, *(3, 2, 3)[-axes:]))
    out = np.zeros((2, 6, *(5, 3, 6)[-axes:]))
    valid = {"x": x, "weight": weight, "bias": np.zeros(6), "grad_out": out}
    ones = (1,) * (axes - 1)
    wrong = (1.0, "1", None, True, ones, (1,) * (axes + 1), (*ones, 1.0))
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0, 0], x[None], x[:, :3], x[..., :0]),
            weight=(
                *(*wrong_dtypes(weight), weight.astype(np.float32), weight[0]),
                *(weight[:3], weight[..., :0], weight[None]),
            ),
            bias=(
                *(np.zeros(5), np.zeros((6, 3)), np.zeros(out.shape[1:]), np.zeros((6, 1, 1))),
                *(np.zeros(6, np.float32), np.zeros(6, int), 0.0, [0.0] * 6),
            ),
            stride=(0, -1, *wrong, (*ones, 0)),
            padding=(-1, "same", "valid", *wrong, (*ones, -1), 4),
            output_padding=(-1, 1, *wrong, (*ones, -1), (*(0 for _ in ones), 1)),
            dilation=(0, -1, *wrong, (*ones, 0)),
            groups=(0, -1, 1.0, "1", None, True, (1, 1), 3, 8),
            grad_out=(out[..., :-1], out.astype(np.float32), 0.0, None),
        ),
        *refused({**valid, "stride": 2, "dilation": 3}, output_padding=(3, 4)),
        *refused({"x": x, "weight": weight, "groups": 2}, bias=(np.zeros(6),)),
    ]


def homework(axes: int, offer: Offer) -> Regimes:
    """Make the regimes in which homework is judged.

    They are those of a convolution, whose windows are the pixels of x: what its stride leaves over
    is the output padding.
    """
    whole = dict.fromkeys(("x", "weight", "bias"), WHOLE_IN_HOMEWORK)
    numbers = Numbers(whole, offer.upstream)
    # It is not padded by name, and along other axes than two the sizes are the same.
    plain = replace(offer, named_padding=(), strided_same="")
    if plain.fixed_padding == "same":
        plain = replace(plain, fixed_padding=0)
    if axes != 2:
        plain = alike(plain)
    planned = convolution_plans(plain)
    if not offer.padding:
        # Of a stride larger than the kernel Keras, whose padding has names, keeps the zeros behind.
        planned = {name: without_gaps(one) for name, one in planned.items()}
    left_over = planned.pop("non_tiling", None)
    if offer.output_padding and left_over is not None:
        planned["output_padding"] = left_over
    left = () if axes == 2 else ("rectangular",)
    return {
        name: Regime(
            in_homework(axes, one, numbers, numbers.styles(), offer.bias[0], also_of(name))
        )
        for name, one in planned.items()
        if one.possible and name not in left
    }


def without_gaps(plan: Plan) -> Plan:
    """Return a plan of strides up to the kernel's size, if it has any."""
    sides = {w: zip(w.stride, w.kernel, strict=True) for w in plan.windows}
    left = tuple(w for w, both in sides.items() if all(s <= k for s, k in both))
    return replace(plan, windows=left or plan.windows)


def of_enough(window: Window, image: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return image and pixels, one pixel more along axes where the padding cuts off everything."""
    left_over = (window.left_over(side, axis) for axis, side in enumerate(image))
    more = [int(side <= left) for side, left in zip(image, left_over, strict=True)]
    (height, width), (oh, ow) = image, window.output(image)
    down, right = window.stride
    return (height + more[0] * down, width + more[1] * right), (oh + more[0], ow + more[1])


@st.composite
def in_homework(
    draw: Draw, axes: int, plan: Plan, numbers: Numbers, styles: Any, bias: str, also: str = ""
) -> Case:
    """Draw a case of homework's: a convolution's window and image, the other way round."""
    window, image, (n, c, f) = plan.draw(draw)
    options: dict[str, Any] = {also: draw(one_of((2, 3)))} if also else {}
    image, pixels = of_enough(window, image)
    groups = options.get("groups", 1)
    left_over = [window.left_over(side, axis) for axis, side in enumerate(image)]
    # One number for both axes, unless they have a stride each.
    most = min(max(left_over), min(window.stride) - 1)
    each = left_over if plan.offer.rectangular_stride else [most, most]
    more = tuple(each) if plan.offer.output_padding else (0, 0)
    whole = enlarged(image, window.kernel, options.get("dilation", 1))
    out = tuple(o - spare + m for o, spare, m in zip(whole, left_over, more, strict=True))
    shapes: Shapes = {
        "x": (n, c * groups, *(pixels[0], *pixels)[-axes:]),
        "weight": (c * groups, f, *(window.kernel[0], *window.kernel)[-axes:]),
    }
    if bias != "none":
        shapes["bias"] = (f * groups,)
    if plan.offer.stride or window.stride != (1, 1):
        options["stride"] = either(window.stride)
    if plan.offer.padding or window.padding:
        options["padding"] = window.padding
    if any(more[-axes:]):
        options["output_padding"] = either((more[0], *more)[-axes:])
    along = (out[0], *out)[-axes:]
    return filled_for_homework(draw, numbers, styles, shapes, options, (n, f * groups, *along))


def cards() -> tuple[Card, ...]:
    """Return the cards of transposed convolutions."""
    return tuple(
        Card(
            name=f"conv_transpose{axes}d",
            kind="convolution",
            arguments=("x", "weight", "bias", "stride", "padding"),
            axes={"x": f"NC{image}", "weight": f"CF{kernel}", "bias": "F", "out": f"NC{image}"},
            result_axes=results(axes),
            bound=sum_of_products,
            regimes=regimes(axes),
            refusals=partial(refusals, axes),
            linear_in=("x", "weight"),
            exact=True,
            homework=partial(homework, axes),
            further=("dilation", "groups", "output_padding"),
            biases=("tied",),
        )
        for axes, image, kernel in ((1, "W", "L"), (2, "HW", "KL"), (3, "DHW", "TKL"))
    )


def results(axes: int) -> Results:
    """Return what the axes of the results are called."""
    pixels = PIXELS[axes]
    kernel = tuple(f"kernel {name}" for name in pixels)
    return {
        "out": [("sample", "filter", *pixels)],
        "grad_x": [("sample", "channel", *pixels)],
        "grad_weight": [("channel", "filter", *kernel)],
        "grad_bias": [("filter",)],
    }
