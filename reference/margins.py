"""Losses with a margin, and what a loss adds to keep weights small, in PyTorch."""

import torch.nn.functional as F
from torch import Tensor

from reference.losses import reduced
from reference.twins import Reduction, twin


@twin
def multi_margin_loss(
    logits: Tensor,
    target: Tensor,
    *,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    reduction: Reduction = "mean",
) -> Tensor:
    """Compare scores with labels, by how far wrong classes are from being a margin behind."""
    # Of an empty batch PyTorch's own mean is not set.
    losses = F.multi_margin_loss(logits, target, p, margin, weight, reduction="none")
    return reduced(losses, reduction)


@twin
def svm_loss(
    logits: Tensor, target: Tensor, *, margin: float = 1.0, reduction: Reduction = "mean"
) -> Tensor:
    """Add up by how far wrong classes are from being a margin behind, which PyTorch averages."""
    losses = F.multi_margin_loss(logits, target, 1, margin, reduction="none")
    return reduced(losses * logits.shape[-1], reduction)


@twin
def hinge_embedding_loss(
    p: Tensor, target: Tensor, *, margin: float = 1.0, reduction: Reduction = "mean"
) -> Tensor:
    """Make distances small for what is alike, and at least a margin for what is not."""
    return F.hinge_embedding_loss(p, target, margin, reduction=reduction)


@twin
def margin_ranking_loss(
    x: Tensor, other: Tensor, target: Tensor, *, margin: float = 0.0, reduction: Reduction = "mean"
) -> Tensor:
    """Compare two scores: which one should be larger."""
    return F.margin_ranking_loss(x, other, target, margin, reduction=reduction)


@twin
def l2_regularization(weight: Tensor, weight_decay: float) -> Tensor:
    """Add up squares, half of a share of them."""
    return weight_decay / 2 * (weight * weight).sum()


@twin
def l1_regularization(weight: Tensor, weight_decay: float) -> Tensor:
    """Add up absolute values, a share of them."""
    return weight_decay * weight.abs().sum()
