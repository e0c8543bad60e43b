"""Convolutions along one and three axes, and transposed ones, in PyTorch."""

import warnings
from typing import Literal, TypeAlias

import torch.nn.functional as F
from torch import Tensor

from reference.twins import twin

Sides: TypeAlias = int | tuple[int, ...]
Padding: TypeAlias = Sides | Literal["valid", "same"]


@twin
def conv1d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Sides = 1,
    padding: Padding = 0,
    dilation: Sides = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlate sequences."""
    with warnings.catch_warnings():
        # PyTorch warns that "same" with an even kernel costs a padded copy; that is all right here.
        warnings.filterwarnings("ignore", message="Using padding='same'")
        return F.conv1d(x, weight, bias, stride, padding, dilation, groups)


@twin
def conv3d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Sides = 1,
    padding: Padding = 0,
    dilation: Sides = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlate volumes."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Using padding='same'")
        return F.conv3d(x, weight, bias, stride, padding, dilation, groups)


@twin
def conv_transpose1d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Sides = 1,
    padding: Sides = 0,
    output_padding: Sides = 0,
    groups: int = 1,
    dilation: Sides = 1,
) -> Tensor:
    """Add filters to longer sequences."""
    return F.conv_transpose1d(x, weight, bias, stride, padding, output_padding, groups, dilation)


@twin
def conv_transpose2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Sides = 1,
    padding: Sides = 0,
    output_padding: Sides = 0,
    groups: int = 1,
    dilation: Sides = 1,
) -> Tensor:
    """Add filters to larger images."""
    return F.conv_transpose2d(x, weight, bias, stride, padding, output_padding, groups, dilation)


@twin
def conv_transpose3d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Sides = 1,
    padding: Sides = 0,
    output_padding: Sides = 0,
    groups: int = 1,
    dilation: Sides = 1,
) -> Tensor:
    """Add filters to larger volumes."""
    return F.conv_transpose3d(x, weight, bias, stride, padding, output_padding, groups, dilation)
