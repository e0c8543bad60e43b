"""The activations of scratchcnn.ops, beyond the first few, in PyTorch."""

from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from reference.twins import twin


@twin
def elu(x: Tensor, alpha: float = 1.0) -> Tensor:
    """Exponential linear unit."""
    return F.elu(x, alpha)


@twin
def selu(x: Tensor) -> Tensor:
    """Scaled exponential linear unit."""
    return F.selu(x)


@twin
def celu(x: Tensor, alpha: float = 1.0) -> Tensor:
    """Continuously differentiable exponential linear unit.

    The gradient of F.celu is rounded to single precision on the way, whatever comes in.
    """
    below = alpha * torch.expm1(torch.where(x > 0, 0, x) / alpha)
    return torch.where(x > 0, x, below)


@twin
def softplus(x: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """Smooth version of ReLU."""
    return F.softplus(x, beta, threshold)


@twin
def logsigmoid(x: Tensor) -> Tensor:
    """Logarithm of the sigmoid."""
    return F.logsigmoid(x)


@twin
def softsign(x: Tensor) -> Tensor:
    """Squash to (-1, 1) by a quotient."""
    return F.softsign(x)


@twin
def gelu(x: Tensor, approximate: Literal["none", "tanh"] = "none") -> Tensor:
    """Scale every number by the normal distribution's share below it."""
    return F.gelu(x, approximate=approximate)


@twin
def mish(x: Tensor) -> Tensor:
    """Scale every number by the tanh of its softplus."""
    return F.mish(x)


@twin
def glu(x: Tensor, axis: int = -1) -> Tensor:
    """Scale one half by the sigmoid of the other."""
    return F.glu(x, axis)


@twin
def hardtanh(x: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """Clip to an interval."""
    return F.hardtanh(x, min_val, max_val)


@twin
def relu6(x: Tensor) -> Tensor:
    """Clip to [0, 6]."""
    return F.relu6(x)


@twin
def hardsigmoid(x: Tensor) -> Tensor:
    """Squash to [0, 1] by straight lines.

    The gradient of F.hardsigmoid multiplies by 1/6 in single precision, whatever comes in.
    """
    return F.relu6(x + 3) / 6


@twin
def hardswish(x: Tensor) -> Tensor:
    """Scale every number by its hard sigmoid."""
    return F.hardswish(x)


@twin
def prelu(x: Tensor, weight: Tensor) -> Tensor:
    """Leaky ReLU with a learned slope, one for all channels or one for each."""
    return F.prelu(x, weight)


@twin
def relu(x: Tensor) -> Tensor:
    """Rectified linear unit."""
    return F.relu(x)


@twin
def leaky_relu(x: Tensor, negative_slope: float = 0.01) -> Tensor:
    """Leaky ReLU."""
    return F.leaky_relu(x, negative_slope)


@twin
def sigmoid(x: Tensor) -> Tensor:
    """Squash to (0, 1)."""
    return torch.sigmoid(x)


@twin
def tanh(x: Tensor) -> Tensor:
    """Squash to (-1, 1)."""
    return torch.tanh(x)


@twin
def silu(x: Tensor) -> Tensor:
    """Scale every number by its own sigmoid."""
    return F.silu(x)


@twin
def softmax(x: Tensor, axis: int = -1) -> Tensor:
    """Turn logits into probabilities."""
    return torch.softmax(x, axis)


@twin
def log_softmax(x: Tensor, axis: int = -1) -> Tensor:
    """Turn logits into log-probabilities."""
    return torch.log_softmax(x, axis)
