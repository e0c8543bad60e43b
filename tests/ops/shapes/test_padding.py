"""Padding: what is added at the edges, and where its gradient goes."""

from typing import Any

import numpy as np
import pytest

from scratchcnn.ops import pad

ROW = np.array([1.0, 2.0, 3.0, 4.0])


@pytest.mark.parametrize(
    ("mode", "pads", "wanted"),
    [
        ("constant", (1, 2), [0, 1, 2, 3, 4, 0, 0]),
        ("constant", (-1, 1), [2, 3, 4, 0]),
        ("constant", (-4, 0), []),
        ("reflect", (3, 3), [4, 3, 2, 1, 2, 3, 4, 3, 2, 1]),
        ("reflect", (2, -1), [3, 2, 1, 2, 3]),
        ("reflect", (-3, 3), [4, 3, 2, 1]),
        ("replicate", (2, 5), [1, 1, 1, 2, 3, 4, 4, 4, 4, 4, 4]),
        ("replicate", (-4, 2), [4, 4]),
        ("replicate", (2, -4), [1, 1]),
        ("circular", (4, 4), [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]),
        ("circular", (-1, 3), [2, 3, 4, 2, 3, 4]),
        ("circular", (2, -1), [2, 3, 1, 2, 3]),
    ],
)
def test_a_row_goes_on_as_its_mode_says(
    mode: Any, pads: tuple[int, int], wanted: list[int]
) -> None:
    out, pullback = pad(ROW, pads, mode=mode)
    np.testing.assert_array_equal(out, wanted)
    # What is copied n times gets n times the gradient.
    counts = [wanted.count(number) for number in ROW]
    np.testing.assert_array_equal(pullback(np.ones(len(wanted)))[0], counts)


def test_the_first_pair_is_for_the_last_axis() -> None:
    out, _ = pad(np.ones((1, 2)), (0, 1, 2, 0), value=7.0)
    np.testing.assert_array_equal(out, [[7, 7, 7], [7, 7, 7], [1, 1, 7]])


def test_a_corner_repeats_what_both_edges_repeat() -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    out, pullback = pad(x, (1, 0, 1, 0), mode="reflect")
    np.testing.assert_array_equal(out, [[4, 3, 4], [2, 1, 2], [4, 3, 4]])
    grad = np.arange(9.0).reshape(3, 3)
    np.testing.assert_array_equal(pullback(grad)[0], [[4, 3 + 5], [1 + 7, 0 + 2 + 6 + 8]])


def test_axes_without_a_pair_stay_as_they_are() -> None:
    for mode in ("constant", "reflect"):
        out, pullback = pad(np.ones((2, 3)), (), mode=mode)
        np.testing.assert_array_equal(out, np.ones((2, 3)))
        np.testing.assert_array_equal(pullback(2 * out)[0], 2 * np.ones((2, 3)))


def test_a_value_of_infinity_is_added_as_it_is() -> None:
    assert pad(np.zeros(1), (1, 0), value=-np.inf)[0][0] == -np.inf


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"pad": (1, 1, 1)}, "pad must hold two numbers for each of up to 1 axes, got 3"),
        ({"pad": (0, 0, 0, 0)}, "up to 1 axes, got 4"),
        ({"pad": (-2, -3)}, r"pad \(-2, -3\) .*takes away more than its 4 entries"),
        ({"pad": (4, 0), "mode": "reflect"}, "pad .*mode 'reflect' has too few entries to repeat"),
        ({"pad": (0, 4), "mode": "reflect"}, "too few entries to repeat, 4"),
        ({"pad": (5, 0), "mode": "circular"}, "too few entries to repeat, 4"),
        ({"pad": (-1, 4), "mode": "circular"}, "too few entries to repeat, 4"),
        ({"pad": (1, 0), "mode": "mirror"}, "mode must be one of constant, reflect, replicate"),
        ({"pad": (1, 0), "mode": "reflect", "value": 1}, "value must be 0 for mode 'reflect'"),
        ({"pad": 1}, "pad must be a sequence of integers, got 1"),
        ({"pad": (1, 0), "value": "0"}, "value must be a number, got '0'"),
    ],
)
def test_what_does_not_fit_is_told(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises((TypeError, ValueError), match=told):
        pad(ROW, **arguments)


@pytest.mark.parametrize(("before", "after"), [(0, -2), (1, -2), (-1, -1), (2, -3)])
def test_what_is_taken_away_at_the_end_gets_no_gradient(before: int, after: int) -> None:
    out, pullback = pad(ROW, (before, after), value=7.0)
    kept = ROW[max(0, -before) : len(ROW) + after]
    np.testing.assert_array_equal(out, [7.0] * before + kept.tolist())
    wanted = [0] * max(0, -before) + [1] * len(kept) + [0] * -after
    np.testing.assert_array_equal(pullback(np.ones_like(out))[0], wanted)


def test_an_empty_axis_has_nothing_to_repeat() -> None:
    with pytest.raises(ValueError, match=r"pad .*mode 'replicate' has too few entries"):
        pad(np.zeros((1, 0)), (0, 1), mode="replicate")
    assert pad(np.zeros((1, 0)), (0, 0), mode="replicate")[0].shape == (1, 0)
