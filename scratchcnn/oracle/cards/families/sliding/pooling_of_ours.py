"""The cases of our own poolings, and the calls that they refuse."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime, Regimes
from scratchcnn.oracle.cards.families.ours import everywhere, unbatched
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import (
    DISTINCT,
    Draw,
    Range,
    either,
    filled,
    image_size,
    sizes,
    span,
    unequal,
)
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes

NO_SWITCH = (None, 1, "yes", [True])


@st.composite
def drawn(
    draw: Draw,
    *,
    axes: int = 2,
    kernel: Range = (1, 4),
    windows: Range = (1, 4),
    stride: str | None = None,
    padding: bool = False,
    non_tiling: bool = False,
    rectangular: bool = False,
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    dilation: Range | None = None,
    given: Mapping[str, st.SearchStrategy[Any]] = MappingProxyType({}),
    kinds: tuple[str, ...] = (*DISTINCT, "normal"),
) -> Case:
    """Draw a case of pooling.

    A `stride` of "overlap" is smaller than the window, of "gap" larger; None is not passed.
    The window slides along so many `axes`; `given` are further options.
    """
    n, c = [1, 1] if one_element else [max(least, size) for size in sizes(draw, 2)]
    single = (1,) * axes
    kernels = single if one_element else (unequal if rectangular else span)(draw, kernel, axes)
    counts = single if one_element else (unequal if rectangular else span)(draw, windows, axes)
    strides = [
        draw(st.integers(1, max(1, k - 1)))
        if stride == "overlap"
        else k + (draw(st.integers(1, 2)) if stride == "gap" else 0)
        for k in kernels
    ]
    paddings = [draw(st.integers(1, k // 2)) if padding else 0 for k in kernels]
    spare = [draw(st.integers(1, s - 1)) if non_tiling and s > 1 else 0 for s in strides]
    dilations = span(draw, dilation, axes) if dilation else single
    reaches = [d * (k - 1) + 1 for k, d in zip(kernels, dilations, strict=True)]
    sides = list(map(image_size, counts, reaches, strides, paddings, spare))
    if axes == 3:
        # PyTorch's avg_pool3d refuses what is smaller than a window, whatever the padding.
        short = zip(sides, reaches, strides, strict=True)
        sides = [side + s * max(0, -((side - reach) // s)) for side, reach, s in short]
    options: dict[str, Any] = {"kernel_size": either(kernels)}
    options |= {"stride": either(strides)} if stride else {}
    options |= {"padding": either(paddings)} if padding else {}
    options |= {"dilation": either(dilations)} if dilation else {}
    options |= {name: draw(values) for name, values in given.items()}
    return filled(draw, {"x": (0 if empty else n, c, *sides)}, options, kinds)


def regimes_of_ours(special: Mapping[str, Regime], axes: int = 2) -> Regimes:
    """Return the regimes in which our own ops are judged, and the `special` ones."""
    pool = along(axes)
    return {
        "basic": Regime(pool()),
        "padding": Regime(pool(kernel=(2, 4), padding=True)),
        "stride": Regime(pool(stride="gap")),
        "overlap": Regime(pool(kernel=(2, 4), stride="overlap")),
        "non_tiling": Regime(pool(kernel=(2, 4), non_tiling=True)),
        "padded_overlap": Regime(
            pool(kernel=(2, 5), stride="overlap", padding=True, non_tiling=True)
        ),
        **({"rectangular": Regime(pool(rectangular=True))} if axes > 1 else {}),
        "channels": Regime(pool(least=2)),
        "ceil_mode": Regime(ceiled(axes=axes)),
        "ceil_mode_in_padding": Regime(at_the_padding(axes=axes)),
        "unbatched": unbatched(pool(kernel=(2, 4), padding=True, stride="overlap")),
        **everywhere(pool),
        **special,
    }


def along(axes: int) -> Callable[..., st.SearchStrategy[Case]]:
    """Return what draws cases along so many axes; of volumes there are few windows."""
    return partial(drawn, axes=axes, windows=(1, 2) if axes == 3 else (1, 4))


def ceiled(
    given: Mapping[str, st.SearchStrategy[Any]] = MappingProxyType({}), axes: int = 2
) -> st.SearchStrategy[Case]:
    """Draw cases in ceil mode: whose last window is cut off, or would begin in the padding."""
    pool = partial(along(axes), given={"ceil_mode": st.just(True), **given})
    overlapping = pool(kernel=(2, 5), stride="overlap", padding=True, non_tiling=True)
    apart = pool(kernel=(2, 4), padding=True, non_tiling=True)
    return st.one_of(overlapping, apart, pool(stride="gap"))


@st.composite
def at_the_padding(
    draw: Draw,
    *,
    axes: int = 2,
    beyond: bool = False,
    given: Mapping[str, st.SearchStrategy[Any]] = MappingProxyType({}),
) -> Case:
    """Draw a case in ceil mode with windows that would begin in the padding behind the image.

    With `beyond` they begin on the image instead, and end behind the padding.
    """
    n, c = sizes(draw, 2)
    kernels, paddings, strides, sides = [], [], [], []
    for _ in range(axes):
        kernel = draw(st.integers(3 if beyond else 2, 4))
        padding = draw(st.integers(1, min(kernel // 2, kernel - 2) if beyond else kernel // 2))
        # As in `drawn`, a volume has to be as large as a window.
        whole = draw(st.integers(1, 2)) if axes < 3 else 2 + beyond
        if beyond:
            stride = draw(st.integers(2, kernel))
            left = draw(st.integers(max(1, stride + padding - kernel + 1), stride - 1))
            side = (whole - 1) * stride + left + kernel - 2 * padding
        else:
            missing = draw(st.integers(0, padding - 1))
            stride = draw(st.integers(kernel - padding + missing + 1, kernel + 2))
            side = whole * stride - padding - missing
        kernels.append(kernel)
        paddings.append(padding)
        strides.append(stride)
        sides.append(side)
    options: dict[str, Any] = {
        "kernel_size": either(kernels),
        "stride": either(strides),
        "padding": either(paddings),
        "ceil_mode": True,
        **{name: draw(values) for name, values in given.items()},
    }
    return filled(draw, {"x": (n, c, *sides)}, options, (*DISTINCT, "normal"))


def dilated(axes: int = 2, **more: Any) -> st.SearchStrategy[Case]:
    """Draw cases of dilated windows; where there is padding, a window has a middle on the image."""
    pool = partial(along(axes), dilation=(2, 3), **more)
    padded = pool(kernel=(3, 3), stride="overlap", padding=True)
    return st.one_of(padded, pool(kernel=(1, 3), non_tiling=True))


def wrong_tuples(axes: int, right: int, wrong: int) -> tuple[tuple[int, ...], ...]:
    """Return tuples whose last number is wrong, and of which there are too few or too many."""
    few, many = (right,) * (axes - 1), (right,) * (axes + 1)
    return (*few, wrong), few, many


def wrong_dilations(axes: int = 2) -> tuple[Any, ...]:
    """Return what is no dilation."""
    return 0, -1, 1.0, "1", None, True, *wrong_tuples(axes, 1, 0)


def refusals(axes: int = 2, **further: tuple[Any, ...]) -> list[Refusal]:
    """Return the calls that poolings along so many axes must refuse, and `further` ones."""
    x = np.zeros((2, 3, 4, 5, 6)[: 2 + axes])
    out = np.zeros((2, 3, *(side // 2 for side in x.shape[2:])))

    tuples = partial(wrong_tuples, axes)
    return refused(
        {"x": x, "kernel_size": 2, "grad_out": out},
        x=(*wrong_dtypes(x), x[0, 0], x[None]),
        kernel_size=(0, -1, 2.0, "2", None, True, *tuples(2, 0), x.shape[-1] + 1, *tuples(1, 7)),
        stride=(0, -1, 1.0, "1", True, *tuples(1, 0)),
        padding=(-1, 1.0, "same", None, True, *tuples(0, 2), *tuples(0, -1), 2),
        grad_out=(np.swapaxes(out, 1, 2), out.astype(np.float32), 0.0, None),
        ceil_mode=NO_SWITCH,
        **further,
    )
