"""Interpolation: places, weights and corners, and where gradients go."""

from typing import Any

import numpy as np
import pytest

from scratchcnn.ops import interpolate
from scratchcnn.ops.shapes.interpolation import nearest, weighed

PAIR = np.array([[[1.0, 5.0]]])


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"size": 4}, [1, 1, 5, 5]),
        ({"size": 3}, [1, 1, 5]),
        ({"size": 3, "mode": "nearest-exact"}, [1, 5, 5]),
        ({"size": 1}, [1]),
        ({"size": 1, "mode": "nearest-exact"}, [5]),
        ({"scale_factor": 1.7}, [1, 1, 5]),
        ({"scale_factor": 1.7, "recompute_scale_factor": True}, [1, 1, 5]),
        ({"scale_factor": 2.4}, [1, 1, 1, 5]),
        ({"scale_factor": 2.4, "recompute_scale_factor": True}, [1, 1, 5, 5]),
        ({"size": 4, "mode": "linear"}, [1, 2, 4, 5]),
        ({"size": 5, "mode": "linear", "align_corners": True}, [1, 2, 3, 4, 5]),
        ({"size": 1, "mode": "linear"}, [3]),
        ({"size": 1, "mode": "linear", "align_corners": True}, [1]),
        # The last place lies at 1.125, beyond the last pixel.
        ({"scale_factor": 2, "mode": "linear", "align_corners": False}, [1, 2, 4, 5]),
        ({"scale_factor": 1.6, "mode": "linear"}, [1, 1 + 4 * 0.4375, 5][:3]),
    ],
)
def test_a_row_is_made_longer_or_shorter(options: dict[str, Any], wanted: list[float]) -> None:
    out, pullback = interpolate(PAIR, **options)
    np.testing.assert_allclose(out[0, 0], wanted, rtol=1e-14)
    # A pixel's gradient is how much it counts in all outputs: out = 1 + 4 * (share of the second).
    second = (np.array(wanted) - 1).sum() / 4
    grads = pullback(np.ones_like(out))[0][0, 0]
    np.testing.assert_allclose(grads, [len(wanted) - second, second], rtol=1e-14, atol=1e-14)


def test_every_axis_has_its_own_size() -> None:
    image = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    out, pullback = interpolate(image, (1, 4))
    np.testing.assert_array_equal(out, [[[[1, 1, 2, 2]]]])
    np.testing.assert_array_equal(pullback(np.ones_like(out))[0], [[[[2, 2], [0, 0]]]])
    assert interpolate(image, scale_factor=(1, 2.5))[0].shape == (1, 1, 2, 5)


def test_an_image_of_twice_the_size_has_every_pixel_twice_whatever_its_factor() -> None:
    # As in PyTorch, a factor of 2.4 makes 2 pixels 4, and places follow from these alone.
    image = np.arange(4.0).reshape(1, 1, 2, 2)
    out, _ = interpolate(image, scale_factor=2.4)
    np.testing.assert_array_equal(out, interpolate(image, 4)[0])
    same, _ = interpolate(image, scale_factor=1.4)
    np.testing.assert_array_equal(same, image)


def test_nearest_exact_heeds_its_factor_in_images() -> None:
    row = np.arange(2.0).reshape(1, 1, 1, 2)
    out, _ = interpolate(row, scale_factor=(1.0, 2.4), mode="nearest-exact")
    np.testing.assert_array_equal(out[0, 0, 0], [0, 0, 1, 1])


def test_a_cubic_goes_beyond_the_pixels_and_keeps_a_line() -> None:
    step = np.array([0.0, 0, 0, 1, 1, 1]).reshape(1, 1, 1, 6)
    out, _ = interpolate(step, (1, 12), mode="bicubic")
    assert out.min() < -0.05
    assert out.max() > 1.05
    line = np.arange(6.0).reshape(1, 1, 1, 6)
    inner = interpolate(line, (1, 12), mode="bicubic")[0][0, 0, 0, 4:-4]
    np.testing.assert_allclose(inner, [1.75, 2.25, 2.75, 3.25], atol=0.1)


def test_infinity_stays_where_it_counts() -> None:
    x = np.array([[[np.inf, 1.0, 2.0, 3.0]]])
    out, _ = interpolate(x, 8, mode="linear")
    assert np.isfinite(out[0, 0, 4:-1]).all()
    assert out[0, 0, 1] == np.inf


def test_an_empty_batch_stays_empty() -> None:
    out, pullback = interpolate(np.zeros((0, 2, 3, 4)), scale_factor=2, mode="bilinear")
    assert out.shape == (0, 2, 6, 8)
    assert pullback(out)[0].shape == (0, 2, 3, 4)


def test_what_would_lie_beyond_the_last_entry_is_that_entry() -> None:
    assert nearest(3, 5, 1.25, exact=False, images=False).places.tolist() == [[0, 0, 1, 2, 2]]


def test_what_would_lie_between_the_last_entry_and_nothing_is_the_last_entry_alone() -> None:
    taps = weighed(3, 5, 1.25, align_corners=False, cubic=False)
    assert taps.places[:, -1].tolist() == [2, 2]
    assert taps.weights is not None
    assert taps.weights[:, -1].tolist() == [0, 1]


def test_the_place_of_the_nearest_entry_is_found_in_single_precision() -> None:
    # 50 * 0.02 is just below 1 in single precision times its exact value, and 1 in single alone.
    step = np.float32(2) / np.float32(50)
    wanted = (np.arange(50, dtype=np.float32) * step).astype(int)
    assert nearest(2, 50, None, exact=False, images=False).places.tolist() == [wanted.tolist()]
    assert (np.arange(50.0) * step).astype(int).tolist() != wanted.tolist()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, r"either size or scale_factor must be given, got None \(NoneType\) and None"),
        (
            {"size": 4, "scale_factor": 2},
            r"either size or scale_factor must be given, got 4 \(int\) and 2",
        ),
        ({"size": (4, 4)}, r"size must be one number or 1, got \(4, 4\)"),
        ({"size": 0}, "size must be at least 1"),
        ({"scale_factor": 0.4}, r"scale_factor must leave at least one pixel of \(2,\), got"),
        ({"scale_factor": "2"}, "scale_factor must be a number"),
        ({"size": 4, "recompute_scale_factor": True}, "recompute_scale_factor must not be True"),
        ({"size": 4, "mode": "bilinear"}, "mode 'bilinear' needs 2 axes of pixels, but x has 1"),
        ({"size": 4, "mode": "cubic"}, "mode must be one of nearest, nearest-exact, linear"),
        ({"size": 4, "align_corners": False}, "align_corners must be None for mode 'nearest'"),
        ({"size": 4, "mode": "linear", "align_corners": 1}, "align_corners must be True or False"),
    ],
)
def test_what_does_not_fit_is_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises((TypeError, ValueError), match=told):
        interpolate(PAIR, **options)


@pytest.mark.parametrize("shape", [(3,), (1, 2), (1, 1, 1, 1, 1, 1)])
def test_there_are_one_to_three_axes_of_pixels(shape: tuple[int, ...]) -> None:
    told = r"x must have the axes \(N C L\) or \(N C H W\) or \(N C D H W\), got"
    with pytest.raises(ValueError, match=told):
        interpolate(np.ones(shape), 2)


def test_there_must_be_pixels_and_channels() -> None:
    for shape in ((1, 0, 2), (1, 1, 0)):
        with pytest.raises(
            ValueError,
            match=r"x must have no size 0, but for its batch, got an array of shape \(1, ",
        ):
            interpolate(np.zeros(shape), 2)
    with pytest.raises(ValueError, match=r"x must have the axes \(N C L\) or"):
        interpolate(np.zeros((2, 2)), 2)
