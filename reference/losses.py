"""The losses of scratchcnn.ops in PyTorch."""

from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor

from reference.twins import Reduction, twin


@twin
def cross_entropy(logits: Tensor, target: Tensor, *, reduction: Reduction = "mean") -> Tensor:
    """Compare logits with labels or with probabilities."""
    return F.cross_entropy(logits, target, reduction=reduction)


@twin
def categorical_cross_entropy(
    p: Tensor, target: Tensor, *, reduction: Reduction = "mean"
) -> Tensor:
    """Compare probabilities: -sum(target * log(p)) / N. PyTorch has no such function."""
    log_p = cast(Tensor, cast(Any, ClampedLog).apply(p))
    total = -(target * log_p).sum()
    return total / p.shape[0] if reduction == "mean" else total


@twin
def binary_cross_entropy(p: Tensor, target: Tensor, *, reduction: Reduction = "mean") -> Tensor:
    """Compare probabilities of "yes" with the truth."""
    return F.binary_cross_entropy(p, target, reduction=reduction)


@twin
def mse_loss(p: Tensor, target: Tensor, *, reduction: Reduction = "mean") -> Tensor:
    """Take the mean of the squared differences."""
    return F.mse_loss(p, target, reduction=reduction)


@twin
def nll_loss(log_p: Tensor, target: Tensor, *, reduction: Reduction = "mean") -> Tensor:
    """Compare log-probabilities with labels or with probabilities."""
    if target.ndim == 1:
        return F.nll_loss(log_p, target, reduction=reduction)
    total = -(target * log_p).sum()
    return total / log_p.shape[0] if reduction == "mean" else total


@twin
def binary_cross_entropy_with_logits(
    logits: Tensor, target: Tensor, *, reduction: Reduction = "mean"
) -> Tensor:
    """Compare logits of "yes" with the truth."""
    return F.binary_cross_entropy_with_logits(logits, target, reduction=reduction)


class ClampedLog(torch.autograd.Function):
    """The logarithm, at least -100, with a derivative of at most 1e12.

    Autograd's own derivative of clamp(log(p)) is NaN at 0. PyTorch's binary_cross_entropy
    clamps both at these values (documentation of torch.nn.BCELoss).
    """

    @staticmethod
    def forward(ctx: Any, p: Tensor) -> Tensor:
        """Compute max(log(p), -100)."""
        ctx.save_for_backward(p)
        return p.log().clamp(min=-100)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Tensor:
        """Divide the gradient by p, or by 1e-12 where that is larger."""
        (p,) = ctx.saved_tensors
        return cast(Tensor, grad_outputs[0] / p.clamp(min=1e-12))
