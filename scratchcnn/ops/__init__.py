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
from scratchcnn.ops.dropout import dropout
from scratchcnn.ops.embedding import embedding
from scratchcnn.ops.linear import flatten, linear
from scratchcnn.ops.losses.loss import (
    binary_cross_entropy,
    categorical_cross_entropy,
    cross_entropy,
)
from scratchcnn.ops.losses.loss_of_logarithms import binary_cross_entropy_with_logits, nll_loss
from scratchcnn.ops.losses.loss_of_numbers import huber_loss, l1_loss, mse_loss, smooth_l1_loss
from scratchcnn.ops.losses.margins import (
    hinge_embedding_loss,
    margin_ranking_loss,
    multi_margin_loss,
    svm_loss,
)
from scratchcnn.ops.losses.regularization import l1_regularization, l2_regularization
from scratchcnn.ops.normalization.batch_norm import batch_norm, batch_norm1d, batch_norm2d
from scratchcnn.ops.normalization.instance_norm import group_norm, instance_norm
from scratchcnn.ops.normalization.layer_norm import layer_norm, rms_norm
from scratchcnn.ops.normalization.local_response_norm import local_response_norm
from scratchcnn.ops.shapes.interpolation import interpolate
from scratchcnn.ops.shapes.padding import pad
from scratchcnn.ops.shapes.rearranging import cat, pixel_shuffle, pixel_unshuffle
from scratchcnn.ops.sliding.adaptive_avg_pool import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    adaptive_avg_pool3d,
)
from scratchcnn.ops.sliding.adaptive_max_pool import (
    adaptive_max_pool1d,
    adaptive_max_pool2d,
    adaptive_max_pool3d,
)
from scratchcnn.ops.sliding.avg_pool import avg_pool1d, avg_pool2d, avg_pool3d
from scratchcnn.ops.sliding.conv import conv1d, conv2d, conv3d
from scratchcnn.ops.sliding.conv_transpose import (
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose3d,
)
from scratchcnn.ops.sliding.lp_pool import lp_pool1d, lp_pool2d
from scratchcnn.ops.sliding.max_pool import max_pool1d, max_pool2d, max_pool3d
from scratchcnn.ops.sliding.sobel import sobel, sobel_filter
from scratchcnn.ops.sliding.unpool import max_unpool2d

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
    "sobel_filter",
    "softmax",
    "softplus",
    "softsign",
    "svm_loss",
    "tanh",
]
