"""The cases of our own poolings, and the calls that they refuse."""

from collections.abc import Mapping
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
DILATIONS = (0, -1, 1.0, "1", None, True, (1,), (0, 1))


@st.composite
def drawn(
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
    dilation: Range | None = None,
    given: Mapping[str, st.SearchStrategy[Any]] = MappingProxyType({}),
    kinds: tuple[str, ...] = (*DISTINCT, "normal"),
) -> Case:
    """Draw a case of pooling.

    A `stride` of "overlap" is smaller than the window, of "gap" larger; None is not passed.
    `given` are further options.
    """
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
    dilations = span(draw, dilation) if dilation else (1, 1)
    reaches = [d * (k - 1) + 1 for k, d in zip(kernels, dilations, strict=True)]
    h, w = (image_size(windows[i], reaches[i], strides[i], paddings[i], spare[i]) for i in (0, 1))
    options: dict[str, Any] = {"kernel_size": either(kernels)}
    options |= {"stride": either(strides)} if stride else {}
    options |= {"padding": either(paddings)} if padding else {}
    options |= {"dilation": either(dilations)} if dilation else {}
    options |= {name: draw(values) for name, values in given.items()}
    return filled(draw, {"x": (0 if empty else n, c, h, w)}, options, kinds)


def regimes_of_ours(special: Mapping[str, Regime]) -> Regimes:
    """Return the regimes in which both of our own ops are judged, and the `special` ones."""
    pool = drawn
    return {
        "basic": Regime(pool()),
        "padding": Regime(pool(kernel=(2, 4), padding=True)),
        "stride": Regime(pool(stride="gap")),
        "overlap": Regime(pool(kernel=(2, 4), stride="overlap")),
        "non_tiling": Regime(pool(kernel=(2, 4), non_tiling=True)),
        "padded_overlap": Regime(
            pool(kernel=(2, 5), stride="overlap", padding=True, non_tiling=True)
        ),
        "rectangular": Regime(pool(rectangular=True)),
        "channels": Regime(pool(least=2)),
        "ceil_mode": Regime(ceiled()),
        "unbatched": unbatched(pool(kernel=(2, 4), padding=True, stride="overlap")),
        **everywhere(pool),
        **special,
    }


def ceiled(
    given: Mapping[str, st.SearchStrategy[Any]] = MappingProxyType({}),
) -> st.SearchStrategy[Case]:
    """Draw cases in ceil mode: whose last window is cut off, or would begin in the padding."""
    further = {"ceil_mode": st.just(True), **given}
    overlapping = drawn(
        kernel=(2, 5), stride="overlap", padding=True, non_tiling=True, given=further
    )
    apart = drawn(kernel=(2, 4), padding=True, non_tiling=True, given=further)
    return st.one_of(overlapping, apart, drawn(stride="gap", given=further))


def dilated(**more: Any) -> st.SearchStrategy[Case]:
    """Draw cases of dilated windows; where there is padding, a window has a middle on the image."""
    padded = drawn(kernel=(3, 3), stride="overlap", padding=True, dilation=(2, 3), **more)
    return st.one_of(padded, drawn(kernel=(1, 3), non_tiling=True, dilation=(2, 3), **more))


def refusals(**further: tuple[Any, ...]) -> list[Refusal]:
    """Return the calls that both poolings must refuse, and `further` ones."""
    x = np.zeros((2, 3, 5, 6))
    valid = {"x": x, "kernel_size": 2, "grad_out": np.zeros((2, 3, 2, 3))}
    return refused(
        valid,
        x=(*wrong_dtypes(x), x[0, 0], x[None]),
        kernel_size=(0, -1, 2.0, "2", None, True, (2,), (1, 2, 3), (2, 0), 6, (1, 7)),
        stride=(0, -1, 1.0, "1", True, (1,), (1, 0)),
        padding=(-1, 1.0, "same", None, True, (1,), 2, (0, 2), (2, 0)),
        grad_out=(np.zeros((2, 3, 3, 2)), np.zeros((2, 3, 2, 3), np.float32), 0.0, None),
        ceil_mode=NO_SWITCH,
        **further,
    )
