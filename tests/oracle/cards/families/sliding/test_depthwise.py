"""Separable convolutions of homework: depthwise, then pointwise, with a weight for each."""

import numpy as np
import pytest
from offered import cases

from scratchcnn import oracle
from scratchcnn.oracle.cards.bugs import FUSED_BUGS
from scratchcnn.oracle.cards.families.sliding.depthwise import of_a_block
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of

OP = "separable_conv2d"


def test_a_separable_convolution_is_a_depthwise_and_a_pointwise_one() -> None:
    for case in cases(OP, "mixed", Offer(stride=True, padding=True)):
        x, weight, pointwise, bias = (
            case.arrays[name] for name in ("x", "weight", "pointwise", "bias")
        )
        out, pullback = twin_of(OP)(**case.arrays, **case.options)
        channels, of_x = twin_of("depthwise_conv2d")(x, weight, **case.options)
        wanted, of_channels = twin_of("pointwise_conv2d")(channels, pointwise, bias)
        np.testing.assert_allclose(out, wanted, atol=1e-12)
        grad_channels, *others = of_channels(np.ones_like(out))
        every = [*of_x(grad_channels), *others]
        for got, want in zip(pullback(np.ones_like(out)), every, strict=True):
            np.testing.assert_allclose(got, want, atol=1e-12)


def test_there_are_as_many_filters_as_there_may_be() -> None:
    drawn = cases(OP, "channels", Offer())
    assert {len(case.arrays["pointwise"]) for case in drawn} > {2}


@pytest.mark.parametrize(
    ("suffix", "place"), [("last-sample-only-grad_weight_of_pixels", 2), ("overlap-overwritten", 0)]
)
def test_one_part_of_it_may_be_wrong(suffix: str, place: int) -> None:
    bug = next(b for b in FUSED_BUGS if b.op == OP and suffix in b.name)
    rng = np.random.default_rng(0)
    shapes = ((2, 3, 4, 5), (3, 2, 2), (4, 3), (4,))
    arrays = [rng.standard_normal(shape) for shape in shapes]
    out, pullback = bug.make()(*arrays)
    right_out, right = twin_of(OP)(*arrays)
    np.testing.assert_allclose(out, right_out, atol=1e-12)
    grad = rng.standard_normal(out.shape)
    same = [np.allclose(one, other) for one, other in zip(pullback(grad), right(grad), strict=True)]
    assert same == [index != place for index in range(4)]


@pytest.mark.parametrize(
    "source",
    ["np.maximum(0, mid)", "self.bn1(mid)", "self.bias_in, self.bias_out", "depth_multiplier=2"],
)
def test_a_block_that_does_more_is_in_doubt(source: str) -> None:
    assert of_a_block(source)


class SeparableConv2d:
    """Strided, without a bias; channels come first."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1):
        rng = np.random.default_rng(0)
        self.depthwise = rng.standard_normal((in_channels, 1, kernel_size, kernel_size))
        self.pointwise = rng.standard_normal((out_channels, in_channels, 1, 1))
        self.stride = stride

    def forward(self, x):
        size, s = self.depthwise.shape[-1], self.stride
        every = np.lib.stride_tricks.sliding_window_view(x, (size, size), (2, 3))
        self.shape, self.windows = x.shape, every[:, :, ::s, ::s]
        self.mid = np.einsum("nchwij,cij->nchw", self.windows, self.depthwise[:, 0])
        return np.einsum("nchw,fc->nfhw", self.mid, self.pointwise[:, :, 0, 0])

    def backward(self, grad):
        size, s = self.depthwise.shape[-1], self.stride
        self.grad_pointwise = np.einsum("nfhw,nchw->fc", grad, self.mid)[:, :, None, None]
        mid = np.einsum("nfhw,fc->nchw", grad, self.pointwise[:, :, 0, 0])
        self.grad_depthwise = np.einsum("nchw,nchwij->cij", mid, self.windows)[:, None]
        grad_x = np.zeros(self.shape)
        for i, j in np.ndindex(*mid.shape[2:]):
            share = mid[:, :, i, j, None, None] * self.depthwise[:, 0]
            grad_x[:, :, i * s : i * s + size, j * s : j * s + size] += share
        return grad_x


def test_both_weights_of_a_layer_are_found_and_their_gradients_judged() -> None:
    results = oracle.check(SeparableConv2d)
    assert {one.status for one in results} == {"ok"}
    assert {"grad_x", "grad_weight", "grad_pointwise"} <= {one.check for one in results}
