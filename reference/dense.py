"""Dense layers and dropout, in PyTorch."""

import torch.nn.functional as F
from torch import Tensor

from reference.twins import twin


@twin
def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Compute x @ weight.T + bias."""
    return F.linear(x, weight, bias)


@twin
def dropout(x: Tensor, keep: Tensor, p: float = 0.5) -> Tensor:
    """Drop what is not kept, and scale the rest."""
    return x * keep * (1 / (1 - p) if p < 1 else 0)
