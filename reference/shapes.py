"""What changes the shape of an array, and embedding, in PyTorch."""

import math
from collections.abc import Callable, Sequence
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor

from reference.twins import twin


@twin
def flatten(x: Tensor, start_axis: int = 1, end_axis: int = -1) -> Tensor:
    """Lay out some axes as one; samples that are numbers become rows of one."""
    return x.unsqueeze(-1) if start_axis == x.ndim else x.flatten(start_axis, end_axis)


@twin
def pad(x: Tensor, pad: Sequence[int], *, mode: str = "constant", value: float = 0.0) -> Tensor:
    """Add entries at the edges of the last axes, or take some away."""
    if mode == "constant":
        # Without padding PyTorch returns the array itself.
        return F.pad(x, list(pad), mode, value).clone()
    return with_samples(x, lambda samples: F.pad(samples, list(pad), mode).clone())


@twin
def interpolate(
    x: Tensor,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    *,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
) -> Tensor:
    """Resize images; of the nearest pixels the gradient is that of a copy.

    PyTorch's own gradient is not always that of its output, if a scale factor is no whole number.
    """

    def resized(images: Tensor) -> Tensor:
        options: Any = (mode, align_corners, recompute_scale_factor)
        return F.interpolate(images, cast(Any, size), cast(Any, scale_factor), *options)

    if not mode.startswith("nearest"):
        return resized(x)
    pixels = torch.arange(math.prod(x.shape[2:]), dtype=x.dtype)
    places = resized(pixels.reshape(1, 1, *x.shape[2:]))[0, 0].long()
    return x.flatten(2)[..., places]


@twin
def pixel_shuffle(x: Tensor, upscale_factor: int) -> Tensor:
    """Turn groups of channels into blocks of pixels."""
    return with_samples(x, lambda images: F.pixel_shuffle(images, upscale_factor))


@twin
def pixel_unshuffle(x: Tensor, downscale_factor: int) -> Tensor:
    """Turn blocks of pixels into groups of channels."""
    return with_samples(x, lambda images: F.pixel_unshuffle(images, downscale_factor))


def with_samples(x: Tensor, function: Callable[[Tensor], Tensor]) -> Tensor:
    """Compute a function of a batch; of an empty one PyTorch does not compute everything."""
    if len(x):
        return function(x)
    return function(torch.cat([x, x.new_zeros(1, *x.shape[1:])]))[:0]


@twin
def cat(x: Tensor, other: Tensor | Sequence[Tensor] = (), axis: int = 0) -> Tensor:
    """Put arrays one behind the other."""
    return torch.cat([x, other] if isinstance(other, Tensor) else [x, *other], axis)


@twin
def embedding(
    indices: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    *,
    scale_grad_by_freq: bool = False,
) -> Tensor:
    """Look up rows of a table."""
    return F.embedding(indices, weight, padding_idx, scale_grad_by_freq=scale_grad_by_freq)
