"""The inputs with which PyTorch's own developers test their ops, given to ours.

`torch.testing._internal` is no public interface, but the widest list of arguments that there is. A
sample counts as accepted if our op takes it; then output and gradients have to be PyTorch's.
"""

import inspect
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from scratchcnn import ops

pytest.importorskip("expecttest", reason="torch.testing._internal needs expecttest")

CONVOLUTION = ("weight", "bias", "stride", "padding", "dilation", "groups")
TRANSPOSED = ("weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
# Our op and the names of PyTorch's positional arguments, by the name in PyTorch's list.
OURS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    **{f"nn.functional.{name}": (name, CONVOLUTION) for name in ("conv1d", "conv2d", "conv3d")},
    **{
        f"nn.functional.{name}": (name, TRANSPOSED)
        for name in ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
    },
    "nn.functional.max_pool2d": (
        "max_pool2d",
        ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices"),
    ),
    "nn.functional.avg_pool2d": (
        "avg_pool2d",
        (
            *("kernel_size", "stride", "padding", "ceil_mode"),
            *("count_include_pad", "divisor_override"),
        ),
    ),
    **{
        f"nn.functional.max_pool{axes}d": (
            f"max_pool{axes}d",
            ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices"),
        )
        for axes in (1, 3)
    },
    **{
        f"nn.functional.avg_pool{axes}d": (
            f"avg_pool{axes}d",
            (
                *("kernel_size", "stride", "padding", "ceil_mode"),
                *("count_include_pad", "divisor_override"),
            ),
        )
        for axes in (1, 3)
    },
    **{
        f"nn.functional.adaptive_{kind}_pool{axes}d": (
            f"adaptive_{kind}_pool{axes}d",
            ("output_size", "return_indices"),
        )
        for kind in ("avg", "max")
        for axes in (1, 2, 3)
    },
    "nn.functional.max_unpool2d": (
        "max_unpool2d",
        ("indices", "kernel_size", "stride", "padding", "output_size"),
    ),
    "nn.functional.relu": ("relu", ()),
    "nn.functional.leaky_relu": ("leaky_relu", ("negative_slope",)),
    "sigmoid": ("sigmoid", ()),
    "tanh": ("tanh", ()),
    "nn.functional.silu": ("silu", ()),
    "nn.functional.elu": ("elu", ("alpha",)),
    "nn.functional.selu": ("selu", ()),
    "nn.functional.celu": ("celu", ("alpha",)),
    "nn.functional.softplus": ("softplus", ("beta", "threshold")),
    "nn.functional.logsigmoid": ("logsigmoid", ()),
    "nn.functional.softsign": ("softsign", ()),
    "nn.functional.gelu": ("gelu", ("approximate",)),
    "nn.functional.mish": ("mish", ()),
    "nn.functional.hardtanh": ("hardtanh", ("min_val", "max_val")),
    "nn.functional.relu6": ("relu6", ()),
    "nn.functional.hardsigmoid": ("hardsigmoid", ()),
    "nn.functional.hardswish": ("hardswish", ()),
    "nn.functional.prelu": ("prelu", ("weight",)),
    "nn.functional.glu": ("glu", ("axis",)),
    "nn.functional.batch_norm": (
        "batch_norm",
        ("running_mean", "running_var", "weight", "bias", "training", "momentum", "eps"),
    ),
    "nn.functional.instance_norm": ("instance_norm", ()),
    "nn.functional.group_norm": ("group_norm", ("num_groups",)),
    "nn.functional.layer_norm": ("layer_norm", ("normalized_shape", "weight", "bias")),
    "nn.functional.rms_norm": ("rms_norm", ("normalized_shape", "weight")),
    "nn.functional.local_response_norm": ("local_response_norm", ("size",)),
    "softmax": ("softmax", ("axis",)),
    "log_softmax": ("log_softmax", ("axis",)),
    "nn.functional.linear": ("linear", ("weight", "bias")),
    "nn.functional.cross_entropy": (
        "cross_entropy",
        ("target", "weight", "", "ignore_index", "", "reduction", "label_smoothing"),
    ),
    "nn.functional.nll_loss": (
        "nll_loss",
        ("target", "weight", "", "ignore_index", "", "reduction"),
    ),
    "nn.functional.binary_cross_entropy": (
        "binary_cross_entropy",
        ("target", "weight", "", "", "reduction"),
    ),
    "nn.functional.binary_cross_entropy_with_logits": (
        "binary_cross_entropy_with_logits",
        ("target", "weight", "", "", "reduction", "pos_weight"),
    ),
    "nn.functional.mse_loss": ("mse_loss", ("target", "", "", "reduction")),
    "nn.functional.l1_loss": ("l1_loss", ("target", "", "", "reduction")),
    "nn.functional.smooth_l1_loss": ("smooth_l1_loss", ("target", "", "", "reduction", "beta")),
    "nn.functional.huber_loss": ("huber_loss", ("target", "reduction", "delta")),
    "nn.functional.multi_margin_loss": ("multi_margin_loss", ("target",)),
    "nn.functional.hinge_embedding_loss": ("hinge_embedding_loss", ("target",)),
    "nn.functional.margin_ranking_loss": ("margin_ranking_loss", ("other", "target")),
    # PyTorch's flatten begins at axis 0.
    "flatten": ("flatten", ("start_axis",)),
    "cat": ("cat", ("axis",)),
    "nn.functional.pixel_shuffle": ("pixel_shuffle", ()),
    "nn.functional.pixel_unshuffle": ("pixel_unshuffle", ()),
    # The table comes first in PyTorch's list.
    "nn.functional.embedding": ("embedding", ("indices",)),
    **{
        f"nn.functional.pad.{mode}": ("pad", ("pad", "mode", "value"))
        for mode in ("constant", "reflect", "replicate", "replicate_negative", "circular")
    },
    **{
        f"nn.functional.interpolate.{mode}": ("interpolate", ("size",))
        for mode in ("nearest", "nearest-exact", "linear", "bilinear", "trilinear", "bicubic")
    },
}


@cache
def op_info() -> Mapping[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torch.testing._internal.common_methods_invocations import op_db
    return {".".join(filter(None, (op.name, op.variant_test_name))): op for op in op_db}


def samples(name: str) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from op_info()[name].sample_inputs("cpu", torch.float64, requires_grad=True)


def as_ours(value: Any) -> Any:
    """Return an argument as ours takes it: PyTorch's () is None, and its (1,) is 1."""
    if isinstance(value, torch.Tensor):
        return value.detach().numpy()
    if isinstance(value, list):
        return [as_ours(one) for one in value]
    if isinstance(value, tuple) and len(value) < 2:
        return value[0] if value else None
    return value


def named(sample: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return all arguments but the first by name."""
    given = dict(zip(names, sample.args, strict=False)) | sample.kwargs
    return {name.replace("dim", "axis"): value for name, value in given.items()}


def called(name: str, sample: Any) -> dict[str, Any]:
    """Return all arguments of our op by name, the first one of PyTorch's among them."""
    ours, names = OURS[name]
    arguments = named(sample, names)
    first = next(iter(inspect.signature(getattr(ops, ours)).parameters))
    if name == "flatten":
        return {"x": sample.input, "start_axis": 0} | arguments
    if name == "cat":
        x, *other = sample.input
        return {"x": x, "other": other} | arguments
    if name == "nn.functional.embedding":
        return {"weight": sample.input, **arguments}
    return {first: sample.input, **arguments}


def differentiable(arguments: Mapping[str, Any]) -> list[torch.Tensor]:
    """Return the arguments of which our op has a gradient; of a loss the predictions alone."""
    without = ("target", "weight", "pos_weight") if "target" in arguments else ()
    every = [
        value
        for name, value in arguments.items()
        if name not in without and not name.startswith("running_")
    ]
    tensors = [one for value in every for one in (value if isinstance(value, list) else [value])]
    return [one for one in tensors if isinstance(one, torch.Tensor) and one.is_floating_point()]


def compared(name: str, sample: Any) -> bool:
    """Return whether our op takes a sample; assert that its output and gradients are PyTorch's."""
    arguments = called(name, sample)
    try:
        out, pullback = getattr(ops, OURS[name][0])(
            **{key: as_ours(value) for key, value in arguments.items()}
        )
    except (TypeError, ValueError):
        return False
    expected = op_info()[name](sample.input, *sample.args, **sample.kwargs)
    values = [out, expected]
    if isinstance(expected, tuple):
        (out, indices), (expected, places) = values
        torch.testing.assert_close(torch.from_numpy(indices), places)
    torch.testing.assert_close(torch.from_numpy(np.asarray(out)), expected.detach(), equal_nan=True)
    inputs = [one.requires_grad_() for one in differentiable(arguments)]
    expected = op_info()[name](sample.input, *sample.args, **sample.kwargs)
    expected = expected[0] if isinstance(expected, tuple) else expected
    upstream = torch.linspace(-1, 2, expected.numel(), dtype=torch.float64).reshape(expected.shape)
    wanted = torch.autograd.grad(expected, inputs, upstream, allow_unused=True)
    grads = pullback(upstream.numpy())
    for grad, want in zip(grads, wanted, strict=True):
        if want is not None:
            torch.testing.assert_close(torch.from_numpy(np.asarray(grad)), want, equal_nan=True)
    return True


# How many of PyTorch's samples our op takes, where it is not all of them.
TAKEN: Mapping[str, int] = {}


@pytest.mark.slow
@pytest.mark.parametrize("name", OURS)
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
def test_every_sample_of_pytorch_that_is_taken_gives_pytorchs_results(name: str) -> None:
    every = list(samples(name))
    taken = sum(compared(name, sample) for sample in every)
    assert taken == TAKEN.get(name, len(every))
