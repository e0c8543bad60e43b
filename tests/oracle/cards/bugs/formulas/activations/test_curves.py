"""What known bugs of curved activations compute."""

import numpy as np
import pytest

from scratchcnn.oracle.cards.bugs import BUGS


@pytest.mark.parametrize(
    ("variant", "slopes"), [("left", [0, 1.5]), ("right", [-0.5, 1]), ("steeper", [-0.5, 1.5])]
)
def test_the_slope_beside_a_kink_of_a_parabola_is_that_at_the_kink(
    variant: str, slopes: list[float]
) -> None:
    name = f"hardswish-slope-at-kink-grad_x_{variant}"
    (bug,) = (one for one in BUGS if one.name == name)
    _, pullback = bug.make(1.0)(x=np.array([-3.0, 3.0]))
    np.testing.assert_allclose(pullback(np.ones(2))[0], slopes, rtol=1e-15, atol=1e-15)
