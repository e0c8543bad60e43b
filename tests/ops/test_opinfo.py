"""The inputs with which PyTorch's own developers test their ops, given to ours.

`torch.testing._internal` is no public interface, but the widest list of arguments that there is. A
sample counts as accepted if our op takes it; then output and gradients have to be PyTorch's.
"""

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
}


@cache
def op_info() -> Mapping[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torch.testing._internal.common_methods_invocations import op_db
    return {op.name: op for op in op_db if not op.variant_test_name}


def samples(name: str) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from op_info()[name].sample_inputs("cpu", torch.float64, requires_grad=True)


def as_ours(value: Any) -> Any:
    """Return an argument as ours takes it: PyTorch's () is None, and its (1,) is 1."""
    if isinstance(value, torch.Tensor):
        return value.detach().numpy()
    if isinstance(value, tuple) and len(value) < 2:
        return value[0] if value else None
    return value


def named(sample: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return all arguments but the first by name."""
    given = dict(zip(names, sample.args, strict=False)) | sample.kwargs
    return {"axis" if name == "dim" else name: value for name, value in given.items()}


def compared(name: str, sample: Any) -> bool:
    """Return whether our op takes a sample; assert that its output and gradients are PyTorch's."""
    ours, names = OURS[name]
    arguments = named(sample, names)
    try:
        out, pullback = getattr(ops, ours)(
            as_ours(sample.input), **{key: as_ours(value) for key, value in arguments.items()}
        )
    except (TypeError, ValueError):
        return False
    expected = op_info()[name](sample.input, *sample.args, **sample.kwargs)
    values = [out, expected]
    if isinstance(expected, tuple):
        (out, indices), (expected, places) = values
        torch.testing.assert_close(torch.from_numpy(indices), places)
    torch.testing.assert_close(torch.from_numpy(np.asarray(out)), expected.detach(), equal_nan=True)
    # Of a loss the prediction alone has a gradient of ours.
    further = {} if "target" in arguments else arguments
    arrays = [
        value
        for key, value in further.items()
        if isinstance(value, torch.Tensor)
        and value.is_floating_point()
        and not key.startswith("running_")
    ]
    inputs = [sample.input, *(value.requires_grad_() for value in arrays)]
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
