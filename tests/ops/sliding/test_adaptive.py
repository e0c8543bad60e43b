"""The windows of adaptive pooling, in numbers."""

from typing import Any

import numpy as np
import pytest

from scratchcnn import ops
from scratchcnn.ops.sliding.adaptive import in_front, parted, parting


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
    pixels = list(range(size))
    assert [pixels[window] for window in parting(size, count)] == windows


@pytest.mark.parametrize(("size", "copied"), [(62, True), (63, True), (64, False), (65, False)])
def test_an_axis_is_brought_in_front_and_copied_unless_windows_are_long(
    size: int, copied: bool
) -> None:
    x = np.arange(6.0 * size).reshape(2, 3, size)
    rows = in_front(x, 2, parting(size, 2))
    np.testing.assert_array_equal(rows, x.transpose(2, 0, 1))
    assert rows.flags.c_contiguous is copied
    assert np.shares_memory(rows, x) is not copied


@pytest.mark.parametrize("pool", [ops.adaptive_avg_pool1d, ops.adaptive_max_pool1d])
def test_windows_are_the_same_however_long_they_are(pool: Any) -> None:
    x = np.random.default_rng(0).integers(-9, 9, (2, 3, 65)).astype(np.float64)
    out, pullback = pool(x, 2)
    halves = [pool(x[..., :33], 1), pool(x[..., 32:], 1)]
    np.testing.assert_array_equal(out, np.concatenate([one for one, _ in halves], 2))
    expected = np.zeros_like(x)
    expected[..., :33] += halves[0][1](np.full((2, 3, 1), 33.0))[0]
    expected[..., 32:] += halves[1][1](np.full((2, 3, 1), 66.0))[0]
    grad_out = np.broadcast_to(np.array([33.0, 66.0]), out.shape).copy()
    np.testing.assert_array_equal(pullback(grad_out)[0], expected)


@pytest.mark.parametrize(
    ("output_size", "counts"),
    [(2, [2, 2]), ((2, 3), [2, 3]), ([None, 3], [4, 3]), ((None, None), [4, 5])],
)
def test_none_keeps_the_size_of_an_axis(output_size: object, counts: list[int]) -> None:
    sides = parted(np.zeros((1, 1, 4, 5)), output_size)  # type: ignore[arg-type] # any list
    assert [len(side) for side in sides] == counts
