"""What the regimes of homework's poolings show."""

import numpy as np
import pytest
from offered import cases, every_regime, tiles

from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of


@pytest.mark.parametrize("regime", [r for _, r in every_regime("max_pool2d") if r != "ties"])
def test_the_maximum_of_a_window_is_unique(regime: str) -> None:
    for case in cases("max_pool2d", regime):
        assert np.unique(case.arrays["x"]).size == case.arrays["x"].size


def test_ties_are_of_zeros_and_ones_in_one_sample() -> None:
    for case in cases("max_pool2d", "ties"):
        assert {*np.unique(case.arrays["x"])} <= {0, 1}
        assert twin_of("max_pool2d")(**case.arrays, **case.options)[0].shape[0] == 1


def test_padding_meets_negative_numbers_too() -> None:
    drawn = cases("max_pool2d", "padding")
    assert np.mean([(case.arrays["x"] < 0).all() for case in drawn]) > 0.1


@pytest.mark.parametrize(
    "offer",
    [
        Offer(tiling=True, stride=True, rectangular_kernel=True),
        Offer(tiling=True, stride=True, kernel_size=(2, 2), image_size=(4, 4)),
        Offer(tiling=True, kernel_size=(2, 2), square_image=True),
    ],
)
def test_images_that_windows_must_tile_are_tiled_in_every_regime(offer: Offer) -> None:
    drawn = regimes("max_pool2d", offer)
    assert "mixed" in drawn
    assert "non_tiling" not in drawn
    assert all(tiles(case) for name in drawn for case in cases("max_pool2d", name, offer))


@pytest.mark.parametrize(("op", "axes"), [("max_pool1d", 1), ("max_pool3d", 3)])
def test_every_case_of_ties_along_other_axes_has_a_window_with_tied_maxima(
    op: str, axes: int
) -> None:
    for case in cases(op, "ties"):
        x, kernel, stride = case.arrays["x"], *(case.options[n] for n in ("kernel_size", "stride"))
        every = np.lib.stride_tricks.sliding_window_view(
            x, (kernel,) * axes, tuple(range(2, 2 + axes))
        )
        windows = every[(slice(None),) * 2 + (slice(None, None, stride),) * axes]
        top = windows.max(tuple(range(-axes, 0)), keepdims=True)
        assert ((windows == top).sum(tuple(range(-axes, 0))) > 1).any()


def test_what_differs_along_the_axes_of_images_is_not_asked_of_a_sequence() -> None:
    offer = Offer(stride=True, padding=True, rectangular_kernel=True, rectangular_stride=True)
    drawn = regimes("avg_pool1d", offer)
    assert {"padding", "stride", "overlap", "non_tiling", "mixed"} <= set(drawn)
    assert "rectangular" not in drawn
