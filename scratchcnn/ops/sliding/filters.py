"""What a convolution accepts: filters that fit the channels, and windows that fit the image."""

from typing import Literal, TypeAlias

from scratchcnn.ops.arguments import Array, Sides, choice, describe, floating, integer, several
from scratchcnn.ops.sliding.windows import Axis, image_axes

Padding: TypeAlias = Sides | Literal["valid", "same"]


def check_channels(x: Array, weight: Array, groups: int) -> int:
    """Return groups, after checking that x (N, C, ...) and weight (F, C/groups, ...) agree."""
    c = x.shape[1]
    groups = integer("groups", groups, 1)
    f, c_per_group = check_kernels(x, weight, "F C/groups")
    if c % groups or f % groups:
        raise ValueError(f"groups must divide the channels of x, {c}, and the filters, {f}")
    if c_per_group * groups != c:
        raise ValueError(
            f"weight must have {c // groups} channels a filter for x of {c} channels and "
            f"groups={groups}, got {describe(weight)}"
        )
    return groups


def check_kernels(x: Array, weight: Array, channels: str) -> tuple[int, ...]:
    """Return the first two sizes of a weight, whose axes are called `channels`.

    Checked are its dtype, and that it has a kernel for every axis of x (N, C, ...).
    """
    kernel = ("K", "KH KW", "KD KH KW")[x.ndim - 3]
    if floating("weight", weight, f"{channels} {kernel}").dtype != x.dtype:
        raise TypeError(f"weight must have the dtype of x, {x.dtype}, got {weight.dtype}")
    if 0 in weight.shape[2:]:
        least = " x ".join("1" * len(kernel.split()))
        raise ValueError(f"weight must have a kernel of at least {least}, got {describe(weight)}")
    return weight.shape[:2]


def window_axes(
    x: Array, weight: Array, stride: Sides, padding: Padding, dilation: Sides
) -> tuple[Axis, ...]:
    """Return the axes along which the kernel slides."""
    kernels = weight.shape[2:]
    axes = len(kernels)
    strides = several("stride", stride, 1, axes)
    dilations = several("dilation", dilation, 1, axes)
    if isinstance(padding, str):
        choice("padding", padding, ("valid", "same"))
        if padding == "same" and max(strides) > 1:
            raise ValueError(f"padding 'same' needs stride 1, got stride {stride}")
        same = padding == "same"
        zeros = [same * d * (k - 1) for k, d in zip(kernels, dilations, strict=True)]
        # With an even kernel one more zero stands after the image than before it, as in PyTorch.
        paddings = [(total // 2, total - total // 2) for total in zeros]
    else:
        paddings = [(before, before) for before in several("padding", padding, 0, axes)]
    return image_axes(x, kernels, strides, paddings, dilations)
