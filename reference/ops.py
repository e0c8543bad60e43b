"""Every op of scratchcnn.ops in PyTorch: same names, same signatures, NumPy arrays in and out.

They compute in float64, whatever comes in; `float32(conv2d)` is the same twin in single precision.
The gradients come from autograd.
"""

import math
import warnings
from typing import Any, Literal, TypeAlias, cast

import torch
import torch.nn.functional as F
from torch import Tensor

from reference.activations import (
    celu,
    elu,
    gelu,
    glu,
    hardsigmoid,
    hardswish,
    hardtanh,
    logsigmoid,
    mish,
    prelu,
    relu6,
    selu,
    softplus,
    softsign,
)
from reference.convolutions import (
    conv1d,
    conv3d,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose3d,
)
from reference.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    categorical_cross_entropy,
    cross_entropy,
    huber_loss,
    l1_loss,
    mse_loss,
    nll_loss,
    smooth_l1_loss,
)
from reference.margins import (
    hinge_embedding_loss,
    l1_regularization,
    l2_regularization,
    margin_ranking_loss,
    multi_margin_loss,
    svm_loss,
)
from reference.normalization import (
    batch_norm,
    batch_norm1d,
    batch_norm2d,
    group_norm,
    instance_norm,
    layer_norm,
    local_response_norm,
    rms_norm,
)
from reference.poolings import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    adaptive_avg_pool3d,
    adaptive_max_pool1d,
    adaptive_max_pool2d,
    adaptive_max_pool3d,
    avg_pool1d,
    avg_pool3d,
    lp_pool1d,
    lp_pool2d,
    max_pool1d,
    max_pool3d,
    max_unpool2d,
)
from reference.same_padding import Padding, both, padded_by_hand
from reference.shapes import (
    cat,
    embedding,
    flatten,
    interpolate,
    pad,
    pixel_shuffle,
    pixel_unshuffle,
)
from reference.twins import float32, twin

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "adaptive_max_pool3d",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm",
    "batch_norm1d",
    "batch_norm2d",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cat",
    "categorical_cross_entropy",
    "celu",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "cross_entropy",
    "dropout",
    "elu",
    "embedding",
    "flatten",
    "float32",
    "gelu",
    "glu",
    "group_norm",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hinge_embedding_loss",
    "huber_loss",
    "instance_norm",
    "interpolate",
    "l1_loss",
    "l1_regularization",
    "l2_regularization",
    "layer_norm",
    "leaky_relu",
    "linear",
    "local_response_norm",
    "log_softmax",
    "logsigmoid",
    "lp_pool1d",
    "lp_pool2d",
    "margin_ranking_loss",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_unpool2d",
    "mish",
    "mse_loss",
    "multi_margin_loss",
    "nll_loss",
    "pad",
    "pixel_shuffle",
    "pixel_unshuffle",
    "prelu",
    "relu",
    "relu6",
    "rms_norm",
    "selu",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "sobel",
    "softmax",
    "softplus",
    "softsign",
    "svm_loss",
    "tanh",
]

Pair: TypeAlias = tuple[int, int]


@twin
def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlate; a bias with three axes is untied, one value for every output pixel."""
    untied = bias is not None and bias.ndim == 3
    height, width = weight.shape[2:]
    down, right = both(dilation)
    reach = down * (height - 1) + 1, right * (width - 1) + 1
    left: int | Pair | Literal["same"] = "same"
    # PyTorch has "same" without a stride.
    if (padding, both(stride)) != ("same", (1, 1)):
        x, left = padded_by_hand(x, padding, reach, both(stride))
    with warnings.catch_warnings():
        # PyTorch warns that "same" with an even kernel costs a padded copy; that is all right here.
        warnings.filterwarnings("ignore", message="Using padding='same'")
        out = F.conv2d(x, weight, None if untied else bias, stride, left, dilation, groups)
    return out + cast(Tensor, bias) if untied else out


@twin
def sobel(
    x: Tensor,
    direction: str,
    *,
    stride: int | Pair = 1,
    padding: int | Pair | Literal["valid", "same"] = 0,
) -> Tensor:
    """Find vertical or horizontal edges in every channel."""
    vertical = torch.tensor([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=x.dtype)
    kernel = {"vertical": vertical, "horizontal": vertical.T}[direction]
    channels = x.shape[1]
    return F.conv2d(
        x, kernel.expand(channels, 1, 3, 3), stride=stride, padding=padding, groups=channels
    )


@twin
def max_pool2d(
    x: Tensor,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """Take the maximum of every window."""
    strides = both(kernel_size if stride is None else stride)
    x, left = padded_by_hand(x, padding, both(kernel_size), strides, -math.inf)
    pool: Any = F.max_pool2d_with_indices if return_indices else F.max_pool2d
    return cast(Tensor, pool(x, kernel_size, stride, left, dilation, ceil_mode))


@twin
def avg_pool2d(
    x: Tensor,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Take the mean of every window."""
    strides = both(kernel_size if stride is None else stride)
    x, left = padded_by_hand(x, padding, both(kernel_size), strides)
    return F.avg_pool2d(
        x, kernel_size, stride, left, ceil_mode, count_include_pad, divisor_override
    )


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
def dropout(x: Tensor, keep: Tensor, p: float = 0.5) -> Tensor:
    """Drop what is not kept, and scale the rest."""
    return x * keep * (1 / (1 - p) if p < 1 else 0)


@twin
def softmax(x: Tensor, axis: int = -1) -> Tensor:
    """Turn logits into probabilities."""
    return torch.softmax(x, axis)


@twin
def log_softmax(x: Tensor, axis: int = -1) -> Tensor:
    """Turn logits into log-probabilities."""
    return torch.log_softmax(x, axis)


@twin
def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Compute x @ weight.T + bias."""
    return F.linear(x, weight, bias)
