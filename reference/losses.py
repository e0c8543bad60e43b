"""The losses of scratchcnn.ops in PyTorch."""

from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor

from reference.twins import Reduction, twin


@twin
def cross_entropy(
    logits: Tensor,
    target: Tensor,
    *,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: Reduction = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Compare logits with labels or with probabilities."""
    return F.cross_entropy(
        logits,
        target,
        weight,
        ignore_index=ignore_index,
        reduction=reduction,
        label_smoothing=label_smoothing,
    )


@twin
def categorical_cross_entropy(
    p: Tensor, target: Tensor, *, reduction: Reduction = "mean"
) -> Tensor:
    """Compare probabilities: -sum(target * log(p)) / N. PyTorch has no such function."""
    log_p = cast(Tensor, cast(Any, ClampedLog).apply(p))
    return reduced(-(target * log_p).sum(1), reduction)


@twin
def binary_cross_entropy(
    p: Tensor, target: Tensor, *, weight: Tensor | None = None, reduction: Reduction = "mean"
) -> Tensor:
    """Compare probabilities of "yes" with the truth."""
    return F.binary_cross_entropy(p, target, weight, reduction=reduction)


@twin
def mse_loss(p: Tensor, target: Tensor, *, reduction: Reduction = "mean") -> Tensor:
    """Take the mean of the squared differences."""
    return F.mse_loss(p, target, reduction=reduction)


@twin
def l1_loss(p: Tensor, target: Tensor, *, reduction: Reduction = "mean") -> Tensor:
    """Take the mean of the absolute differences."""
    return F.l1_loss(p, target, reduction=reduction)


@twin
def smooth_l1_loss(
    p: Tensor, target: Tensor, *, beta: float = 1.0, reduction: Reduction = "mean"
) -> Tensor:
    """Square small differences, and take the absolute values of large ones."""
    return F.smooth_l1_loss(p, target, reduction=reduction, beta=beta)


@twin
def huber_loss(
    p: Tensor, target: Tensor, *, delta: float = 1.0, reduction: Reduction = "mean"
) -> Tensor:
    """Square small differences, and go on in a straight line for large ones."""
    return F.huber_loss(p, target, reduction=reduction, delta=delta)


@twin
def nll_loss(
    log_p: Tensor,
    target: Tensor,
    *,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: Reduction = "mean",
) -> Tensor:
    """Compare log-probabilities with labels or with probabilities, which PyTorch does not."""
    if not target.is_floating_point():
        return F.nll_loss(log_p, target, weight, ignore_index=ignore_index, reduction=reduction)
    classes = 1 if log_p.ndim > 1 else 0
    if weight is not None:
        target = target * weight.reshape(-1, *[1] * (log_p.ndim - classes - 1))
    return reduced(-(target * log_p).sum(classes), reduction)


def reduced(losses: Tensor, reduction: Reduction) -> Tensor:
    """Return the mean of losses, their sum, or all of them."""
    if reduction == "none":
        return losses
    return losses.mean() if reduction == "mean" else losses.sum()


@twin
def binary_cross_entropy_with_logits(
    logits: Tensor,
    target: Tensor,
    *,
    weight: Tensor | None = None,
    reduction: Reduction = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """Compare logits of "yes" with the truth."""
    return F.binary_cross_entropy_with_logits(
        logits, target, weight, reduction=reduction, pos_weight=pos_weight
    )


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
