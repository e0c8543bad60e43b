"""The axes of channels, of rows and of images alike."""

import numpy as np
import pytest

from scratchcnn.oracle.cases.channels import along, but_channels, values_per_channel


@pytest.mark.parametrize(
    ("shape", "axes", "count"),
    [((5, 2), (0,), 5), ((5, 2, 3), (0, 2), 15), ((5, 2, 3, 4), (0, 2, 3), 60), ((0, 2), (0,), 0)],
)
def test_a_channel_goes_through_all_axes_but_the_second(
    shape: tuple[int, ...], axes: tuple[int, ...], count: int
) -> None:
    array = np.zeros(shape)
    assert but_channels(array) == axes
    assert values_per_channel(array) == count


@pytest.mark.parametrize("rest", [(), (4,), (4, 3)])
def test_one_value_for_every_channel_broadcasts_along_them(rest: tuple[int, ...]) -> None:
    array = np.zeros((3, 2, *rest))
    values = along(np.array([1.0, 2.0]), array)
    assert values.shape == (2, *[1] * len(rest))
    np.testing.assert_array_equal((array + values)[:, 0], 1)
    np.testing.assert_array_equal((array + values)[:, 1], 2)
