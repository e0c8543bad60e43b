"""The poolings of scratchcnn.ops, beyond those of images by a sliding window, in PyTorch."""

from collections.abc import Sequence
from typing import Any, TypeAlias, cast

import torch.nn.functional as F
from torch import Tensor

from reference.twins import twin

Single: TypeAlias = tuple[int]
Pair: TypeAlias = tuple[int, int]
Triple: TypeAlias = tuple[int, int, int]
Sizes: TypeAlias = int | Sequence[int | None]


@twin
def max_pool1d(
    x: Tensor,
    kernel_size: int | Single,
    *,
    stride: int | Single | None = None,
    padding: int | Single = 0,
    dilation: int | Single = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """Take the maximum of every window."""
    pool: Any = F.max_pool1d_with_indices if return_indices else F.max_pool1d
    return cast(Tensor, pool(x, kernel_size, stride, padding, dilation, ceil_mode))


@twin
def avg_pool1d(
    x: Tensor,
    kernel_size: int | Single,
    *,
    stride: int | Single | None = None,
    padding: int | Single = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """Take the mean of every window."""
    strides = kernel_size if stride is None else stride
    return F.avg_pool1d(x, kernel_size, strides, padding, ceil_mode, count_include_pad)


@twin
def max_pool3d(
    x: Tensor,
    kernel_size: int | Triple,
    *,
    stride: int | Triple | None = None,
    padding: int | Triple = 0,
    dilation: int | Triple = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """Take the maximum of every window."""
    pool: Any = F.max_pool3d_with_indices if return_indices else F.max_pool3d
    return cast(Tensor, pool(x, kernel_size, stride, padding, dilation, ceil_mode))


@twin
def avg_pool3d(
    x: Tensor,
    kernel_size: int | Triple,
    *,
    stride: int | Triple | None = None,
    padding: int | Triple = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Take the mean of every window."""
    return F.avg_pool3d(
        x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


@twin
def adaptive_avg_pool1d(x: Tensor, output_size: Sizes) -> Tensor:
    """Take the mean of as many windows as are asked for."""
    return F.adaptive_avg_pool1d(x, asked(x, output_size, 1))


@twin
def adaptive_max_pool1d(x: Tensor, output_size: Sizes, *, return_indices: bool = False) -> Tensor:
    """Take the maximum of as many windows as are asked for."""
    pool: Any = F.adaptive_max_pool1d
    return cast(Tensor, pool(x, asked(x, output_size, 1), return_indices))


@twin
def adaptive_avg_pool2d(x: Tensor, output_size: Sizes) -> Tensor:
    """Take the mean of as many windows as are asked for."""
    return F.adaptive_avg_pool2d(x, asked(x, output_size, 2))


@twin
def adaptive_max_pool2d(x: Tensor, output_size: Sizes, *, return_indices: bool = False) -> Tensor:
    """Take the maximum of as many windows as are asked for."""
    pool: Any = F.adaptive_max_pool2d
    return cast(Tensor, pool(x, asked(x, output_size, 2), return_indices))


@twin
def adaptive_avg_pool3d(x: Tensor, output_size: Sizes) -> Tensor:
    """Take the mean of as many windows as are asked for."""
    return F.adaptive_avg_pool3d(x, asked(x, output_size, 3))


@twin
def adaptive_max_pool3d(x: Tensor, output_size: Sizes, *, return_indices: bool = False) -> Tensor:
    """Take the maximum of as many windows as are asked for."""
    pool: Any = F.adaptive_max_pool3d
    return cast(Tensor, pool(x, asked(x, output_size, 3), return_indices))


def asked(x: Tensor, output_size: Sizes, axes: int) -> Any:
    """Return the size that is asked for along every axis; None is that of x."""
    if isinstance(output_size, int):
        return [output_size] * axes
    sizes = zip(output_size, x.shape[-axes:], strict=True)
    return [size if one is None else one for one, size in sizes]


@twin
def lp_pool1d(
    x: Tensor,
    norm_type: float,
    kernel_size: int | Single,
    *,
    stride: int | Single | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """Take the p-norm of every window."""
    # PyTorch multiplies by the kernel's size, which must not be a tuple.
    size = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    return F.lp_pool1d(x, norm_type, size, stride, ceil_mode)


@twin
def lp_pool2d(
    x: Tensor,
    norm_type: float,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """Take the p-norm of every window."""
    return F.lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode)


@twin
def max_unpool2d(
    x: Tensor,
    indices: Tensor,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """Put maxima back to where they were."""
    unpool: Any = F.max_unpool2d
    return cast(Tensor, unpool(x, indices, kernel_size, stride, padding, output_size))
