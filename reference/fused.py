"""Twins of what homework alone has as one layer; they have no partner in scratchcnn.ops."""

import warnings
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor

from reference.images import Pair
from reference.same_padding import Padding, both, padded_by_hand
from reference.twins import Reduction, twin


@twin
def conv2d_relu(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int | Pair = 1,
    padding: Padding = 0,
) -> Tensor:
    """Cross-correlate, then ReLU."""
    height, width = weight.shape[2:]
    x, left = padded_by_hand(x, padding, (height, width), both(stride))
    return F.relu(F.conv2d(x, weight, bias, stride, left))


@twin
def depthwise_conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> Tensor:
    """Cross-correlate every channel with a kernel of its own: (C, KH, KW)."""
    reach = (
        both(dilation)[0] * (weight.shape[1] - 1) + 1,
        both(dilation)[1] * (weight.shape[2] - 1) + 1,
    )
    x, left = padded_by_hand(x, padding, reach, both(stride))
    return F.conv2d(x, weight[:, None], bias, stride, left, dilation, len(weight))


@twin
def depthwise_conv1d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
) -> Tensor:
    """Cross-correlate every channel of sequences with a kernel of its own: (C, KW)."""
    with warnings.catch_warnings():
        # As of conv1d: "same" with an even kernel costs a padded copy.
        warnings.filterwarnings("ignore", message="Using padding='same'")
        return F.conv1d(x, weight[:, None], bias, stride, padding, dilation, len(weight))


@twin
def separable_conv2d(
    x: Tensor,
    weight: Tensor,
    pointwise: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int | Pair = 1,
    padding: Padding = 0,
) -> Tensor:
    """Convolve every channel with a kernel of its own, then all with kernels of 1 x 1."""
    reach = weight.shape[1], weight.shape[2]
    x, left = padded_by_hand(x, padding, reach, both(stride))
    channels = F.conv2d(x, weight[:, None], None, stride, left, 1, len(weight))
    return F.conv2d(channels, pointwise[:, :, None, None], bias)


@twin
def pointwise_conv2d(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, *, stride: int | Pair = 1
) -> Tensor:
    """Cross-correlate with kernels of 1 x 1, whose weight is (F, C): every pixel by itself."""
    return F.conv2d(x, weight[:, :, None, None], bias, stride)


@twin
def response_norm_of_means(
    x: Tensor, size: int, *, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """Divide every value by those of the channels beside it; alpha multiplies their mean square."""
    return F.local_response_norm(x, size, alpha, beta, k)


@twin
def response_norm_of_sums(
    x: Tensor, size: int, *, alpha: float = 1e-4, beta: float = 0.75, k: float = 2.0
) -> Tensor:
    """Do the same; alpha multiplies the sum of their squares, as in the paper of AlexNet."""
    return F.local_response_norm(x, size, alpha * size, beta, k)


@twin
def linear_relu(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Compute x @ weight.T + bias, then ReLU."""
    return F.relu(F.linear(x, weight, bias))


@twin
def linear_sigmoid(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Squash x @ weight.T + bias to (0, 1)."""
    return torch.sigmoid(F.linear(x, weight, bias))


@twin
def linear_tanh(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Squash x @ weight.T + bias to (-1, 1)."""
    return torch.tanh(F.linear(x, weight, bias))


@twin
def softmax_linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Turn x @ weight.T + bias into probabilities."""
    return torch.softmax(F.linear(x, weight, bias), -1)


@twin
def softmax_linear_of_logits(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Compute the same probabilities; the pullback takes the gradient of the logits."""
    return cast(Tensor, cast(Any, SoftmaxOfLogits).apply(F.linear(x, weight, bias)))


@twin
def softmax_cross_entropy(
    logits: Tensor,
    target: Tensor,
    *,
    reduction: Reduction = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Compare logits with labels or with probabilities."""
    return F.cross_entropy(logits, target, reduction=reduction, label_smoothing=label_smoothing)


@twin
def layer_norm_rows(
    x: Tensor, weight: Tensor | None = None, bias: Tensor | None = None, *, eps: float = 1e-5
) -> Tensor:
    """Normalise every row."""
    return F.layer_norm(x, x.shape[1:], weight, bias, eps)


@twin
def rms_norm_rows(x: Tensor, weight: Tensor | None = None, *, eps: float = 1e-5) -> Tensor:
    """Divide every row by its root mean square."""
    return F.rms_norm(x, x.shape[1:], weight, eps)


@twin
def instance_norm_images(
    x: Tensor, weight: Tensor | None = None, bias: Tensor | None = None, *, eps: float = 1e-5
) -> Tensor:
    """Normalise every channel of every image."""
    return F.instance_norm(x, weight=weight, bias=bias, eps=eps)


@twin
def instance_norm_sequences(
    x: Tensor, weight: Tensor | None = None, bias: Tensor | None = None, *, eps: float = 1e-5
) -> Tensor:
    """Normalise every channel of every sequence."""
    return F.instance_norm(x, weight=weight, bias=bias, eps=eps)


@twin
def batch_norm_sequences(
    x: Tensor,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    training: bool = True,
    eps: float = 1e-5,
) -> Tensor:
    """Normalise every channel of sequences; in inference by the running statistics."""
    statistics = (None, None) if training else (running_mean, running_var)
    return F.batch_norm(x, *statistics, weight, bias, training, eps=eps)


@twin
def group_norm_images(
    x: Tensor,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    num_groups: int = 2,
    eps: float = 1e-5,
) -> Tensor:
    """Normalise groups of channels of every image, two unless told."""
    return F.group_norm(x, num_groups, weight, bias, eps)


@twin
def prelu_channels(x: Tensor, weight: Tensor) -> Tensor:
    """Leaky ReLU of images, with a learned slope for each channel."""
    return F.prelu(x, weight)


@twin
def prelu_shared(x: Tensor, weight: Tensor) -> Tensor:
    """Leaky ReLU with a single learned slope."""
    return F.prelu(x, weight)


@twin
def glu_rows(x: Tensor) -> Tensor:
    """Scale the first half of every row by the sigmoid of the second."""
    return F.glu(x, -1)


@twin
def zero_padding(x: Tensor, padding: int) -> Tensor:
    """Put zeros around every image."""
    return F.pad(x, [padding] * 4)


@twin
def reflection_padding(x: Tensor, padding: int) -> Tensor:
    """Mirror every image at its borders, which are not repeated."""
    return F.pad(x, [padding] * 4, "reflect")


@twin
def replication_padding(x: Tensor, padding: int) -> Tensor:
    """Repeat the borders of every image."""
    return F.pad(x, [padding] * 4, "replicate")


@twin
def bilinear_upsampling(x: Tensor, scale_factor: int, *, mode: str = "bilinear") -> Tensor:
    """Make images larger; every new pixel lies between four."""
    return F.interpolate(x, None, scale_factor, mode)


@twin
def cat_three(x: Tensor, other: Tensor, third: Tensor, axis: int = 1) -> Tensor:
    """Put three arrays one behind the other."""
    return torch.cat([x, other, third], axis)


class SoftmaxOfLogits(torch.autograd.Function):
    """A softmax that passes its gradient on as it is, for a loss that contains its gradient."""

    @staticmethod
    def forward(ctx: Any, logits: Tensor) -> Tensor:
        """Compute softmax over the last axis."""
        return torch.softmax(logits, -1)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Tensor:
        """Return the upstream gradient: it is that of the logits already."""
        return cast(Tensor, grad_outputs[0])
