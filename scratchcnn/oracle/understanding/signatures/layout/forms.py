"""How homework lays out an array: a form has one letter for every axis, as the op's own axes do.

For an op's "NCHW", "NHWC" is a transposition and "HWC" a single image; for "ND", "D1" is a single
column; "F(CKL)" is a weight with one filter in each row. Axes that a form leaves out have size 1.
"""

import math
import re
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.outcome import Misfit

Array: TypeAlias = NDArray[Any]


# The op's own axes, then the forms that homework uses for them. If values do not decide, the first
# form that fits the shapes wins, so the usual ones come first.
IMAGES = ("NCHW", "NHWC", "CHW", "HWC", "HW", "NHW", "CHWN", "HWCN")
ROWS = ("ND", "D", "D1", "1D", "DN")
WEIGHTS = (
    *("FCKL", "KLCF", "FKL", "KLF", "CFKL", "FKLC", "KL", "KLFC", "F(CKL)", "(CKL)F", "CKLF"),
    *("F(KLC)", "(KLC)F"),
)
FORMS: dict[str, tuple[str, ...]] = {
    "NCHW": IMAGES,
    "ND": ROWS,
    "NC": ("NC", "CN"),
    "FCKL": WEIGHTS,
    "KD": ("KD", "DK"),
    "FC": ("FC", "CF", "FC11", "11CF", "F11C", "CF11"),
    "S": ("S", "", "1S"),
    "NFHW": ("NFHW", "NHWF", "FHW", "HWF"),
    "VE": ("VE", "EV"),
    "NT": ("NT", "N"),
    "NTE": ("NTE", "NE"),
    "NCW": ("NCW", "NWC", "CW", "WC", "W", "NW"),
    "NCDHW": ("NCDHW", "NDHWC", "CDHW", "DHWC", "DHW"),
    "CKL": ("CKL", "C1KL", "KLC", "KLC1", "1CKL", "KL1C"),
    "CL": ("CL", "C1L", "LC", "L1C", "LC1", "1CL"),
    "CFKL": ("CFKL", "FCKL", "KLFC", "KLCF", "FKL", "KL"),
    "FCL": ("FCL", "LCF", "CFL", "FLC", "FL", "LF", "L", "F(CL)", "(CL)F"),
    "CFL": ("CFL", "FCL", "LFC", "LCF", "FL", "L"),
    "FCTKL": ("FCTKL", "TKLCF", "FTKL", "TKL"),
    "CFTKL": ("CFTKL", "FCTKL", "TKLFC"),
    "F": ("F", "F1", "111F", "1F", "F11", "1F11", "11F1", "11F", ""),
    "FHW": ("FHW", "HWF", "1FHW", "HW"),
    "K": ("K", "1K", "K1"),
    "N": ("N", "", "N1", "1N", "1"),
    "": ("", "1", "11"),
    "C": ("C", "1C", "1C11", "111C", "C1", "C11", "1C1", "11C"),
}
# Targets in these forms are class indices; others are rows with one entry for every class.
LABEL_FORMS = ("N", "", "N1", "1N")


@cache
def groups(form: str) -> tuple[str, ...]:
    """Return the letters of each axis: "F(CKL)" -> ("F", "CKL")."""
    return tuple(group.strip("()") for group in re.findall(r"\([^)]*\)|.", form))


@cache
def spoken(form: str) -> str:
    """Return the letters of a form, in order, without the axes of size 1."""
    return "".join(groups(form)).replace("1", "")


def to_form(array: Array, axes: str, form: str) -> Array:
    """Convert an op's array, whose axes have these letters, to the homework's layout.

    Raises
    ------
    Misfit
        An axis that the form leaves out is larger than 1.
    """
    if form == "same":
        return np.array(array)
    letters = spoken(form)
    for letter, size in zip(axes, array.shape, strict=True):
        if letter not in letters and size != 1:
            raise Misfit(f"{form} has no place for {letter}={size}")
    kept = array.reshape([s for a, s in zip(axes, array.shape, strict=True) if a in letters])
    order = [letter for letter in axes if letter in letters]
    moved = kept.transpose([order.index(letter) for letter in letters])
    return np.ascontiguousarray(moved).reshape(
        form_shape(dict(zip(axes, array.shape, strict=True)), form)
    )


def form_shape(sizes: dict[str, int], form: str) -> tuple[int, ...]:
    """Return the shape of a form for these sizes."""
    return tuple(
        math.prod(1 if letter == "1" else sizes[letter] for letter in group)
        for group in groups(form)
    )


def from_form(array: Array, axes: str, form: str, shape: tuple[int, ...]) -> Array:
    """Convert an array in the homework's layout to the op's axes and shape.

    Raises
    ------
    ValueError
        The array does not have the shape of the form.
    """
    if form == "same" and array.shape == shape:
        return array
    sizes = dict(zip(axes, shape, strict=True))
    if form == "same" or array.shape != form_shape(sizes, form):
        raise ValueError(f"{array.shape} is not {form} of {shape}")
    letters = spoken(form)
    kept = array.reshape([sizes[letter] for letter in letters])
    order = [letter for letter in axes if letter in letters]
    moved: Array = kept.transpose([letters.index(letter) for letter in order])
    return moved.reshape(shape)


def any_shape_from(array: Array, axes: str, form: str) -> Array | None:
    """Convert an array of any size to the op's axes; return None if the form has other axes.

    This allows a result of a wrong size to be compared, too.
    """
    if form == "same":
        return array
    parts = groups(form)
    if array.ndim != len(parts) or any(len(part) > 1 for part in parts):
        return None
    sizes = {part: size for part, size in zip(parts, array.shape, strict=True) if part != "1"}
    if any(size != 1 for part, size in zip(parts, array.shape, strict=True) if part == "1"):
        return None
    return from_form(array, axes, form, tuple(sizes.get(letter, 1) for letter in axes))
