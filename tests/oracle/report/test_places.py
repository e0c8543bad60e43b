"""Where the errors lie, in words."""

import ast
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scratchcnn.oracle.report.axes import axis_names, plural
from scratchcnn.oracle.report.places import where_wrong


def mask(shape: tuple[int, ...], *places: Any, everywhere_but: bool = False) -> Any:
    wrong = np.zeros(shape, bool)
    for place in places:
        wrong[place] = True
    return ~wrong if everywhere_but else wrong


ALL = slice(None)


@pytest.mark.parametrize(
    ("op", "name", "wrong", "words"),
    [
        ("conv2d", "out", mask((2, 3)), "nowhere"),
        ("conv2d", "out", mask((2, 3, 4, 5), ALL), "everywhere"),
        ("conv2d", "out", mask((1, 1), ALL), "at its only element"),
        ("mse_loss", "out", mask((), ()), "at its only element"),
        ("conv2d", "grad_x", mask((3, 3, 4, 5), 1), "in all of sample 1"),
        ("conv2d", "grad_x", mask((3, 3, 4, 5), (ALL, 0)), "only in channel 0"),
        (
            *("conv2d", "grad_x"),
            mask((2, 3, 4, 5), (ALL, 0), everywhere_but=True),
            "everywhere but in channel 0",
        ),
        (
            *("conv2d", "out"),
            mask((2, 3, 4, 5), (ALL, 2), everywhere_but=True),
            "in every filter but the last",
        ),
        ("conv2d", "grad_weight", mask((2, 3, 2, 2), (..., 1)), "only in the last kernel column"),
        ("conv2d", "grad_bias", mask((3,), 2), "only in the last filter"),
        ("conv2d", "grad_bias", mask((2, 3, 4), (ALL, 0)), "only in the first row"),
        ("max_pool2d", "grad_x", mask((1, 1, 5, 2), (..., 3, ALL)), "only in row 3"),
        (
            *("max_pool2d", "grad_x"),
            mask((1, 2, 3, 4), (..., -1, ALL), (..., ALL, -1)),
            "only in the last row and column",
        ),
        (
            *("max_pool2d", "grad_x"),
            mask((1, 2, 3, 4), (..., 0, ALL), (..., ALL, 0)),
            "only in the first row and column",
        ),
        (
            *("avg_pool2d", "out"),
            mask((1, 2, 4, 5), (..., slice(1, -1), slice(1, -1)), everywhere_but=True),
            "only on the border",
        ),
        (
            *("avg_pool2d", "out"),
            mask((1, 2, 4, 5), (..., slice(1, -1), slice(1, -1))),
            "everywhere but on the border",
        ),
        (
            *("avg_pool2d", "out"),
            mask((1, 1, 3, 3), (..., 1, 1), everywhere_but=True),
            "only on the border",
        ),
        ("avg_pool2d", "out", mask((1, 1, 3, 3), (..., 1, 1)), "at one element, [0, 0, 1, 1]"),
        ("relu", "out", mask((1, 2, 3), (0, 1, 2)), "at one element, [0, 1, 2]"),
        (
            *("relu", "out"),
            mask((2, 2, 3), (0, 1, 2), everywhere_but=True),
            "everywhere but at one element, [0, 1, 2]",
        ),
        ("linear", "out", mask((4, 3), ([1, 2], ALL)), "only in samples 1 and 2"),
        ("linear", "grad_weight", mask((5, 3), (slice(3, 5), ALL)), "only in the last 2 outputs"),
        ("linear", "grad_x", mask((3, 4), (ALL, 1)), "only in input 1"),
        (
            *("softmax", "out"),
            mask((2, 9), (ALL, [0, 2, 4, 6, 8])),
            "everywhere but in classes 1, 3, 5 and 7",
        ),
        ("softmax", "out", mask((2, 11), (ALL, [1, 3, 5, 7, 9])), "only in the odd classes"),
        ("conv2d", "out", mask((2, 3, 4, 5), (1, ALL, 3)), "only in the last row of sample 1"),
        (
            *("conv2d", "out"),
            mask((2, 3, 4, 5), (1, ALL, 3), everywhere_but=True),
            "everywhere but in the last row of sample 1",
        ),
        ("linear", "out", mask((3, 4), (0, 0), (1, 1), (2, 3)), "in 3 of 12 elements"),
        (
            *("conv2d", "out"),
            mask((3, 1, 2, 2), (1, 0, 0, 0), (1, 0, 1, 1)),
            "in 2 of 12 elements, all in sample 1",
        ),
        ("tanh", "out", mask((2, 2, 2, 2, 2), (ALL, 1)), "only in index 1 of axis 1"),
    ],
)
def test_a_place_has_a_name(op: str, name: str, wrong: Any, words: str) -> None:
    assert where_wrong(op, name, wrong) == words


@pytest.mark.parametrize(
    ("op", "wrong", "arrays", "words"),
    [
        ("relu", [[True, False], [False, True]], {"x": [[0, 1], [-1, 0]]}, "only where x is 0"),
        ("relu", [True, False, True], {"x": [2, 0, -1]}, "everywhere but where x is 0"),
        ("relu", [True, False, True, False], {"x": [2, -1, 3, -4]}, "only where x is positive"),
        (
            *("relu", [False, True, False, True]),
            {"x": [2, -1, -3, 4], "grad_out": [1, -2, 3, -4]},
            "only where grad_out is negative",
        ),
        (
            *("cross_entropy", [[True, False, False], [False, False, True]]),
            {"logits": np.zeros((2, 3)), "target": [0, 2]},
            "only at the true class",
        ),
        (
            *("categorical_cross_entropy", [[False, True, True], [True, True, False]]),
            {"p": np.full((2, 3), 0.5), "target": [[1.0, 0, 0], [0, 0, 1]]},
            "everywhere but at the true class",
        ),
        (
            *("binary_cross_entropy", [True, False, False, True]),
            {"p": [1.0, 0.5, 0.5, 1], "target": [0, 1, 1, 1.0]},
            "only where p is 1",
        ),
    ],
)
def test_errors_that_go_by_a_value_are_told_by_it(
    op: str, wrong: Any, arrays: Any, words: str
) -> None:
    given_arrays = {name: np.asarray(array) for name, array in arrays.items()}
    assert where_wrong(op, "grad_x", np.array(wrong), given_arrays) == words


def test_an_element_that_happens_to_be_0_does_not_explain_an_error_everywhere() -> None:
    assert where_wrong("relu", "out", np.array([True, True]), {"x": np.zeros(2)}) == "everywhere"


@pytest.mark.parametrize("ndim", range(6))
def test_every_array_has_names_for_its_axes(ndim: int) -> None:
    for op in ("conv2d", "linear", "unheard_of"):
        for name in ("out", "grad_x", "grad_weight", "grad_bias", "grad_unheard_of"):
            assert len(axis_names(op, name, ndim)) == ndim


AXES = axis_names("conv2d", "out", 4)
SIDES = st.integers(1, 6)


@st.composite
def regular_masks(draw: st.DrawFn) -> Any:
    """Boxes, all but boxes, and unions of them."""
    shape = tuple(draw(SIDES) for _ in AXES)
    wrong = np.zeros(shape, bool)
    for _ in range(draw(st.integers(1, 2))):
        box = [draw(st.sampled_from([None, *range(size)])) for size in shape]
        wrong[tuple(slice(None) if i is None else i for i in box)] = True
    axis = draw(st.integers(0, 3))
    if draw(st.booleans()):
        chosen = [draw(st.booleans()) for _ in range(shape[axis])]
        wrong = wrong & np.expand_dims(chosen, [i for i in range(4) if i != axis])
    return ~wrong if draw(st.booleans()) else wrong


@given(
    regular_masks()
    | st.integers(1, 2**12 - 1).map(
        lambda bits: np.array([bits >> i & 1 for i in range(12)], bool).reshape(1, 2, 2, 3)
    )
)
def test_a_description_describes_back(wrong: Any) -> None:
    words = where_wrong("conv2d", "out", wrong)
    counted = re.fullmatch(r"in (\d+) of (\d+) elements(?:, all in (.*))?", words)
    if counted is None:
        np.testing.assert_array_equal(drawn(words, wrong.shape), wrong)
    else:
        assert (int(counted[1]), int(counted[2])) == (wrong.sum(), wrong.size)
        if counted[3]:
            assert not np.any(wrong & ~box(counted[3], wrong.shape))


@given(st.integers(0, 3), SIDES, st.data())
def test_an_index_along_an_axis_is_always_told(axis: int, size: int, data: Any) -> None:
    assume(size > 1)
    wrong = np.zeros([size if i == axis else 2 for i in range(4)], bool)
    np.moveaxis(wrong, axis, 0)[data.draw(st.integers(0, size - 1))] = True
    assert " of " not in where_wrong("conv2d", "out", wrong).replace("in all of", "")


def drawn(words: str, shape: tuple[int, ...]) -> Any:
    """Return the mask that the words describe."""
    everything = np.ones(shape, bool)
    if words in ("everywhere", "at its only element"):
        return everything
    if words == "nowhere":
        return ~everything
    if match := re.fullmatch(r"in every (.*) but the (.*)", words):
        return ~box(f"the {match[2]} {match[1]}", shape)
    if match := re.fullmatch(r"everywhere but (.*)", words):
        return ~drawn(f"only {match[1]}", shape)
    inside = everything.copy()
    if match := re.fullmatch(r"(?:only )?at one element, (.*)", words):
        inside[tuple(ast.literal_eval(match[1]))] = False
        return ~inside
    edges = {
        "only on the border": (1, 1),
        "only in the last row and column": (0, 1),
        "only in the first row and column": (1, 0),
    }
    if words in edges:
        first, last = edges[words]
        for axis in (2, 3):
            along = np.moveaxis(inside, axis, 0)
            along[:first] = False
            along[len(along) - last :] = False
        return ~inside
    match = re.fullmatch(r"(?:only in|in all of) (.*)", words)
    assert match is not None, words
    return box(match[1], shape)


def box(words: str, shape: tuple[int, ...]) -> Any:
    """Return the mask of what is said of one or several axes."""
    wrong = np.ones(shape, bool)
    for side in words.split(" of "):
        axis = next(i for i, name in enumerate(AXES) if name in side or plural(name) in side)
        chosen = np.isin(np.arange(shape[axis]), indices(side, shape[axis]))
        wrong &= np.expand_dims(chosen, [i for i in range(len(shape)) if i != axis])
    return wrong


def indices(side: str, size: int) -> list[int]:
    """Return the indices that some words mean."""
    every = list(range(size))
    if match := re.fullmatch(r"the (first|last) (\d+) \w+", side):
        count = int(match[2])
        return every[:count] if match[1] == "first" else every[-count:]
    if side.startswith("the first and the last"):
        return [0, size - 1]
    if match := re.fullmatch(r"the (first|last|even|odd) \w+", side):
        slices = {"first": every[:1], "last": every[-1:], "even": every[::2], "odd": every[1::2]}
        return slices[match[1]]
    numbers = re.findall(r"\d+", side)
    assert numbers, side
    return [int(number) for number in numbers]
