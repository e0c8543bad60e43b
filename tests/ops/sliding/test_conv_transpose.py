"""Transposed convolutions: by hand, by zeros between the pixels, and as conv2d's gradient."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import reference.ops
from scratchcnn import ops
from scratchcnn.ops.arguments import Array


def whole(*shape: int) -> Array:
    """Return small whole numbers, for which every order of summation gives the same bits."""
    return np.random.default_rng(0).integers(-4, 5, shape).astype(np.float32)


def spread(x: Array, weight: Array, stride: int, padding: int, more: int, dilation: int) -> Array:
    """Add the filters of every pixel to an image, one after the other."""
    n, _, h, w = x.shape
    _, f, kh, kw = weight.shape
    high, wide = (
        (h - 1) * stride + dilation * (kh - 1) + 1,
        (w - 1) * stride + dilation * (kw - 1) + 1,
    )
    out = np.zeros((n, f, high + more, wide + more), x.dtype)
    for i, j, k, m in product(range(h), range(w), range(kh), range(kw)):
        share = x[:, :, i, j] @ weight[:, :, k, m]
        out[:, :, i * stride + k * dilation, j * stride + m * dilation] += share
    return out[:, :, padding : high + more - padding, padding : wide + more - padding]


@pytest.mark.parametrize(
    ("stride", "padding", "more", "dilation"),
    [
        (1, 0, 0, 1),
        (2, 0, 0, 1),
        (2, 1, 1, 1),
        (5, 1, 4, 1),
        (1, 2, 0, 2),
        (1, 1, 2, 3),
        (2, 0, 2, 3),
    ],
)
@pytest.mark.parametrize("judged", [ops.conv_transpose2d, reference.ops.conv_transpose2d])
def test_every_pixel_adds_the_filters_to_the_output(
    judged: Any, stride: int, padding: int, more: int, dilation: int
) -> None:
    x, weight = whole(2, 3, 4, 5), whole(3, 4, 3, 2)
    out, _ = judged(
        x, weight, stride=stride, padding=padding, output_padding=more, dilation=dilation
    )
    assert_array_equal(out, spread(x, weight, stride, padding, more, dilation))


@pytest.mark.parametrize("options", [{}, {"stride": 2, "padding": 1}, {"groups": 2, "dilation": 2}])
def test_it_is_the_gradient_of_the_input_of_conv2d(options: dict[str, Any]) -> None:
    image, weight = whole(2, 4, 9, 11), whole(6, 4 // options.get("groups", 1), 3, 3)
    out, pullback = ops.conv2d(image, weight, **options)
    grad_out = whole(*out.shape)
    grad_image, grad_weight = pullback(grad_out)
    again, back = ops.conv_transpose2d(grad_out, weight, **options)
    assert_array_equal(again, grad_image)
    grad_x, grad_weight_again = back(image)
    assert_array_equal(grad_x, out)
    assert_array_equal(grad_weight_again, grad_weight)


def test_output_padding_adds_at_the_bottom_and_the_right() -> None:
    x, weight = np.array([[[[1.0]]]]), np.array([[[[5.0]]]])
    out, _ = ops.conv_transpose2d(x, weight, np.array([1.0]), stride=3, output_padding=(1, 2))
    assert out.tolist() == [[[[6, 1, 1], [1, 1, 1]]]]


def test_output_padding_gives_back_what_the_padding_cut_off() -> None:
    x, weight = np.array([[[1.0, 10.0]]]), np.array([[[1.0, 2.0, 3.0]]])
    options = {"stride": 2, "padding": 1}
    assert ops.conv_transpose1d(x, weight, **options)[0].tolist() == [[[2, 13, 20]]]
    longer, _ = ops.conv_transpose1d(x, weight, output_padding=1, **options)
    assert longer.tolist() == [[[2, 13, 20, 30]]]


def test_no_window_reaches_an_output_padding_that_only_the_dilation_allows() -> None:
    x, weight = np.array([[[1.0, 10.0]]]), np.array([[[1.0, 2.0]]])
    out, pullback = ops.conv_transpose1d(x, weight, dilation=3, output_padding=2)
    assert out.tolist() == [[[1, 10, 0, 2, 20, 0, 0]]]
    grad_x, grad_weight = pullback(np.array([[[1.0, 0, 0, 1, 0, 0, 9]]]))
    assert grad_x.tolist() == [[[3, 0]]]
    assert grad_weight.tolist() == [[[1, 1]]]


def test_padding_may_cut_off_all_but_one_pixel() -> None:
    out, pullback = ops.conv_transpose1d(
        np.array([[[1.0, 10.0, 100.0]]]), np.ones((1, 1, 1)), padding=1
    )
    assert out.tolist() == [[[10]]]
    assert pullback(out)[0].tolist() == [[[0, 10, 0]]]


def test_groups_have_filters_of_their_own() -> None:
    x = np.array([1.0, 10.0]).reshape(1, 2, 1)
    weight = np.array([[[1.0], [2.0]], [[3.0], [4.0]]])
    out, _ = ops.conv_transpose1d(x, weight, groups=2)
    assert out.ravel().tolist() == [1, 2, 30, 40]


NAMES = ["conv_transpose1d", "conv_transpose2d", "conv_transpose3d"]


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_the_arguments_have_pytorch_s_defaults(axes: int) -> None:
    op = getattr(ops, NAMES[axes - 1])
    x, weight = whole(2, 3, *(3,) * axes), whole(3, 2, *(2,) * axes)
    ones, zeros = (1,) * axes, (0,) * axes
    places = {"stride": ones, "padding": zeros, "output_padding": zeros, "dilation": ones}
    spelled, _ = op(x, weight, None, groups=1, **places)
    assert_array_equal(op(x, weight)[0], spelled)


@pytest.mark.parametrize("name", NAMES)
def test_without_a_bias_there_is_no_gradient_of_one(name: str) -> None:
    axes = int(name[-2])
    x, weight = whole(2, 3, *(3,) * axes), whole(3, 2, *(2,) * axes)
    for bias in (None, whole(2)):
        out, pullback = getattr(ops, name)(x, weight, bias)
        assert len(pullback(out)) == (2 if bias is None else 3)


def test_the_batch_lies_last_in_memory() -> None:
    x = whole(3, 4, 9, 11)
    out, _ = ops.conv_transpose2d(x, whole(4, 6, 3, 2))
    assert out.transpose(1, 2, 3, 0).flags.c_contiguous
