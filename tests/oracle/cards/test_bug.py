"""What a bug of the stride leaves as it is: the zeros of `same`."""

import numpy as np

from scratchcnn.oracle.cards.bug import Call, with_margins


def same(side, stride, dilation=1):
    given = {"x": np.ones((1, 1, side, side)), "weight": np.ones((1, 1, 3, 3)), "bias": None}
    options = {"stride": stride, "padding": "same", "dilation": dilation, "groups": 1}
    return Call("conv2d", {**given, **options}, 0.1)


def test_a_bug_of_the_stride_keeps_the_zeros_of_the_right_one():
    assert with_margins(same(6, 2))["padding"] == ((0, 1), (0, 1))


def test_without_a_stride_the_padding_keeps_its_name():
    assert with_margins(same(6, 1))["padding"] == "same"


def test_a_dilated_kernel_reaches_further():
    assert with_margins(same(9, 2, dilation=2))["padding"] == ((2, 2), (2, 2))
