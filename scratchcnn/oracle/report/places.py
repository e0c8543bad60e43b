"""Where in an output the errors lie, in words: the simplest exact description."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.report.axes import axis_names, numbered, plural

Array: TypeAlias = NDArray[Any]
Mask: TypeAlias = NDArray[np.bool_]

NOTHING: Mapping[str, Array] = {}
# Axes whose first and last index are borders, so that the index means something.
LINES = ("row", "column", "kernel row", "kernel column")
# As many indices as can be listed and still be read.
LISTED = 4


def where_wrong(op: str, name: str, wrong: Mask, arrays: Mapping[str, Array] = NOTHING) -> str:
    """Say where the errors lie.

    Parameters
    ----------
    op : the op's name
    name : of the result: "out", or "grad_" + an argument
    wrong : the result's shape, true where it is wrong
    arrays : the arguments of the call and "grad_out", by name: what the errors may depend on

    Returns
    -------
    where : such as "only in the last row and column", "everywhere but in channel 0",
        "only where x is 0" or "in 3 of 12 elements"

    Examples
    --------
    >>> where_wrong("conv2d", "out", np.array([[[[False, True], [True, True]]]]))
    'only in the last row and column'
    >>> where_wrong("relu", "grad_x", np.array([False, True]), {"x": np.array([-1.0, 0.0])})
    'only where x is 0'
    """
    axes = axis_names(op, name, wrong.ndim)
    count = int(wrong.sum())
    if count == 0:
        return "nowhere"
    if count == wrong.size:
        return "everywhere" if count > 1 else "at its only element"
    found = (
        where_it_is_zero(wrong, arrays)
        # Along a single axis an index means little: one element is as good as another.
        or (by_values(op, wrong, arrays) if wrong.ndim == 1 else None)
        or on_one_axis(wrong, axes)
        or by_values(op, wrong, arrays)
        or at_one_element(wrong, "at one element")
        or along_the_edge(wrong, axes)
        or at_one_element(~wrong, "everywhere but at one element")
        or in_a_box(wrong, axes)
    )
    return found or f"in {count} of {wrong.size} elements{all_of_them(wrong, axes)}"


def where_it_is_zero(wrong: Mask, arrays: Mapping[str, Array]) -> str | None:
    """Describe errors that lie exactly at the zeros of an input: its kink, not its place."""
    return first_that_fits(wrong, arrays, [("x", "is 0", lambda x: x == 0)])


def by_values(op: str, wrong: Mask, arrays: Mapping[str, Array]) -> str | None:
    """Describe errors that depend on the sign of an argument, or on the target."""
    signs: list[tuple[str, Callable[[Array], Any]]] = [
        ("is positive", lambda x: x > 0),
        ("is negative", lambda x: x < 0),
    ]
    conditions = [(name, *sign) for name in ("x", "grad_out") for sign in signs]
    conditions += [("p", "is 0", lambda p: p == 0), ("p", "is 1", lambda p: p == 1)]
    described = first_that_fits(wrong, arrays, conditions)
    target = arrays.get("target")
    if described or target is None or wrong.ndim != 2:
        return described
    if target.dtype.kind in "iu" and target.shape == wrong.shape[:1]:
        target = target[:, np.newaxis] == np.arange(wrong.shape[1])
    if target.shape != wrong.shape or not np.all(np.isin(target, (0, 1))):
        return None
    if np.array_equal(wrong, target == 1):
        return "only at the true class"
    return "everywhere but at the true class" if np.array_equal(wrong, target == 0) else None


def first_that_fits(
    wrong: Mask,
    arrays: Mapping[str, Array],
    conditions: Sequence[tuple[str, str, Callable[[Array], Any]]],
) -> str | None:
    """Return the first condition on an argument that holds exactly where it is wrong, or right."""
    fitting = [
        (f"{name} {words}", condition(arrays[name]))
        for name, words, condition in conditions
        if name in arrays and arrays[name].shape == wrong.shape
    ]
    only = (f"only where {words}" for words, holds in fitting if np.array_equal(wrong, holds))
    but = (f"everywhere but where {words}" for words, holds in fitting if (wrong != holds).all())
    return next(chain(only, but), None)


def on_one_axis(wrong: Mask, axes: Sequence[str]) -> str | None:
    """Describe errors that depend on the index along one axis."""
    for axis, indices in enumerate(box_of(wrong)):
        size = wrong.shape[axis]
        if len(indices) == size or int(wrong.sum()) * size != len(indices) * wrong.size:
            continue
        rest = sorted(set(range(size)) - set(indices))
        only, but = phrase(axes[axis], indices, size), phrase(axes[axis], rest, size)
        if but and (not only or len(rest) < len(indices)):
            _, ordinal, line = but.partition("the ")
            if len(rest) == 1 and ordinal:
                return f"in every {axes[axis]} but the {line.split()[0]}"
            return f"everywhere but in {but}"
        if only:
            whole = axes[axis] == "sample" and len(indices) == 1
            return f"in all of {only}" if whole else f"only in {only}"
    return None


def at_one_element(mask: Mask, words: str) -> str | None:
    """Describe a mask that holds at a single element."""
    if mask.sum() != 1:
        return None
    return f"{words}, {[int(index) for index in np.argwhere(mask)[0]]}"


def along_the_edge(wrong: Mask, axes: Sequence[str]) -> str | None:
    """Describe errors on the border of the images, or in two lines that meet in a corner."""
    if wrong.ndim < 2 or not all(axis in LINES for axis in axes[-2:]):
        return None
    lines = f"{axes[-2]} and {axes[-1]}"
    edges = (
        ("on the border", 1, 1),
        (f"in the last {lines}", 0, 1),
        (f"in the first {lines}", 1, 0),
    )
    for words, first, last in edges:
        inside = np.zeros_like(wrong)
        inside[..., first : wrong.shape[-2] - last, first : wrong.shape[-1] - last] = True
        if np.array_equal(wrong, ~inside):
            return f"only {words}"
        if np.array_equal(wrong, inside):
            return f"everywhere but {words}"
    return None


def in_a_box(wrong: Mask, axes: Sequence[str]) -> str | None:
    """Describe errors that depend on the indices along several axes."""
    for mask, words in ((wrong, "only in"), (~wrong, "everywhere but in")):
        box = box_of(mask)
        if not mask[np.ix_(*box)].all():
            continue
        sides = list(restrictions(mask, axes))
        if all(sides):
            return f"{words} {' of '.join(str(side) for side in reversed(sides))}"
    return None


def all_of_them(wrong: Mask, axes: Sequence[str]) -> str:
    """Say which part of the result holds all the errors, if one index along an axis does."""
    sides = [
        phrase(axis, indices, size)
        for axis, indices, size in zip(axes, box_of(wrong), wrong.shape, strict=True)
        if len(indices) == 1 < size
    ]
    return f", all in {' of '.join(str(side) for side in reversed(sides))}" if sides else ""


def box_of(mask: Mask) -> list[list[int]]:
    """Return, for every axis, the indices at which the mask holds anywhere."""
    return [sorted({int(i) for i in indices}) for indices in np.nonzero(mask)]


def restrictions(mask: Mask, axes: Sequence[str]) -> Iterator[str | None]:
    """Yield what the mask's box is called along every axis that it does not fill."""
    for axis, indices, size in zip(axes, box_of(mask), mask.shape, strict=True):
        if len(indices) < size:
            yield phrase(axis, indices, size)


def phrase(axis: str, indices: Sequence[int], size: int) -> str | None:
    """Name some of the indices along an axis; None if that takes too many words.

    Examples
    --------
    >>> phrase("row", [3], 4), phrase("channel", [0], 4), phrase("row", [1, 2], 4)
    ('the last row', 'channel 0', 'rows 1 and 2')
    """
    count = len(indices)
    if count == 1:
        return one(axis, indices[0], size)
    if axis in LINES and list(indices) == [0, size - 1]:
        return f"the first and the last {axis}"
    if indices[-1] == count - 1:
        return f"the first {count} {plural(axis)}"
    if indices[0] == size - count:
        return f"the last {count} {plural(axis)}"
    if count <= LISTED:
        *most, last = map(str, indices)
        return numbered(plural(axis), f"{', '.join(most)} and {last}")
    for start, words in ((0, "even"), (1, "odd")):
        if list(indices) == list(range(start, size, 2)):
            return f"the {words} {plural(axis)}"
    return None


def one(axis: str, index: int, size: int) -> str:
    """Name one index along an axis: first and last among lines, else by its number."""
    if index == size - 1 and (axis in LINES or size > 2):
        return f"the last {axis}"
    if index == 0 and axis in LINES:
        return f"the first {axis}"
    return numbered(axis, str(index))
