"""A failure as a picture: what came out, what should have, and their difference, as heat maps."""

import math
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.report.errors import compared, errors_in_words, quantity, wrong_elements
from scratchcnn.oracle.report.places import Mask
from scratchcnn.oracle.report.words import Group, in_one_line

Array: TypeAlias = NDArray[Any]
Colour: TypeAlias = tuple[int, int, int]

# Of a larger image, only a part is drawn, around the first wrong element.
MOST_CELLS = 32
# The ends and the middle of ColorBrewer's RdBu, which the colour-blind can tell apart.
NEGATIVE, ZERO, POSITIVE = (33, 102, 172), (247, 247, 247), (178, 24, 43)
NOT_FINITE = "#000000"


@dataclass(frozen=True)
class Cell:
    """One number: where it is, its colour, whether it is wrong, and what it is in words."""

    column: int
    row: int
    colour: str
    wrong: bool
    text: str


@dataclass(frozen=True)
class Panel:
    """One heat map; it counts the wrong elements among those that it shows."""

    title: str
    cells: tuple[Cell, ...]
    wrong: int


@dataclass(frozen=True)
class Picture:
    """Heat maps of one failure, all on one scale of colours.

    Attributes
    ----------
    caption : what is drawn, and where it is wrong
    columns, rows : of every panel
    scale : the number that has the strongest colour
    ends : the colours of -scale, 0, and scale
    panels : the heat maps
    """

    caption: str
    columns: int
    rows: int
    scale: str
    ends: tuple[str, str, str]
    panels: tuple[Panel, ...]


def largest(group: Group) -> Result:
    """Return the result whose picture shows most."""

    def size(result: Result) -> int:
        return 0 if result.pictured is None else int(np.size(result.pictured[1].expected))

    return max(group.results, key=size)


def picture(result: Result) -> Picture | None:
    """Return the picture of a failure; None if a picture would show nothing."""
    trial, verdict = result.pictured or (result.counterexample, result.verdict)
    wrong = wrong_elements(verdict)
    if trial is None or wrong is None or wrong.size < 2:
        return None
    drawn = replace(result, counterexample=trial, verdict=verdict)
    image, window = image_of(wrong), window_of(wrong)
    marked = as_images(wrong)[image][window]
    got, expected = (
        as_images(np.asarray(value, np.float64))[image][window] for value in compared(verdict)
    )
    with np.errstate(all="ignore"):
        maps = {"came out": got, "expected": expected, "difference": got - expected}
    scale = largest_of(np.stack(list(maps.values())))
    rows, columns = marked.shape
    return Picture(
        caption(drawn, wrong.shape, image, marked.shape),
        columns,
        rows,
        f"{scale:.3g}",
        (colour(-1.0), colour(0.0), colour(1.0)),
        tuple(panel(title, values, marked, scale) for title, values in maps.items()),
    )


def as_images(array: Array) -> Array:
    """Return an array as images: an array with one axis is one row."""
    # (..., rows, columns)
    return array.reshape(1, -1) if array.ndim < 2 else array


def image_of(wrong: Mask) -> tuple[int, ...]:
    """Return the index of the image with the most wrong elements."""
    counts = as_images(wrong).sum((-2, -1))
    return tuple(int(i) for i in np.unravel_index(counts.argmax(), counts.shape))


def window_of(wrong: Mask) -> tuple[slice, slice]:
    """Return the rows and columns of an image that are drawn: all, or as many as fit."""
    marked = as_images(wrong)[image_of(wrong)]
    first = np.argwhere(marked)[0]
    starts = (
        max(0, min(int(place) - MOST_CELLS // 2, size - MOST_CELLS))
        for place, size in zip(first, marked.shape, strict=True)
    )
    rows, columns = (slice(start, start + MOST_CELLS) for start in starts)
    return rows, columns


def largest_of(values: Array) -> float:
    """Return the largest absolute value that is finite; 1 if there is none except 0."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0)) or 1.0


def panel(title: str, values: Array, marked: Mask, scale: float) -> Panel:
    """Return one heat map."""
    cells = tuple(
        Cell(
            column=index[1],
            row=index[0],
            colour=colour(value / scale),
            wrong=bool(marked[index]),
            text=f"{list(index)}: {value:.6g}",
        )
        for index, value in np.ndenumerate(values)
    )
    return Panel(title, cells, int(marked.sum()))


def colour(share: float) -> str:
    """Return the colour of a number between -1 and 1; black for one that is not finite.

    Examples
    --------
    >>> colour(0.0), colour(1.0), colour(-1.0)
    ('#f7f7f7', '#b2182b', '#2166ac')
    """
    if not math.isfinite(share):
        return NOT_FINITE
    end, strength = (NEGATIVE, -share) if share < 0 else (POSITIVE, share)
    mixed = (round(zero + (far - zero) * strength) for zero, far in zip(ZERO, end, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def caption(
    drawn: Result, shape: tuple[int, ...], image: tuple[int, ...], window: tuple[int, ...]
) -> str:
    """Say what is drawn, in which case, and where it is wrong."""
    name = quantity(drawn)
    if image:
        name += f"[{', '.join(map(str, image))}]"
    part = "" if window in (shape[-2:], (1, *shape)) else f", {window[0]} by {window[1]} of it"
    where = errors_in_words(drawn)
    return in_one_line(f"{name}, of shape {shape}{part}. Wrong: {where}")
