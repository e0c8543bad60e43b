"""The documented ops, each a function that returns its output and its pullback.

    out, pullback = conv2d(x, weight, bias, stride=2, padding=1)
    grad_x, grad_weight, grad_bias = pullback(grad_out)

In come arrays and options; out go the output, and a pullback that returns the gradients. float32
gives float32, float64 gives float64; no argument is ever changed.
Imports NumPy and SciPy, and nothing else of ours.
"""

from scratchcnn.ops.activations.classic import leaky_relu, relu, sigmoid, silu, tanh
from scratchcnn.ops.activations.exponential import celu, elu, logsigmoid, selu, softplus
from scratchcnn.ops.activations.gates import gelu, glu, mish, softsign
from scratchcnn.ops.activations.piecewise import hardsigmoid, hardswish, hardtanh, prelu, relu6
from scratchcnn.ops.activations.softmax import log_softmax, softmax
from scratchcnn.ops.linear import flatten, linear
from scratchcnn.ops.losses.loss import (
    binary_cross_entropy,
    categorical_cross_entropy,
    cross_entropy,
)
from scratchcnn.ops.losses.loss_of_logarithms import binary_cross_entropy_with_logits, nll_loss
from scratchcnn.ops.losses.loss_of_numbers import huber_loss, l1_loss, mse_loss, smooth_l1_loss
from scratchcnn.ops.normalization import batch_norm1d, batch_norm2d
from scratchcnn.ops.sliding.conv import conv1d, conv2d, conv3d
from scratchcnn.ops.sliding.conv_transpose import (
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose3d,
)
from scratchcnn.ops.sliding.pool import avg_pool2d, max_pool2d
from scratchcnn.ops.sliding.sobel import sobel, sobel_filter

__all__ = [
    "avg_pool2d",
    "batch_norm1d",
    "batch_norm2d",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "categorical_cross_entropy",
    "celu",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "cross_entropy",
    "elu",
    "flatten",
    "gelu",
    "glu",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "huber_loss",
    "l1_loss",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "max_pool2d",
    "mish",
    "mse_loss",
    "nll_loss",
    "prelu",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "sobel",
    "sobel_filter",
    "softmax",
    "softplus",
    "softsign",
    "tanh",
]
