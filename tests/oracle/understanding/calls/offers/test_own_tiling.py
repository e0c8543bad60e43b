"""Poolings that say which images they take."""

import numpy as np
import pytest
from judged_in_process import judged

from tests.helpers.samples.living import plan_of

pytestmark = pytest.mark.usefixtures("few_cases")


class Tiles:
    def __init__(self, k):
        self.k = k

    def forward(self, x):
        return self.maxima(x)

    def maxima(self, x):
        n, c, h, w = x.shape
        tiles = x.reshape(n, c, h // self.k, self.k, w // self.k, self.k)
        out = tiles.max(axis=(3, 5))
        spread = out.repeat(self.k, axis=2).repeat(self.k, axis=3)
        self.mask = spread == x
        return out

    def backward(self, grad):
        return grad.repeat(self.k, axis=2).repeat(self.k, axis=3) * self.mask


def of_multiples():
    class MaxPool(Tiles):
        """Height and width are multiples of k."""

        def forward(self, x):
            return self.maxima(x)

    return MaxPool


def test_a_pooling_that_says_it_takes_multiples_is_given_no_others():
    assert plan_of(of_multiples()).offer.tiling


def test_a_class_of_static_methods_says_it_of_them_all():
    class MaxPool:
        """Height and width are multiples of k."""

        @staticmethod
        def forward(ctx, x, k):
            n, c, h, w = x.shape
            tiles = x.reshape(n, c, h // k, k, w // k, k)
            out = tiles.max(axis=(3, 5))
            ctx.k, ctx.mask = k, out.repeat(k, axis=2).repeat(k, axis=3) == x
            return out

        @staticmethod
        def backward(ctx, grad):
            return grad.repeat(ctx.k, axis=2).repeat(ctx.k, axis=3) * ctx.mask, None

    assert plan_of(MaxPool).offer.tiling


def test_a_pooling_that_says_nothing_is_given_any_image():
    class MaxPool(Tiles):
        def forward(self, x):
            return self.maxima(x)

    assert not plan_of(MaxPool).offer.tiling


def test_a_pooling_that_computes_something_for_other_images_is_given_them():
    class MaxPool(Tiles):
        """What is no multiple of k is cut away, but for the last row."""

        def forward(self, x):
            h, w = (side - side % self.k for side in x.shape[2:])
            out = self.maxima(x[:, :, :h, :w])
            return out if x.shape[2] == h else np.concatenate([out, out[:, :, -1:]], axis=2)

    assert not plan_of(MaxPool).offer.tiling


def test_it_is_right_where_it_says_that_it_is():
    report = judged(of_multiples())
    assert {"ok"} == {one.status for one in report if one.regime == "mixed"}
    assert "non_tiling" not in {one.regime for one in report}
