"""What hypothesis draws for every op: a configuration, and a short recipe for the values.

Every dimension is distinct by default, so that swapped axes show; now and then any sizes may come,
also equal ones and 1, so that a failure shrinks to something small. A hyperparameter for which a
regime gives no range is not passed at all.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations, product
from typing import Any, TypeAlias

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st

from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.values import Layout, Values

Range: TypeAlias = tuple[int, int]
Pair: TypeAlias = tuple[int, int]
Draw: TypeAlias = st.DrawFn
Shapes: TypeAlias = dict[str, tuple[int, ...]]

# One draw for all sizes of a case: quicker than one for each, and it shrinks to 1, 1, 1, 1, 1.
SIZES = (*product((1, 2), repeat=5), *permutations((1, 2, 3, 4, 5)))
# What comes first is what a failure shrinks to: it shows most, and is worked through by hand.
WHOLE = ("arange", "one_hot", "integers")
# Rarely a single 1, which would not show an upstream gradient that is ignored.
UPSTREAM = ("nonzero", "integers")
DISTINCT = ("arange", "permutation", "negative")
SCALES = (1.0, 1e-3, 1e-2, 1e-1, 1e1, 1e2, 1e3)
# What the kind "moderate" draws: not even in float32 does its exponential overflow.
MODERATE = tuple(scale for scale in SCALES if scale <= 10)
LAYOUTS = tuple(layout for layout in Layout if layout is not Layout.CONTIGUOUS)
AFFINE = ((), ("weight",), ("bias",), ("weight", "bias"))


@cache
def drawn_from(options: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Return the strategy that draws one of these; to make it takes as long as to draw from it.

    Options that are equal, as 1 and 1.0, are the same here.
    """
    return st.sampled_from(options)


def sizes(draw: Draw, count: int) -> list[int]:
    """Draw sizes of dimensions: distinct ones four times out of five."""
    return list(draw(drawn_from(SIZES)))[:count]


def span(draw: Draw, limits: Range) -> Pair:
    """Draw a pair (height, width) within limits."""
    return draw(st.integers(*limits)), draw(st.integers(*limits))


def unequal(draw: Draw, limits: Range) -> Pair:
    """Draw a pair (height, width) of two different numbers."""
    first = draw(st.integers(*limits))
    return first, draw(st.integers(*limits).filter(lambda second: second != first))


def image_size(windows: int, kernel: int, stride: int, padding: int, spare: int) -> int:
    """Return the size into which so many windows fit, with `spare` positions left over."""
    size = (windows - 1) * stride + kernel + spare - 2 * padding
    # Too much padding for so few windows: more whole strides make room.
    return size if size > 0 else size + stride * (-size // stride + 1)


def either(sides: Sequence[int]) -> int | Pair:
    """Pass equal entries as one int, so that both forms of the argument are used."""
    height, width = sides
    return height if height == width else (height, width)


def filled(draw: Draw, shapes: Shapes, options: dict[str, Any], kinds: tuple[str, ...]) -> Case:
    """Fill the arrays: all of whole numbers, or all normal, each at its scale.

    They do not mix, so that whole numbers stay exact. Of "moderate" ones no scale is large.
    """
    seed = draw(st.integers(0, 999))
    others = tuple(kind for kind in kinds if kind not in ("normal", "moderate"))
    normal = len(others) < len(kinds) and (not others or draw(st.booleans()))
    scales = MODERATE if "moderate" in kinds else SCALES

    def recipe(place: int, choices: tuple[str, ...]) -> Values:
        if normal:
            return Values("normal", seed + place, draw(drawn_from(scales)))
        return Values(draw(drawn_from(choices)), seed + place)

    arrays = {
        name: recipe(place, others).fill(shape)
        for place, (name, shape) in enumerate(shapes.items())
    }
    return Case(arrays, options, recipe(len(arrays), UPSTREAM))


@st.composite
def conv2d(
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
    """Draw a convolution; `least` is the smallest batch and the fewest channels and filters."""
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


@st.composite
def pool2d(
    draw: Draw,
    *,
    kernel: Range = (1, 4),
    stride: str | None = None,
    padding: bool = False,
    non_tiling: bool = False,
    rectangular: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*DISTINCT, "normal"),
) -> Case:
    """Draw a pooling; stride "overlap" is less than the window, "gap" more, None not passed."""
    n, c = [1, 1] if one_element else [max(least, size) for size in sizes(draw, 2)]
    kernels = (1, 1) if one_element else (unequal if rectangular else span)(draw, kernel)
    windows = (1, 1) if one_element else (unequal if rectangular else span)(draw, (1, 4))
    strides = [
        draw(st.integers(1, max(1, k - 1)))
        if stride == "overlap"
        else k + (draw(st.integers(1, 2)) if stride == "gap" else 0)
        for k in kernels
    ]
    paddings = [draw(st.integers(1, k // 2)) if padding else 0 for k in kernels]
    spare = [draw(st.integers(1, s - 1)) if non_tiling and s > 1 else 0 for s in strides]
    h, w = (image_size(windows[i], kernels[i], strides[i], paddings[i], spare[i]) for i in (0, 1))
    options: dict[str, Any] = {"kernel_size": either(kernels)}
    options |= {"stride": either(strides)} if stride else {}
    options |= {"padding": either(paddings)} if padding else {}
    return filled(draw, {"x": (0 if empty else n, c, h, w)}, options, kinds)


@st.composite
def elementwise(
    draw: Draw,
    *,
    least_axes: int = 1,
    any_axis: bool = False,
    least: int = 1,
    options: dict[str, st.SearchStrategy[Any]] | None = None,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw an array of any shape; with `any_axis` an `axis`, counted from the front or the back."""
    ndim = draw(st.integers(max(least_axes, 2 if any_axis or empty else 1), 4))
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    shape[0] = 0 if empty else max(least, shape[0])
    given = {name: draw(strategy) for name, strategy in (options or {}).items()}
    if any_axis:
        given["axis"] = draw(st.integers(0, ndim - 1)) - draw(drawn_from((0, ndim)))
    return filled(draw, {"x": tuple(shape)}, given, kinds)


@st.composite
def linear(
    draw: Draw,
    *,
    bias: tuple[str, ...] = ("none", "tied"),
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
) -> Case:
    """Draw a dense layer."""
    n, d, k = [1] * 3 if one_element else [max(least, size) for size in sizes(draw, 3)]
    shapes: Shapes = {"x": (0 if empty else n, d), "weight": (k, d)}
    shapes |= {"bias": (k,)} if draw(drawn_from(bias)) == "tied" else {}
    return filled(draw, shapes, {}, kinds)


@st.composite
def batch_norm2d(
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
    """Draw a batch normalisation; with `training` given it has running statistics.

    x is moved by `offset`, and `constant` gives every channel one value.
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


@st.composite
def loss(
    draw: Draw,
    name: str,
    *,
    kinds: tuple[str, ...],
    targets: tuple[str, ...],
    any_shape: bool = False,
    least: int = 1,
    options: dict[str, st.SearchStrategy[Any]] | None = None,
    empty: bool = False,
    one_element: bool = False,
) -> Case:
    """Draw a loss of an argument `name`, (N, K) or of any shape, against a target."""
    ndim = draw(st.integers(1, 4)) if any_shape else 2
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    shape[0] = 0 if empty else max(least, shape[0])
    given = {name: draw(strategy) for name, strategy in (options or {}).items()}
    case = filled(draw, {name: tuple(shape)}, given, kinds)
    target = Values(draw(drawn_from(targets)), draw(st.integers(0, 999)))
    return replace(case, arrays={**case.arrays, "target": target.fill(tuple(shape))})


@st.composite
def laid_out(draw: Draw, cases: st.SearchStrategy[Case]) -> Case:
    """Draw a case whose arrays lie in memory in another way than C order."""
    return replace(draw(cases), layout=draw(drawn_from(LAYOUTS)))


def quiet(examples: int, *phases: Phase) -> settings:
    """Return settings under which the same seed always gives the same cases."""
    return settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
