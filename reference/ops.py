"""Every op of scratchcnn.ops in PyTorch: same names, same signatures, NumPy arrays in and out.

They compute in float64, whatever comes in; `float32(conv2d)` is the same twin in single precision.
The gradients come from autograd.
"""

import math
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from reference.same_padding import Padding, both, padded_by_hand

Array: TypeAlias = NDArray[Any]
Pair: TypeAlias = tuple[int, int]
Pullback: TypeAlias = Callable[[Any], tuple[Array, ...]]
Op: TypeAlias = Callable[..., tuple[Array, Pullback]]
Reduction: TypeAlias = Literal["mean", "sum"]

# The arrays that have no gradient.
WITHOUT_GRADIENT = ("target", "running_mean", "running_var")


def twin(function: Callable[..., Tensor], dtype: type[np.floating[Any]] = np.float64) -> Op:
    """Turn a function of tensors into an op: arrays in; an array and a pullback out.

    The pullback returns a gradient for every array but those of `WITHOUT_GRADIENT`, in order.
    """

    @wraps(function)
    def op(*args: Any, **kwargs: Any) -> tuple[Array, Pullback]:
        named = dict(zip(function.__annotations__, args, strict=False)) | kwargs
        tensors = {
            name: tensor(value, dtype if value.dtype.kind == "f" else np.int64)
            for name, value in named.items()
            if isinstance(value, np.ndarray)
        }
        inputs = [t.requires_grad_() for name, t in tensors.items() if name not in WITHOUT_GRADIENT]
        out = function(**named | tensors)

        def pullback(grad_out: Array | float) -> tuple[Array, ...]:
            grads = torch.autograd.grad(out, inputs, tensor(grad_out, dtype), retain_graph=True)
            return tuple(grad.numpy() for grad in grads)

        return out.detach().numpy(), pullback

    return op


def float32(op: Op) -> Op:
    """Return the same twin, computing in single precision."""
    return twin(cast(Any, op).__wrapped__, np.float32)


def tensor(value: Array | float, dtype: type[np.generic]) -> Tensor:
    """Copy an array of any memory layout: a twin neither changes nor shares its arguments."""
    return torch.from_numpy(np.array(value, dtype, order="C"))


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
) -> Tensor:
    """Take the maximum of every window."""
    strides = both(kernel_size if stride is None else stride)
    x, left = padded_by_hand(x, padding, both(kernel_size), strides, -math.inf)
    return F.max_pool2d(x, kernel_size, stride, left)


@twin
def avg_pool2d(
    x: Tensor,
    kernel_size: int | Pair,
    *,
    stride: int | Pair | None = None,
    padding: Padding = 0,
) -> Tensor:
    """Take the mean of every window; padded zeros count."""
    strides = both(kernel_size if stride is None else stride)
    x, left = padded_by_hand(x, padding, both(kernel_size), strides)
    return F.avg_pool2d(x, kernel_size, stride, left)


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
    return batch_norm(x, weight, bias, running_mean, running_var, training, eps)


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
    return batch_norm(x, weight, bias, running_mean, running_var, training, eps)


def batch_norm(
    x: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: bool,
    eps: float,
) -> Tensor:
    """Normalise every channel, which is the second axis, however many there are."""
    # In training PyTorch would update the running ones, which is not an op's business.
    statistics = (None, None) if training else (running_mean, running_var)
    return F.batch_norm(x, *statistics, weight, bias, training, eps=eps)


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


@twin
def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Compute x @ weight.T + bias."""
    return F.linear(x, weight, bias)


@twin
def flatten(x: Tensor) -> Tensor:
    """Lay out every sample as one row."""
    return x.flatten(1) if x.ndim > 1 else x.reshape(-1, 1)


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
