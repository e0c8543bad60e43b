"""Pointwise convolutions of homework, beside those of PyTorch with a kernel of 1 x 1."""

import numpy as np
import pytest
from offered import cases

from scratchcnn import oracle
from scratchcnn.oracle.cards.bugs import FUSED_BUGS
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of

OP = "pointwise_conv2d"


def test_it_is_a_convolution_with_a_kernel_of_one_pixel() -> None:
    for case in cases(OP, "stride", Offer(stride=True)):
        arrays = dict(case.arrays)
        out, pullback = twin_of(OP)(**arrays, **case.options)
        arrays["weight"] = arrays["weight"][:, :, None, None]
        wanted, wanted_pullback = twin_of("conv2d")(**arrays, **case.options)
        np.testing.assert_array_equal(out, wanted)
        got, want = (one(np.ones_like(out))[1] for one in (pullback, wanted_pullback))
        np.testing.assert_array_equal(got, want[:, :, 0, 0])


def test_its_windows_have_neither_height_nor_width() -> None:
    assert card_of(OP).pointwise
    assert not card_of(OP).of_images
    assert card_of("conv2d").of_images


def test_samples_channels_filters_and_sides_differ_in_mixed_cases() -> None:
    for case in cases(OP, "mixed"):
        sizes = (*case.arrays["x"].shape, len(case.arrays["weight"]))
        assert len({*sizes}) == len(sizes)


def test_a_bug_of_one_has_the_shapes_of_its_twin() -> None:
    x, weight = np.arange(12.0).reshape(1, 2, 3, 2), np.arange(6.0).reshape(3, 2)
    (bug,) = (b for b in FUSED_BUGS if b.op == OP and b.name.endswith("sign-flipped-grad_weight"))
    _, pullback = bug.make()(x, weight)
    _, right = twin_of(OP)(x, weight)
    grad = np.ones((1, 3, 3, 2))
    np.testing.assert_array_equal(pullback(grad)[1], -right(grad)[1])


class Conv1x1:
    """Its weight has the axes of a kernel, or has not; a stride leaves pixels out."""

    def __init__(self, in_channels, out_channels, stride=1, padding=0):
        self.weight = np.random.default_rng(0).standard_normal((out_channels, in_channels, 1, 1))
        self.bias = np.zeros(out_channels)
        self.stride = stride

    def forward(self, x):
        self.x, s = x, self.stride
        mixed = np.einsum("fc,nchw->nfhw", self.weight[:, :, 0, 0], x[:, :, ::s, ::s])
        return mixed + self.bias[:, None, None]

    def backward(self, grad):
        s, weight = self.stride, self.weight[:, :, 0, 0]
        seen = self.x[:, :, ::s, ::s]
        self.grad_weight = np.einsum("nfhw,nchw->fc", grad, seen)[:, :, None, None]
        self.grad_bias = grad.sum((0, 2, 3))
        grad_x = np.zeros_like(self.x)
        grad_x[:, :, ::s, ::s] = np.einsum("fc,nfhw->nchw", weight, grad)
        return grad_x


class ConvPointwise(Conv1x1):
    """The same without the axes of the kernel."""

    def __init__(self, c_in, c_out):
        super().__init__(c_in, c_out)
        self.weight = self.weight[:, :, 0, 0]

    def forward(self, x):
        self.x = x
        return np.einsum("fc,nchw->nfhw", self.weight, x) + self.bias[:, None, None]

    def backward(self, grad):
        self.grad_weight = np.einsum("nfhw,nchw->fc", grad, self.x)
        self.grad_bias = grad.sum((0, 2, 3))
        return np.einsum("fc,nfhw->nchw", self.weight, grad)


@pytest.mark.parametrize("kind", [Conv1x1, ConvPointwise])
def test_a_weight_with_the_axes_of_a_kernel_or_without_is_judged(kind: type) -> None:
    results = oracle.check(kind)
    assert {one.status for one in results} == {"ok"}
    assert {"forward", "grad_x", "grad_weight", "grad_bias"} <= {one.check for one in results}
