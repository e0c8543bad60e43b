"""Options of a convolution that are written down, and those that are left to be written."""

import numpy as np
import pytest

from tests.helpers.samples.living import plan_of


def convolution(left: str):
    """Return a convolution with a dilation and groups, one of which may be left to be written."""

    class Conv2d:
        def __init__(self, in_channels, out_channels, kernel_size, dilation=1, groups=1):
            if {"dilation": dilation, "groups": groups}.get(left, 1) != 1:
                raise NotImplementedError(left)
            k = kernel_size
            self.weight = np.zeros((out_channels, in_channels // groups, k, k))
            self.k, self.d, self.groups = k, dilation, groups

        def forward(self, x):
            reach = self.d * (self.k - 1) + 1
            windows = np.lib.stride_tricks.sliding_window_view(x, (reach, reach), (2, 3))
            windows = windows[..., :: self.d, :: self.d]
            n, c, oh, ow, k, _ = windows.shape
            parts = windows.reshape(n, self.groups, c // self.groups, oh, ow, k, k)
            weight = self.weight.reshape(self.groups, -1, *self.weight.shape[1:])
            out = np.einsum("ngchwkl,gfckl->ngfhw", parts, weight)
            return out.reshape(n, -1, oh, ow)

    return Conv2d


@pytest.mark.parametrize(
    ("left", "dilation", "groups"),
    [("", True, True), ("dilation", False, True), ("groups", True, False)],
)
def test_what_is_left_to_be_written_is_not_asked_for(left, dilation, groups):
    offer = plan_of(convolution(left)).offer
    assert (offer.dilation, offer.groups) == (dilation, groups)
