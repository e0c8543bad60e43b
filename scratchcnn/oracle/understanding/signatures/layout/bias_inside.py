"""The parameters of a dense layer in one matrix: the bias is a row of it, or a column.

Forward extends its input by a one, behind or in front, and multiplies once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.understanding.names.vocabulary import WEIGHT_NAMES
from scratchcnn.oracle.understanding.signatures.cut import Cut
from scratchcnn.oracle.understanding.signatures.layout.forms import FORMS, form_shape
from scratchcnn.oracle.understanding.signatures.layout.own_parameters import (
    find_bias,
    find_parameter,
)
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Path, Signature

Array: TypeAlias = NDArray[Any]

# The rows of the weight and that of the bias, if the one is behind the input, or in front of it.
BEHIND = (Cut(((None, -1),)), Cut((-1,)))
IN_FRONT = (Cut(((1, None),)), Cut((0,)))


def place_in_one(
    signature: Signature, setting: Setting, listed: Sequence[Mapping[str, Any]], source: str
) -> Iterator[tuple[Signature, Setting]]:
    """Yield where weight and bias are in a matrix of one row or column too many, likeliest first.

    Nothing where an array may be the bias itself. `source`: that of the layer.
    """
    if setting.card.kind != "dense" or "bias" not in setting.arrays:
        return
    letters = setting.card.letters("weight", 2)
    sizes = {**setting.sizes, "D": setting.sizes["D"] + 1}
    shapes = [(form, form_shape(sizes, form)) for form in FORMS[letters]]
    found = find_parameter(listed, WEIGHT_NAMES, shapes)
    if found is None or find_bias(listed, setting, "K") is not None:
        return
    path, form = found
    ends = (IN_FRONT, BEHIND) if "1:" in source and ":-1" not in source else (BEHIND, IN_FRONT)
    for cuts in ends:
        weight, bias = cuts if form[0] == "D" else (one.turned for one in cuts)
        parameters: dict[str, tuple[Path, str]] = {
            "weight": ((*path, weight), form),
            "bias": ((*path, bias), "K"),
        }
        yield replace(signature, parameters=parameters), setting


def cut_of(path: Path) -> Cut | None:
    """Return the part of an array that a path ends with; None if it leads to a whole array."""
    last = path[-1] if path else None
    return last if isinstance(last, Cut) else None


def is_cut(path: Path) -> bool:
    """Return whether a path leads to a part of an array."""
    return cut_of(path) is not None


def whole(path: Path) -> Path:
    """Return the path to the array that a path leads to a part of."""
    return path[:-1] if is_cut(path) else path


def parts_like(
    array: Array, signature: Signature, listed: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Cut, Array]]:
    """Yield the parts of an array of the shape of such a matrix, as the parameters are parts of it.

    Of one of the shape of its transpose, those of the transpose.
    """
    shapes = {tuple(one["path"]): tuple(one["shape"]) for one in listed}
    for path, _ in signature.parameters.values():
        cut, shape = cut_of(path), shapes.get(whole(path))
        if cut is not None and shape is not None and array.shape in (shape, shape[::-1]):
            part = cut if array.shape == shape else cut.turned
            yield part, part.of(array)
