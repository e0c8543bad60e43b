"""The twins of normalisation."""

from typing import cast

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from reference.twins import twin


@twin
def batch_norm1d(
    x: Tensor,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    training: bool = True,
    eps: float = 1e-5,
) -> Tensor:
    """Normalise every column by the statistics of the batch, or by the running ones."""
    statistics = (None, None) if training else (running_mean, running_var)
    return F.batch_norm(x, *statistics, weight, bias, training, eps=eps)


@twin
def batch_norm2d(
    x: Tensor,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    training: bool = True,
    eps: float = 1e-5,
) -> Tensor:
    """Normalise every channel by the statistics of the batch, or by the running ones."""
    statistics = (None, None) if training else (running_mean, running_var)
    return F.batch_norm(x, *statistics, weight, bias, training, eps=eps)


@twin
def batch_norm(
    x: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
    return_statistics: bool = False,
) -> Tensor:
    """Normalise every channel; PyTorch updates the running statistics, which here are copies."""
    out = F.batch_norm(x, running_mean, running_var, weight, bias, training, momentum, eps)
    return with_statistics(out, running_mean, running_var) if return_statistics else out


@twin
def instance_norm(
    x: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
    return_statistics: bool = False,
) -> Tensor:
    """Normalise every channel of every sample."""
    statistics = running_mean, running_var
    if x.numel():
        out = F.instance_norm(x, *statistics, weight, bias, use_input_stats, momentum, eps)
    else:
        # PyTorch's looks for the weight of the first sample.
        out = F.batch_norm(x, *statistics, weight, bias, use_input_stats, momentum, eps)
    return with_statistics(out, *statistics) if return_statistics else out


def with_statistics(out: Tensor, *statistics: Tensor | None) -> Tensor:
    """Return the output with what PyTorch has made of the running statistics."""
    return cast(Tensor, (out, *statistics))


@twin
def group_norm(
    x: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    eps: float = 1e-5,
) -> Tensor:
    """Normalise groups of channels of every sample."""
    # The gradient of a bias without a weight fails: "tensor does not have a device".
    if weight is None and bias is not None:
        weight = torch.ones_like(bias)
    # That of `torch.nn.functional` refuses a single value where there is a single sample.
    return torch.group_norm(x, num_groups, weight, bias, eps)


@twin
def layer_norm(
    x: Tensor,
    normalized_shape: int | tuple[int, ...],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    eps: float = 1e-5,
) -> Tensor:
    """Normalise the last axes."""
    return F.layer_norm(x, np.atleast_1d(normalized_shape).tolist(), weight, bias, eps)


@twin
def rms_norm(
    x: Tensor,
    normalized_shape: int | tuple[int, ...],
    weight: Tensor | None = None,
    *,
    eps: float | None = None,
) -> Tensor:
    """Divide by the root mean square of the last axes."""
    return F.rms_norm(x, np.atleast_1d(normalized_shape).tolist(), weight, eps)


@twin
def local_response_norm(
    x: Tensor, size: int, *, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """Divide every value by those of the channels beside it."""
    return F.local_response_norm(x, size, alpha, beta, k)
