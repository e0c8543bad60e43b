"""What the regimes of homework's poolings show."""

import numpy as np
import pytest
from offered import cases, every_regime

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
