"""The inputs that a dropout layer is tried on."""

import pytest

from scratchcnn.oracle.dropouts.running import IMAGES, ROWS, SEQUENCES, shapes_for


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Dropout", ROWS),
        ("Dropout1d", ROWS),
        ("SpatialDropout", IMAGES),
        ("SpatialDropout2D", IMAGES),
        ("SpatialDropout1D", SEQUENCES),
    ],
)
def test_a_name_says_what_is_tried_first(name: str, first: tuple[int, ...]) -> None:
    shapes = shapes_for(name)
    assert shapes[0] == first
    assert SEQUENCES in shapes
