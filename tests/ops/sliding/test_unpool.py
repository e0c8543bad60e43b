"""Max unpooling: where the values go, and what several that share a place receive."""

import numpy as np
import pytest

from scratchcnn import ops

X = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
APART = np.array([[[[5, 2], [8, 15]]]])


def test_values_go_back_to_where_the_maxima_were() -> None:
    image = np.array([[[[1.0, 9.0, 2.0], [3.0, 4.0, 8.0], [7.0, 0.0, 5.0]]]])
    (maxima, indices), _ = ops.max_pool2d(image, 2, stride=1, return_indices=True)
    out, _ = ops.max_unpool2d(maxima, indices, 2, stride=1)
    assert out.tolist() == [[[[0, 9, 0], [0, 0, 8], [7, 0, 0]]]]


def test_every_image_has_places_of_its_own() -> None:
    x = np.arange(1.0, 7.0).reshape(2, 3, 1, 1)
    indices = np.array([0, 1, 2, 3, 0, 1]).reshape(x.shape)
    out, pullback = ops.max_unpool2d(x, indices, 2)
    assert out.reshape(6, 4).argmax(1).tolist() == [0, 1, 2, 3, 0, 1]
    assert out.sum((2, 3)).tolist() == [[1, 2, 3], [4, 5, 6]]
    assert pullback(np.arange(24.0).reshape(out.shape))[0].ravel().tolist() == [
        0,
        5,
        10,
        15,
        16,
        21,
    ]


def test_of_several_that_share_a_place_the_last_is_put_there_and_all_receive_its_gradient() -> None:
    indices = np.array([[[[0, 5], [5, 3]]]])
    for order in ("C", "F"):
        x, places = np.array(X, order=order), np.array(indices, order=order)  # type: ignore[call-overload] # both are orders
        out, pullback = ops.max_unpool2d(x, places, 2)
        assert out[0, 0].tolist() == [[1, 0, 0, 4], [0, 3, 0, 0], [0] * 4, [0] * 4]
        grad_out = np.array(np.arange(16.0).reshape(1, 1, 4, 4), order=order)  # type: ignore[call-overload] # both are orders
        assert pullback(grad_out)[0].tolist() == [[[[0, 5], [5, 3]]]]


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({}, (4, 4)),
        ({"stride": 1}, (3, 3)),
        ({"stride": (3, 2), "padding": (0, 1)}, (5, 2)),
        ({"output_size": (5, 3)}, (5, 3)),
        ({"output_size": [3, 5]}, (3, 5)),
        ({"output_size": (7, 9, 5, 4)}, (5, 4)),
    ],
)
def test_the_size_is_the_smallest_that_the_windows_cover_unless_given(
    options: dict[str, object], size: tuple[int, int]
) -> None:
    indices = np.array([[[[0, 1], [2, 3]]]])
    out, _ = ops.max_unpool2d(X, indices, 2, **options)  # type: ignore[arg-type] # of any kind
    assert out.shape == (1, 1, *size)


def test_a_single_image_has_no_batch() -> None:
    out, pullback = ops.max_unpool2d(X[0], APART[0], 2)
    assert out[0].tolist() == [[0, 0, 2, 0], [0, 1, 0, 0], [3, 0, 0, 0], [0, 0, 0, 4]]
    assert pullback(out)[0].tolist() == X[0].tolist()


def test_nothing_has_no_place() -> None:
    out, pullback = ops.max_unpool2d(X[:0], APART[:0], 2)
    assert out.shape == (0, 1, 4, 4)
    assert pullback(out)[0].shape == (0, 1, 2, 2)


def test_an_image_has_at_least_one_pixel() -> None:
    one = np.ones((1, 1, 1, 1))
    with pytest.raises(ValueError, match="output_size must be at least 1, got 0"):
        ops.max_unpool2d(one, np.zeros(one.shape, int), 1, stride=2, output_size=(0, 1))
