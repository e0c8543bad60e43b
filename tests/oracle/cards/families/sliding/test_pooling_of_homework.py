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
