"""How homework's max unpooling is judged: with indices that count through each plane."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Arrays, Regime, Regimes
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawing import Draw, drawn_from
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers, filled
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.windows import one_of

# Other axes, and what enlarges without the places of maxima.
OTHERS = ("1d", "3d", "avg", "average", "mean", "nearest", "bilinear", "conv", "block", "global")
NAMES = (NameRule(("max_unpool2d",), parts=("unpool",), unless=OTHERS, loose=True),)
KERNEL = 2
Counts = tuple[int, int, int, int]


def places_in_windows(rng: np.random.Generator, shape: Shape, kernel: int, stride: int) -> Array:
    """Return where a max pooling may have found maxima, `row * width + column` of each plane.

    Windows that lie beside each other have no place in common. The first maximum is not in the
    corner of its window, nor is the last, so that the corners are not the places.

    Examples
    --------
    >>> places_in_windows(np.random.default_rng(0), (1, 1, 1, 1), 2, 2).tolist()
    [[[[1]]]]
    """
    height, width = shape[-2:]
    down, across = rng.integers(0, kernel, (2, *shape))
    down.flat[-1], across.flat[-1] = kernel - 1, 0
    down.flat[0], across.flat[0] = 0, kernel - 1
    rows = stride * np.arange(height)[:, None] + down
    columns = stride * np.arange(width) + across
    return np.asarray(rows * ((width - 1) * stride + kernel) + columns)


@st.composite
def drawn(
    draw: Draw, shapes: st.SearchStrategy[Counts], numbers: Numbers, kernels: Sequence[int]
) -> Case:
    """Draw a case of maxima, and of the places where a pooling with this kernel found them."""
    kernel, n_c_h_w = draw(drawn_from(tuple(kernels))), draw(shapes)
    return unpooled(draw, numbers, n_c_h_w, kernel, kernel)


@st.composite
def apart(draw: Draw, shapes: st.SearchStrategy[Counts], numbers: Numbers) -> Case:
    """Draw a case of windows that leave a row and a column out."""
    return unpooled(draw, numbers, draw(shapes), KERNEL, KERNEL + 1)


def unpooled(draw: Draw, numbers: Numbers, shape: Counts, kernel: int, stride: int) -> Case:
    """Fill a case of maxima of this shape."""
    sides = [(size - 1) * stride + kernel for size in shape[2:]]
    options = {"kernel_size": kernel} | ({"stride": stride} if stride != kernel else {})
    out = (*shape[:2], *sides)
    case = filled(draw, numbers, numbers.styles(), {"x": shape}, options, out)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    indices = places_in_windows(rng, shape, kernel, stride)
    return replace(case, arrays={**case.arrays, "indices": indices})


def of_homework(offer: Offer) -> Regimes:
    """Make the regimes of homework: maxima of windows that do not overlap."""
    numbers = Numbers({"x": WHOLE}, offer.upstream)
    kernels = (KERNEL, KERNEL + 1) if offer.any_number else (KERNEL,)
    channels = [offer.in_channels] if offer.in_channels else [1, 2, 3]
    sides = [(1, 2), (2, 1), (2, 2)]
    first = (2, 3) if offer.batch else (1,)
    several = [(n, c, *side) for n in first for c in channels for side in sides]
    regimes = {
        "basic": Regime(
            drawn(one_of([(1, channels[0], *side) for side in sides]), numbers, kernels)
        ),
        "mixed": Regime(drawn(one_of([(*one[:2], 3, 4) for one in several]), numbers, kernels)),
    }
    if offer.batch:
        regimes["batch"] = Regime(drawn(one_of(several), numbers, kernels))
    if offer.stride:
        regimes["stride"] = Regime(apart(one_of(several), numbers))
    return regimes


def other_places(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield what comes out if the indices count through every sample, or through the batch."""
    x, indices = arrays["x"], arrays["indices"]
    for axes, words in ((0, "the whole batch"), (1, "the channels of a sample")):
        out = np.zeros(wanted.shape).reshape(*wanted.shape[:axes], -1)
        where = indices.reshape(*x.shape[:axes], -1)
        np.put_along_axis(out, where, x.reshape(where.shape), -1)
        told = f"its indices count through {words}, not each plane; homework of that is not judged"
        yield out.reshape(wanted.shape), told


def doubts(source: str) -> str:
    """Return why an unpooling that is not right may be another one: any may be."""
    return "its places may mean something else than the indices of a plane"
