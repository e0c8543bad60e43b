"""Operations step by step: what the pictures say is what the ops compute."""

from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scratchcnn.datasets import load
from scratchcnn.training import steps

IMAGE = load("sample").test_images[0, 0].astype(np.float64)


def drawn(axes: Axes) -> Any:
    """Return the numbers that are written in a place, as they lie."""
    rows, columns = axes.images[0].get_array().shape
    written = np.zeros((rows, columns))
    for text in axes.texts:
        column, row = (int(place) for place in text.get_position())
        written[row, column] = float(text.get_text())
    return written


def titles(figure: Figure) -> list[str]:
    return [axes.get_title() for axes in figure.axes]


def test_a_vertical_edge_answers_to_the_vertical_filter_alone() -> None:
    image = np.zeros((9, 9))
    image[:, 5:] = 1
    assert steps.convolved(image, steps.VERTICAL).max() == 4
    assert not steps.convolved(image, steps.HORIZONTAL).any()


def test_the_sum_of_the_products_is_the_number_in_the_map() -> None:
    figure = steps.conv(IMAGE)
    region, kernel, products = (drawn(axes) for axes in figure.axes[1:4])
    np.testing.assert_allclose(products, region * kernel, atol=0.02)
    whole = steps.convolved(IMAGE, steps.VERTICAL)
    strongest = whole.ravel()[np.abs(whole).argmax()]
    assert f"the sum is {strongest:.2f}" in titles(figure)[3]


def test_the_sizes_of_the_maps_are_told() -> None:
    told = " ".join(titles(steps.conv(IMAGE)))
    for size in ("map 26 x 26", "padding 1: 28 x 28", "stride 2: 13 x 13", "ReLU: 26 x 26"):
        assert size in told


def test_the_gradient_of_a_pool_goes_to_the_largest_of_every_window() -> None:
    part, out, upstream, grad = (drawn(axes) for axes in steps.pool(IMAGE).axes)
    for row, column in np.ndindex(out.shape):
        window = np.s_[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
        assert grad[window].sum() == upstream[row, column]
        assert part[window].ravel()[grad[window].argmax()] == out[row, column] == part[window].max()


def test_the_gradient_of_a_filter_is_one_region_less_the_other() -> None:
    figure = steps.backward(IMAGE)
    part, _, _, _, grad_x, grad_weight = (drawn(axes) for axes in figure.axes)
    np.testing.assert_allclose(grad_weight, part[1:4, 1:4] - part[2:5, 3:6], atol=0.02)
    expected = np.zeros_like(grad_x)
    expected[1:4, 1:4] += steps.VERTICAL
    expected[2:5, 3:6] -= steps.VERTICAL
    np.testing.assert_array_equal(grad_x, expected)


@pytest.mark.parametrize("name", list(steps.STEPS))
def test_an_image_of_one_colour_can_be_drawn_too(name: str) -> None:
    assert steps.STEPS[name](np.zeros((8, 9))).axes
