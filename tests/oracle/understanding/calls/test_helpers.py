import numpy as np

from tests.helpers.samples.living import everything


def test_a_helper_that_keeps_every_kth_pixel_is_no_pooling():
    def downsample(image, k):
        return image[:, :, ::k, ::k]

    assert everything(downsample) == {}


def test_a_function_of_a_helpers_name_that_computes_the_op_is_a_layer():
    def downsample(image, k):
        n, c, h, w = image.shape
        cut = image[:, :, : h // k * k, : w // k * k]
        return cut.reshape(n, c, h // k, k, w // k, k).max((3, 5))

    assert [one.op for one in everything(downsample).values()] == ["max_pool2d"]


def test_a_plain_name_is_judged_even_if_the_op_is_not_computed():
    def relu(x):
        return np.minimum(x, 0)

    assert list(everything(relu)) == ["relu"]
