"""A convolution and a pooling that walk over their windows, for homework in tests."""

from typing import Any

import numpy as np


class Convolution:
    """A convolution of square kernels, forward only."""

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int, padding: int = 0
    ) -> None:
        self.weight = np.ones((out_channels, in_channels, kernel_size, kernel_size))
        self.pad = padding

    def forward(self, x: Any) -> Any:
        """Return the products of all windows with the kernels."""
        sides = ((0, 0), (0, 0), (self.pad, self.pad), (self.pad, self.pad))
        windows = np.lib.stride_tricks.sliding_window_view(
            np.pad(x, sides), self.weight.shape[2:], axis=(2, 3)
        )
        return np.einsum("nchwkl,fckl->nfhw", windows, self.weight)


def average_pool(x: Any, size: int, stride: int) -> Any:
    """Return the means of all windows."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].mean((4, 5))
