"""Convolutions and poolings of images, in PyTorch."""

import math
import warnings
from typing import Any, Literal, TypeAlias, cast

import torch
import torch.nn.functional as F
from torch import Tensor

from reference.same_padding import Padding, both, padded_by_hand
from reference.twins import twin

Pair: TypeAlias = tuple[int, int]


@twin
def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlate; a bias with three axes is untied, one value for every output pixel."""
    untied = bias is not None and bias.ndim == 3
    height, width = weight.shape[2:]
    down, right = both(dilation)
    reach = down * (height - 1) + 1, right * (width - 1) + 1
    left: int | Pair | Literal["same"] = "same"
    # PyTorch has "same" without a stride.
    if (padding, both(stride)) != ("same", (1, 1)):
        x, left = padded_by_hand(x, padding, reach, both(stride))
    with warnings.catch_warnings():
        # PyTorch warns that "same" with an even kernel costs a padded copy; that is all right here.
        warnings.filterwarnings("ignore", message="Using padding='same'")
        out = F.conv2d(x, weight, None if untied else bias, stride, left, dilation, groups)
    return out + cast(Tensor, bias) if untied else out


@twin
def sobel(
    x: Tensor,
    direction: str,
    *,
    stride: int | Pair = 1,
    padding: int | Pair | Literal["valid", "same"] = 0,
) -> Tensor:
    """Find vertical or horizontal edges in every channel."""
    vertical = torch.tensor([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=x.dtype)
    kernel = {"vertical": vertical, "horizontal": vertical.T}[direction]
    channels = x.shape[1]
    return F.conv2d(
        x, kernel.expand(channels, 1, 3, 3), stride=stride, padding=padding, groups=channels
    )


@twin
def max_pool2d(
    x: Tensor,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """Take the maximum of every window."""
    strides = both(kernel_size if stride is None else stride)
    x, left = padded_by_hand(x, padding, both(kernel_size), strides, -math.inf)
    pool: Any = F.max_pool2d_with_indices if return_indices else F.max_pool2d
    return cast(Tensor, pool(x, kernel_size, stride, left, dilation, ceil_mode))


@twin
def avg_pool2d(
    x: Tensor,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Take the mean of every window."""
    strides = both(kernel_size if stride is None else stride)
    x, left = padded_by_hand(x, padding, both(kernel_size), strides)
    return F.avg_pool2d(
        x, kernel_size, stride, left, ceil_mode, count_include_pad, divisor_override
    )
