"""A single image where an op takes a batch of them."""

import numpy as np
import pytest

from scratchcnn import ops

IMAGE = np.arange(24.0).reshape(2, 3, 4)
WEIGHT = np.ones((5, 2, 2, 2))
CALLS = {
    "conv2d": lambda x: ops.conv2d(x, WEIGHT, stride=2, padding=1),
    "grouped": lambda x: ops.conv2d(x, WEIGHT[:4, :1], WEIGHT[:4, 0, 0, 0], groups=2),
    "grouped_conv1d": lambda x: ops.conv1d(x[..., 0], WEIGHT[:4, :1, 0], groups=2),
    "grouped_conv3d": lambda x: ops.conv3d(x[..., None], WEIGHT[:4, :1, ..., None], groups=2),
    "max_pool2d": lambda x: ops.max_pool2d(x, 2, stride=1),
    "avg_pool2d": lambda x: ops.avg_pool2d(x, 2, padding=1, count_include_pad=False),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_single_image_has_the_results_of_a_batch_of_one(name: str) -> None:
    out, pullback = CALLS[name](IMAGE)
    batch, pullback_of_batch = CALLS[name](IMAGE[None])
    np.testing.assert_array_equal(out, batch[0])
    grad_out = np.arange(float(out.size)).reshape(out.shape)
    grads, expected = pullback(grad_out), pullback_of_batch(grad_out[None])
    np.testing.assert_array_equal(grads[0], expected[0][0])
    for grad, wanted in zip(grads[1:], expected[1:], strict=True):
        np.testing.assert_array_equal(grad, wanted)


@pytest.mark.parametrize("name", CALLS)
def test_the_upstream_gradient_of_a_single_image_has_no_batch_either(name: str) -> None:
    out, pullback = CALLS[name](IMAGE)
    with pytest.raises(ValueError, match=r"^grad_out must have the shape \([\d, ]+\), got"):
        pullback(out[None])
