import numpy as np
import pytest

from scratchcnn.oracle.understanding.calls.offers.offering import named_paddings
from scratchcnn.oracle.understanding.signatures.signature import Argument
from tests.helpers.samples.living import (
    Dense,
    MaxPool,
    conv_backward,
    conv_forward,
    mse,
    plan_of,
    relu,
)


class Fixed:
    """A convolution of one image by 3 x 3 kernels."""

    def __init__(self, num_filters):
        self.filters = np.random.standard_normal((num_filters, 3, 3))

    def forward(self, image):
        windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
        return np.einsum("hwkl,fkl->hwf", windows, self.filters)


Fixed.__name__ = "Conv3x3"


def test_what_is_passed_may_be_varied():
    offer = plan_of(conv_forward, conv_backward).offer
    assert offer.stride
    assert offer.padding
    assert offer.batch
    assert offer.rectangular_kernel
    assert offer.in_channels is offer.out_channels is offer.kernel_size is None


def test_what_is_not_passed_is_fixed():
    offer = plan_of(Fixed).offer
    assert offer.kernel_size == (3, 3)
    assert not (offer.stride)
    assert not (offer.padding)
    assert not (offer.batch)
    assert offer.in_channels == 1
    assert offer.out_channels is None
    assert offer.bias == ("none",)


def test_a_pooling_that_assumes_a_square_window_is_offered_no_other():
    assert not plan_of(MaxPool).offer.rectangular_kernel


def test_a_fixed_stride_is_what_it_was_in_the_probe():
    class MaxPool2:
        def forward(self, x):
            n, c, h, w = x.shape
            return x.reshape(n, c, h // 2, 2, w // 2, 2).max((3, 5))

    offer = plan_of(MaxPool2).offer
    assert offer.kernel_size == (2, 2)
    assert not offer.stride


def test_a_padding_by_name_offers_names():
    class Conv:
        def __init__(self, in_channels, out_channels, kernel_size, padding="same"):
            self.w = np.ones((out_channels, in_channels, kernel_size, kernel_size))
            self.pad = kernel_size // 2 if padding == "same" else 0

        def forward(self, x):
            return conv_forward(x, self.w, np.zeros(len(self.w)), {"stride": 1, "pad": self.pad})[0]

    offer = plan_of(Conv).offer
    assert offer.named_padding == ("same", "valid")
    assert not offer.padding


def test_one_number_for_the_size_of_an_image_means_squares():
    class Pool:
        def __init__(self, input_size):
            self.h = input_size

        def forward(self, x):
            return x.reshape(self.h // 2, 2, self.h // 2, 2).max((1, 3))

    assert plan_of(Pool).offer.square_image


def test_a_dense_layer_of_rows_takes_a_batch():
    assert plan_of(Dense).offer.batch
    assert plan_of(Dense).offer.bias == ("tied",)


def test_an_activation_takes_rows_and_images_if_it_can():
    assert plan_of(relu).offer.ndim == (2, 4)


def test_an_activation_of_rows_is_offered_rows_alone():
    def softmax(x):
        _n, _k = x.shape
        powers = np.exp(x - x.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)

    assert plan_of(softmax).offer.ndim == (2,)


def test_a_leaky_relu_that_takes_a_slope_takes_any():
    def leaky_relu(x, alpha=0.1):
        return np.where(x > 0, x, alpha * x)

    assert plan_of(leaky_relu).offer.negative_slope is None


def test_a_leaky_relu_by_the_larger_of_two_is_asked_for_no_slope_above_1():
    def leaky_relu(x, alpha=0.1):
        return np.maximum(alpha * x, x)

    assert plan_of(leaky_relu).offer.negative_slope == 0.25


def test_a_leaky_relu_that_takes_no_slope_has_one():
    def leaky_relu(x):
        return np.where(x > 0, x, 0.3 * x)

    assert plan_of(leaky_relu).offer.negative_slope == 0.3


def test_a_loss_whose_backward_takes_no_gradient_gets_1():
    assert plan_of(mse).offer.upstream == ("ones",)


def test_a_loss_of_labels_is_given_labels():
    def cross_entropy(p, labels):
        return -np.log(p[np.arange(len(labels)), labels]).mean()

    assert plan_of(cross_entropy).offer.targets in (("labels",), ("one_hot_rows",))


@pytest.mark.parametrize(
    ("source", "offered"),
    [
        ('pad = k // 2 if padding == "SAME" else 0', ("same", "valid")),
        ('{"valid": 0, "full": k - 1}[padding]', ("valid",)),
    ],
)
def test_only_the_paddings_that_the_source_knows_are_passed_by_name(source, offered):
    assert named_paddings(Argument("padding", "named"), source) == offered


def test_a_padding_in_numbers_has_no_names():
    assert named_paddings(Argument("padding", "int"), "'same'") == ()


def pooled(x, size, stride, reduce):
    oh, ow = ((side - size) // stride + 1 for side in x.shape[2:])
    out = np.zeros((*x.shape[:2], oh, ow))
    for i, j in np.ndindex(oh, ow):
        top, left = i * stride, j * stride
        out[:, :, i, j] = reduce(x[:, :, top : top + size, left : left + size], (2, 3))
    return out


class PoolingOfEdges:
    def __init__(self, pool_size=2, stride=2, edge="gueltig"):
        self.k, self.s, self.edge = pool_size, stride, edge

    def forward(self, x):
        if self.edge == "gleich":
            sides = [max((-(-n // self.s) - 1) * self.s + self.k - n, 0) for n in x.shape[2:]]
            margins = [(0, 0), (0, 0), *((one // 2, one - one // 2) for one in sides)]
            x = np.pad(x, margins, constant_values=-np.inf)
        elif self.edge != "gueltig":
            raise ValueError(self.edge)
        return pooled(x, self.k, self.s, np.max)


class PoolingOfKinds:
    def __init__(self, pool_size=2, stride=2, kind="maximum"):
        self.k, self.s, self.kind = pool_size, stride, kind

    def forward(self, x):
        if self.kind not in ("maximum", "durchschnitt"):
            raise ValueError(self.kind)
        return pooled(x, self.k, self.s, np.max if self.kind == "maximum" else np.mean)


@pytest.mark.parametrize(
    ("layer", "names"), [(PoolingOfEdges, ("same", "valid")), (PoolingOfKinds, ("valid",))]
)
def test_a_word_is_one_for_same_only_if_it_keeps_the_size(layer, names):
    assert plan_of(layer).offer.named_padding == names


class Softplus:
    def __init__(self, beta=1.0):
        self.beta = beta

    def forward(self, x):
        return np.logaddexp(0, self.beta * x) / self.beta


class SteeperSoftplus(Softplus):
    """Its number is another one than PyTorch's, and both are the same at 1."""

    def forward(self, x):
        return np.logaddexp(0, self.beta * x)


class UsualSoftplus:
    def forward(self, x):
        return np.logaddexp(0, x)


@pytest.mark.parametrize(
    ("layer", "follows"), [(Softplus, True), (SteeperSoftplus, False), (UsualSoftplus, False)]
)
def test_a_number_of_an_activation_is_varied_where_it_means_what_pytorchs_does(layer, follows):
    assert plan_of(layer).offer.any_number == follows


class MaxUnpool2d:
    def __init__(self, kernel_size, stride=None):
        self.k, self.s = kernel_size, stride or kernel_size

    def size(self, x):
        return tuple((side - 1) * self.s + self.k for side in x.shape[2:])

    def forward(self, x, indices):
        return self.put(x, indices, self.size(x))

    def put(self, x, indices, size):
        out = np.zeros((*x.shape[:2], size[0] * size[1]))
        np.put_along_axis(out, indices.reshape(*x.shape[:2], -1), x.reshape(*x.shape[:2], -1), 2)
        return out.reshape(*x.shape[:2], *size)


class MaxUnpool2dOfSize(MaxUnpool2d):
    def forward(self, x, indices, output_size):
        return self.put(x, indices, output_size)


MaxUnpool2dOfSize.__name__ = "MaxUnpool2d"


@pytest.mark.parametrize(("layer", "stride"), [(MaxUnpool2d, False), (MaxUnpool2dOfSize, True)])
def test_an_unpooling_has_larger_strides_where_it_is_told_the_size(layer, stride):
    offer = plan_of(layer).offer
    assert offer.any_number
    assert offer.stride == stride
