"""Arrays as a person reads them: aligned, and with a mark at every element that is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import Layout
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.report.errors import compared, is_numeric, wrong_elements
from scratchcnn.oracle.report.places import Mask
from scratchcnn.oracle.report.words import in_one_line

Array: TypeAlias = NDArray[Any]

MARK = "*"
# A larger array is shown by its shape and its first wrong elements.
LARGEST = 256
FIRST = 5
# Enough to read; where two numbers would look alike, they are written in full.
DIGITS = 6


@dataclass(frozen=True)
class Span:
    """A piece of text, and whether it stands for something wrong."""

    text: str
    wrong: bool = False


Lines: TypeAlias = list[list[Span]]


def result_lines(verdict: Verdict) -> tuple[Lines, Lines]:
    """Return what came out and what should have, each as lines, aligned with each other."""
    got, expected = compared(verdict)
    wrong = wrong_elements(verdict)
    if wrong is None:
        return value_lines(got), value_lines(expected)
    texts = cells(got), cells(expected)
    alike = (texts[0] == texts[1]) & wrong
    texts = cells(got, alike), cells(expected, alike)
    if wrong.size > LARGEST:
        return few(texts[0], wrong), few(texts[1], wrong)
    width = max(len(text) for one in texts for text in one.flat)
    return lines(texts[0], wrong, width), lines(texts[1], wrong, width)


def value_lines(value: Any) -> Lines:
    """Return any value as lines: an array of numbers in full, unless it is large."""
    if not is_numeric(value):
        return [[Span(other_value(value))]]
    if not np.size(value) or np.size(value) > LARGEST:
        return [[Span(f"array of shape {np.shape(value)}")]]
    texts = cells(value)
    return lines(texts, None, max(len(text) for text in texts.flat))


def call_lines(trial: Trial, check: str) -> Mapping[str, Lines]:
    """Return the arguments of the call that a check made, by name, each as lines."""
    arrays = {name: value_lines(array) for name, array in trial.arrays.items()}
    options = {name: value_lines(value) for name, value in trial.passed.items()}
    laid_out = {"memory": [[Span(trial.layout.value)]]}
    layout = {} if trial.layout is Layout.CONTIGUOUS else laid_out
    upstream = {} if check == "forward" else {"grad_out": value_lines(trial.grad_out)}
    return {**arrays, **options, **layout, **upstream}


def cells(array: Any, in_full: Mask | None = None) -> NDArray[np.object_]:
    """Return every number as text; floats are rounded, except where `in_full` holds."""
    texts = np.empty(np.shape(array), object)
    for index, number in np.ndenumerate(array):
        if not isinstance(number, float | np.floating):
            texts[index] = str(number)
        elif in_full is not None and in_full[index]:
            texts[index] = repr(float(number))
        else:
            texts[index] = f"{number:.{DIGITS}g}"
    return texts


def lines(texts: NDArray[np.object_], wrong: Mask | None, width: int) -> Lines:
    """Return an array's texts in brackets, a line for every row."""
    if texts.ndim == 0:
        return [[cell(str(texts[()]), wrong, (), width)]]
    rows = []
    for index in np.ndindex(texts.shape[:-1]):
        row = [
            cell(text, wrong, (*index, column), width) for column, text in enumerate(texts[index])
        ]
        before, after = brackets(index, texts.shape)
        spaced = [span for one in row for span in (Span(" "), one)][1:]
        rows.append([Span(before), *spaced, Span(after)])
    return rows


def cell(text: str, wrong: Mask | None, index: tuple[int, ...], width: int) -> Span:
    """Return one element, padded, with its mark or room for one."""
    if wrong is None:
        return Span(text.rjust(width))
    return Span(text.rjust(width) + (MARK if wrong[index] else " "), bool(wrong[index]))


def brackets(index: tuple[int, ...], shape: tuple[int, ...]) -> tuple[str, str]:
    """Return what opens and what closes the row at an index."""
    last = tuple(size - 1 for size in shape[:-1])
    opening, closing = same_at_the_end(index, (0,) * len(index)), same_at_the_end(index, last)
    return " " * (len(index) - opening) + "[" * (opening + 1), "]" * (closing + 1)


def same_at_the_end(index: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return in how many of the last axes two indices agree."""
    pairs = zip(reversed(index), reversed(other), strict=True)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def few(texts: NDArray[np.object_], wrong: Mask) -> Lines:
    """Return the first wrong elements of a large array, a line for each."""
    head = [[Span(f"array of shape {texts.shape}, such as")]]
    return head + list(elements(texts, wrong))


def elements(texts: NDArray[np.object_], wrong: Mask) -> Iterator[list[Span]]:
    """Yield the first wrong elements with their indices."""
    for index in np.argwhere(wrong)[:FIRST]:
        where = tuple(int(i) for i in index)
        yield [Span(f"{list(where)}: "), Span(f"{texts[where]}{MARK}", wrong=True)]


def other_value(value: Any) -> str:
    """Describe in a few words a value that is not an array of numbers."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} array of shape {value.shape}"
    if is_short(value):
        return in_one_line(repr(value), 200)
    return f"of type {in_one_line(type(value).__name__)}"


def is_short(value: Any) -> bool:
    """Return whether a value can be written out; Python itself refuses to for huge integers."""
    if isinstance(value, tuple):
        return all(is_short(one) for one in value)
    if isinstance(value, int):
        return value.bit_length() < 100
    return isinstance(value, float | str | bytes | None)
