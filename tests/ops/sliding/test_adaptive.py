"""The windows of adaptive pooling, in numbers."""

import numpy as np
import pytest

from scratchcnn.ops.sliding.adaptive import lengths, parted
from scratchcnn.ops.sliding.windows import Windows, parting


def pixels_of(side: Windows, size: int) -> list[list[int]]:
    """Return which pixels every window has, in the order of the taps."""
    found: list[list[int]] = [[] for _ in range(side.count)]
    for pixels, windows in side.taps:
        for pixel, window in zip(range(size)[pixels], range(side.count)[windows], strict=True):
            found[window].append(pixel)
    return found


@pytest.mark.parametrize(
    ("size", "count", "windows"),
    [
        (6, 3, [[0, 1], [2, 3], [4, 5]]),
        (5, 3, [[0, 1], [1, 2, 3], [3, 4]]),
        (7, 2, [[0, 1, 2, 3], [3, 4, 5, 6]]),
        (10, 4, [[0, 1, 2], [2, 3, 4], [5, 6, 7], [7, 8, 9]]),
        (2, 3, [[0], [0, 1], [1]]),
        (1, 2, [[0], [0]]),
        (4, 1, [[0, 1, 2, 3]]),
        (3, 3, [[0], [1], [2]]),
    ],
)
def test_a_window_begins_at_the_floor_and_ends_at_the_ceiling(
    size: int, count: int, windows: list[list[int]]
) -> None:
    assert pixels_of(parting(size, count), size) == windows
    assert lengths(size, count).tolist() == [len(one) for one in windows]


@pytest.mark.parametrize(("size", "count", "apart"), [(6, 3, True), (7, 3, False), (2, 4, False)])
def test_windows_are_apart_where_they_tile(size: int, count: int, apart: bool) -> None:
    assert parting(size, count).apart is apart


@pytest.mark.parametrize(
    ("output_size", "counts"),
    [(2, [2, 2]), ((2, 3), [2, 3]), ([None, 3], [4, 3]), ((None, None), [4, 5])],
)
def test_none_keeps_the_size_of_an_axis(output_size: object, counts: list[int]) -> None:
    sides = parted(np.zeros((1, 1, 4, 5)), output_size)  # type: ignore[arg-type] # any list
    assert [side.count for side in sides] == counts
