"""Random masks: what is one draw, and what the exact tests see."""

import numpy as np
import pytest

from scratchcnn.oracle.dropouts.masks import (
    FALSE_ALARMS,
    LAYERS_OF_A_CLASS,
    LEVEL,
    TESTS_OF_A_LAYER,
    constant,
    dependent,
    exactly,
    fits,
    masks_of,
    same,
)

SHAPE = (6, 20, 60)


def drawn(share: float, shape: tuple[int, ...] = SHAPE, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random(shape) < share


def test_the_level_leaves_one_false_alarm_to_a_million_classes() -> None:
    assert pytest.approx(1e-6) == LEVEL * LAYERS_OF_A_CLASS * TESTS_OF_A_LAYER
    assert FALSE_ALARMS == 1e-6


def test_what_is_kept_and_its_scale_are_read_from_outputs() -> None:
    x, kept = np.full(SHAPE, -2.0), drawn(0.7)
    masks = masks_of(x, x * kept / 0.7)
    np.testing.assert_array_equal(masks.kept, kept)
    assert same(masks.scale, 1 / 0.7)
    assert masks.drops
    assert masks.shared == ()


def test_a_scale_that_differs_from_call_to_call_is_none_of_all() -> None:
    x = np.ones((2, 3))
    masks = masks_of(x, np.array([[2.0, 0, 2], [3, 3, 0]]))
    assert masks.scale is None
    assert masks.scales == (2.0, 3.0)


@pytest.mark.parametrize(
    ("shape", "shared"),
    [((1, 20, 60), (0,)), ((6, 1, 60), (1,)), ((6, 20, 1), (2,)), ((6, 1, 1), (1, 2))],
)
def test_the_axes_along_which_one_draw_decides_are_found(
    shape: tuple[int, ...], shared: tuple[int, ...]
) -> None:
    masks = masks_of(np.ones(SHAPE), np.broadcast_to(drawn(0.5, shape), SHAPE) * 2.0)
    assert masks.shared == shared
    assert masks.draws().shape == shape


@pytest.mark.parametrize("factor", [0.0, 1.0])
def test_what_keeps_all_or_nothing_shares_no_draw(factor: float) -> None:
    masks = masks_of(np.ones(SHAPE), np.full(SHAPE, factor))
    assert masks.shared == ()
    assert masks.scale == (factor or None)


def test_a_share_fits_what_is_drawn_with_it_and_none_that_is_far_from_it() -> None:
    assert fits(drawn(0.3), 0.3)
    assert not fits(drawn(0.3), 0.35)
    assert not fits(drawn(0.3), 0.7)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_what_is_certain_fits(share: float) -> None:
    assert fits(np.full(50, share == 1), share)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_neighbours_that_are_drawn_together_are_seen(axis: int) -> None:
    halves = list(SHAPE)
    halves[axis] //= 2
    assert list(dependent(np.repeat(drawn(0.7, tuple(halves)), 2, axis), 0.7)) == [axis]
    assert not dependent(drawn(0.7), 0.7)


def test_a_number_that_every_call_keeps_is_seen() -> None:
    x = np.ones((3, 4))
    assert exactly(masks_of(x, np.array([[1.0, 0, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1]])))
    assert not exactly(masks_of(x, np.array([[1.0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 1, 1]])))
    assert not exactly(masks_of(x, x))


def test_half_precision_changes_no_factor() -> None:
    factor = float(np.float16(1 / 0.7))
    assert same(factor, 1 / 0.7)
    assert constant(np.array([factor, 1 / 0.7])) is not None
    assert not same(factor, 1.45)
    assert not same(None, 1.0)
