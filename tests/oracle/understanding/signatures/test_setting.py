import numpy as np

from scratchcnn.oracle.understanding.signatures.setting import Setting


def conv(**options):
    arrays = {"x": np.ones((2, 3, 6, 8)), "weight": np.ones((5, 3, 3, 2)), "bias": np.ones(5)}
    return Setting("conv2d", arrays, options)


def pool(**options):
    return Setting("max_pool2d", {"x": np.ones((2, 3, 6, 8))}, options)


def test_a_convolution_takes_its_window_from_the_weight():
    assert conv().kernel == (3, 2)
    assert conv().windows == (4, 7)


def test_a_pooling_steps_by_its_window_where_no_stride_is_given():
    assert pool(kernel_size=2).stride == (2, 2)
    assert pool(kernel_size=2, stride=1).stride == (1, 1)
    assert conv().stride == (1, 1)


def test_same_padding_leaves_the_size_as_it_is():
    assert conv(padding="same").windows == (6, 8)
    assert conv(padding="valid").padding == (0, 0)


def test_sizes_go_by_their_letters():
    assert conv().sizes == {"N": 2, "C": 3, "H": 6, "W": 8, "F": 5, "K": 3, "L": 2}
    dense = Setting("linear", {"x": np.ones((2, 7)), "weight": np.ones((4, 7))}, {})
    assert dense.sizes == {"N": 2, "D": 7, "K": 4}
