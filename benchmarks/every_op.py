"""Every op at the shape that it has in a network, ours beside its twin, on one thread."""

import inspect
from collections.abc import Callable, Mapping
from time import process_time
from typing import Any, TypeAlias

import numpy as np
import torch

import reference.ops
from benchmarks.layers import normal
from benchmarks.results import Row, Section, geometric_mean
from benchmarks.timing import side_by_side, threads
from scratchcnn import ops
from scratchcnn.ops.arguments import Array
from scratchcnn.oracle.cases.bounds import differentiable

# The arrays of a call, and its other arguments.
Call: TypeAlias = tuple[Mapping[str, Array], Mapping[str, Any]]


def images(n: int, **others: Any) -> Call:
    """Return 16 feature maps of 28 x 28 pixels for every sample, and the other arguments."""
    return called(x=normal(n, 16, 28, 28), **others)


def called(**arguments: Any) -> Call:
    """Return a call, its arrays apart from its options."""
    arrays = {name: one for name, one in arguments.items() if isinstance(one, np.ndarray)}
    return arrays, {name: one for name, one in arguments.items() if name not in arrays}


def sliding(n: int) -> dict[str, Call]:
    """Return calls of what slides, of its inverse, and of what resizes."""
    line, volume = normal(n, 16, 784), normal(max(1, n // 4), 16, 8, 14, 14)
    of_axes = {1: line, 2: normal(n, 16, 28, 28), 3: volume}
    kernels = {axes: normal(16, 16, *[3] * axes) for axes in of_axes}
    maxima, places = ops.max_pool2d(of_axes[2], 2, return_indices=True)[0]
    found = {
        "max_unpool2d": called(x=maxima, indices=places, kernel_size=2),
        "interpolate": images(n, scale_factor=2.0, mode="bilinear", align_corners=False),
        "pixel_shuffle": images(n, upscale_factor=2),
        "pixel_unshuffle": images(n, downscale_factor=2),
        "pad": images(n, pad=[1, 1, 1, 1], mode="reflect"),
        "cat": images(n, other=normal(n, 16, 28, 28), axis=1),
    }
    for axes, x in of_axes.items():
        weight = {"weight": kernels[axes], "bias": normal(16), "padding": 1}
        found[f"conv{axes}d"] = called(x=x, **weight)
        found[f"conv_transpose{axes}d"] = called(x=x, **weight)
        found[f"max_pool{axes}d"] = called(x=x, kernel_size=2)
        found[f"avg_pool{axes}d"] = called(x=x, kernel_size=2)
        found[f"adaptive_avg_pool{axes}d"] = called(x=x, output_size=1)
        found[f"adaptive_max_pool{axes}d"] = called(x=x, output_size=1)
    for axes in (1, 2):
        found[f"lp_pool{axes}d"] = called(x=of_axes[axes], norm_type=2.0, kernel_size=2)
    return found


def pointwise(n: int) -> dict[str, Call]:
    """Return calls of activations and dropout, on images."""
    plain = (
        *("relu", "leaky_relu", "relu6", "hardtanh", "hardsigmoid", "hardswish", "elu", "selu"),
        *("celu", "sigmoid", "logsigmoid", "tanh", "softsign", "softplus", "silu", "gelu", "mish"),
    )
    keep = np.random.default_rng(0).random((n, 16, 28, 28)) < 0.5
    return {
        **{name: images(n) for name in plain},
        "prelu": images(n, weight=normal(16)),
        "glu": images(n, axis=1),
        "dropout": images(n, keep=keep),
    }


def normalizing(n: int) -> dict[str, Call]:
    """Return calls of normalisations, on images."""
    affine = {"weight": normal(16), "bias": normal(16)}
    whole = {"weight": normal(16, 28, 28), "normalized_shape": (16, 28, 28)}
    return {
        "batch_norm2d": images(n, **affine),
        "instance_norm": images(n, **affine),
        "group_norm": images(n, num_groups=4, **affine),
        "layer_norm": images(n, bias=normal(16, 28, 28), **whole),
        "rms_norm": images(n, **whole),
        "local_response_norm": images(n, size=5),
    }


def of_rows(n: int) -> dict[str, Call]:
    """Return calls of dense layers, of losses, and of what else takes rows."""
    rng = np.random.default_rng(0)
    labels, rows = rng.integers(0, 10, n), normal(n, 10)
    shares = np.full((n, 10), 0.1, np.float32)
    signs = np.sign(normal(n, 10)) + np.float32(0)
    numbers = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")
    return {
        "linear": called(x=normal(n, 1352), weight=normal(128, 1352), bias=normal(128)),
        "embedding": called(indices=rng.integers(0, 1000, (n, 32)), weight=normal(1000, 64)),
        "softmax": called(x=rows),
        "log_softmax": called(x=rows),
        "cross_entropy": called(logits=rows, target=labels),
        "nll_loss": called(log_p=rows, target=labels),
        "multi_margin_loss": called(logits=rows, target=labels),
        "svm_loss": called(logits=rows, target=labels),
        "categorical_cross_entropy": called(p=shares, target=shares),
        "binary_cross_entropy": called(p=shares, target=shares),
        "binary_cross_entropy_with_logits": called(logits=rows, target=shares),
        "hinge_embedding_loss": called(p=rows, target=signs),
        "margin_ranking_loss": called(x=rows, other=rows[::-1].copy(), target=signs),
        **{name: called(p=normal(n, 784), target=normal(n, 784)) for name in numbers},
        "l1_regularization": called(weight=normal(128, 1352), weight_decay=0.1),
        "l2_regularization": called(weight=normal(128, 1352), weight_decay=0.1),
    }


def variants(n: int) -> dict[str, Call]:
    """Return calls with other options than above, those that are slow in NumPy: "op, option"."""
    rng = np.random.default_rng(0)
    x, line, volume = (
        normal(n, 16, 28, 28),
        normal(n, 16, 784),
        normal(max(1, n // 4), 16, 8, 14, 14),
    )
    pixels, labels = normal(n, 10, 28, 28), rng.integers(0, 10, (n, 28, 28))
    mask = (rng.random((n, 1, 28, 28)) < 0.5).astype(np.float32)
    affine = {"weight": normal(16), "bias": normal(16)}
    running = {"running_mean": normal(16), "running_var": normal(16) ** 2 + 1}
    found = {
        "conv1d, depthwise": called(x=line, weight=normal(16, 1, 3), groups=16, padding=1),
        "conv2d, depthwise": called(x=x, weight=normal(16, 1, 3, 3), groups=16, padding=1),
        "conv2d, 4 groups": called(x=x, weight=normal(32, 4, 3, 3), groups=4, padding=1),
        "conv2d, stride 2": called(x=x, weight=normal(32, 16, 3, 3), stride=2, padding=1),
        "conv2d, 1 tap": called(x=x, weight=normal(32, 16, 1, 1)),
        "conv_transpose2d, stride 2": called(x=x, weight=normal(16, 8, 2, 2), stride=2),
        "max_pool3d, 3 by 2": called(x=volume, kernel_size=3, stride=2, padding=1),
        "avg_pool2d, 3 by 1": images(n, kernel_size=3, stride=1, padding=1),
        "interpolate, nearest": images(n, scale_factor=2.0, mode="nearest"),
        "interpolate, bicubic": images(n, scale_factor=2.0, mode="bicubic"),
        "gelu, tanh": images(n, approximate="tanh"),
        "softmax, images": called(x=pixels, axis=1),
        "log_softmax, images": called(x=pixels, axis=1),
        "cross_entropy, images": called(logits=pixels, target=labels),
        "cross_entropy, smoothed": called(logits=pixels, target=labels, label_smoothing=0.1),
        "nll_loss, images": called(log_p=-np.abs(pixels), target=labels),
        "binary_cross_entropy, images": called(
            p=rng.random((n, 1, 28, 28)).astype(np.float32), target=mask
        ),
        "binary_cross_entropy_with_logits, images": called(
            logits=normal(n, 1, 28, 28), target=mask
        ),
        "batch_norm, inference": images(n, **affine, **running),
        "batch_norm1d, rows": called(x=normal(n, 128), weight=normal(128), bias=normal(128)),
    }
    for name, size in (("max_pool2d, 3 by 2", 2), ("max_pool2d, 3 by 1", 1)):
        found[name] = images(n, kernel_size=3, stride=size, padding=1)
    # One size divides that of x, the other does not: then windows overlap.
    sizes = {1: (line, (7, 3)), 2: (x, (7, 5)), 3: (volume, ((4, 7, 7), (3, 5, 5)))}
    for axes, (one, both) in sizes.items():
        for size in both:
            for kind in ("avg", "max"):
                name = f"adaptive_{kind}_pool{axes}d"
                found[f"{name}, {size}"] = called(x=one, output_size=size)
    return found


def measured(name: str, call: Call) -> dict[str, Callable[[], object]]:
    """Return forward and all gradients of an op, ours and PyTorch's, on the same numbers."""
    arrays, options = call
    theirs = inspect.unwrap(getattr(reference.ops, name))
    tensors = {key: torch.tensor(array) for key, array in arrays.items()}
    inputs = [tensors[key].requires_grad_() for key in differentiable(arrays)]
    upstream = torch.randn_like(theirs(**tensors, **options))
    grad_out = upstream.numpy()

    def own() -> object:
        _, pullback = getattr(ops, name)(**arrays, **options)
        return pullback(grad_out if grad_out.ndim else float(grad_out))

    def pytorch() -> object:
        return torch.autograd.grad(theirs(**tensors, **options), inputs, upstream)

    return {"ours": own, "PyTorch": pytorch}


def calls(n: int) -> dict[str, Call]:
    """Return all calls for a batch of n, by the op and, after a comma, what is special."""
    return sliding(n) | pointwise(n) | normalizing(n) | of_rows(n) | variants(n)


def every_op(seconds: float, n: int) -> Section:
    """Measure every op that computes, forward and all gradients, for a batch of n."""
    rows = []
    with threads(1):
        for name, call in calls(n).items():
            shape = "x".join(map(str, next(iter(call[0].values())).shape))
            functions = measured(name.partition(",")[0], call)
            # On a busy machine a long call is interrupted more often than a short one.
            taken = side_by_side(functions, seconds, process_time)
            rows.append(Row(f"{name} {shape}", 1, taken))
    title = f"Every op, forward and all gradients; geometric mean {geometric_mean(rows, 1):.2f}"
    return Section("every_op", title, rows)
