"""Single ops, forward and all gradients, ours and PyTorch's."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from benchmarks.results import Row, Section, against_the_faster, geometric_mean
from benchmarks.timing import side_by_side, threads
from scratchcnn import ops
from scratchcnn.ops.arguments import Array

# N, C, H, W, F, kernel size, stride, padding
Shape = tuple[int, int, int, int, int, int, int, int]
CONVOLUTIONS: tuple[Shape, ...] = (
    (32, 1, 28, 28, 8, 3, 1, 0),
    (128, 1, 28, 28, 16, 3, 1, 0),
    (32, 8, 13, 13, 16, 3, 1, 0),
    (32, 16, 28, 28, 32, 3, 1, 1),
    (32, 64, 28, 28, 64, 3, 1, 1),
    (8, 64, 56, 56, 128, 3, 1, 1),
    (32, 3, 32, 32, 32, 5, 1, 2),
    (32, 32, 28, 28, 64, 3, 2, 1),
    (32, 128, 14, 14, 256, 1, 1, 0),
)
SMALL: tuple[Shape, ...] = ((4, 1, 8, 8, 2, 3, 1, 0), (4, 16, 8, 8, 4, 3, 1, 1))


def normal(*shape: int) -> Array:
    """Return normally distributed numbers in float32."""
    return np.random.default_rng(0).standard_normal(shape, np.float32)


def gradients(
    ours: Callable[..., Any], theirs: Callable[..., Any], *arguments: Any
) -> dict[str, Callable[[], object]]:
    """Return forward and all gradients of an op, ours and PyTorch's, on the same numbers."""
    tensors = [
        torch.tensor(one, requires_grad=one.dtype == np.float32)
        if isinstance(one, np.ndarray)
        else one
        for one in arguments
    ]
    inputs = [one for one in tensors if isinstance(one, torch.Tensor) and one.requires_grad]
    out = theirs(*tensors)
    upstream = torch.randn_like(out)
    grad_out = upstream.numpy()

    def own() -> object:
        _, pullback = ours(*arguments)
        return pullback(grad_out if grad_out.ndim else float(grad_out))

    return {
        "ours": own,
        "PyTorch": lambda: torch.autograd.grad(theirs(*tensors), inputs, upstream),
    }


def both(case: str, functions: dict[str, Callable[[], object]], seconds: float) -> list[Row]:
    """Measure one case on one thread and on two, and the faster of each against the other's."""
    rows = []
    for count in (1, 2):
        with threads(count):
            rows.append(Row(case, count, side_by_side(functions, seconds)))
    rows[-1].numbers["fastest / fastest"] = against_the_faster(rows, case)
    return rows


def convolution(shape: Shape, *, bias: bool = True) -> tuple[list[Array], dict[str, int]]:
    """Return the arguments of one convolution."""
    n, c, h, w, f, k, stride, padding = shape
    arrays = [normal(n, c, h, w), normal(f, c, k, k), *[normal(f)] * bias]
    return arrays, {"stride": stride, "padding": padding}


def named(shape: Shape) -> str:
    """Write a convolution as the tables do."""
    n, c, h, w, f, k, s, p = shape
    return f"{n}x{c}x{h}x{w} -> {f}, k{k} s{s} p{p}"


def convolutions(seconds: float, shapes: tuple[Shape, ...]) -> Section:
    """Measure conv2d, forward and all gradients."""
    rows = []
    for shape in shapes:
        arrays, options = convolution(shape)
        functions = gradients(
            lambda *given, options=options: ops.conv2d(*given, **options),
            lambda *given, options=options: F.conv2d(*given, **options),
            *arrays,
        )
        rows += both(named(shape), functions, seconds)
    means = ", ".join(f"{geometric_mean(rows, count):.2f} ({count})" for count in (1, 2))
    title = f"conv2d, forward and all gradients; geometric mean of the ratios (threads): {means}"
    return Section("conv2d", title, rows)


def others(seconds: float, batches: tuple[int, ...]) -> Section:
    """Measure the other ops at the shapes of the documented networks."""
    rows = []
    for n in batches:
        labels = np.random.default_rng(0).integers(0, 10, n)
        cases: list[tuple[str, tuple[Any, ...]]] = [
            ("relu", (normal(n, 8, 26, 26),)),
            ("relu", (normal(n, 16, 26, 26),)),
            ("max_pool2d", (np.maximum(normal(n, 8, 26, 26), 0), 2)),
            ("avg_pool2d", (normal(n, 8, 26, 26), 2)),
            ("sigmoid", (normal(n, 5, 26, 26),)),
            ("softmax", (normal(n, 10),)),
            ("linear", (normal(n, 1352), normal(10, 1352), normal(10))),
            ("linear", (normal(n, 10816), normal(10, 10816), normal(10))),
            ("linear", (normal(n, 400), normal(120, 400), normal(120))),
            ("cross_entropy", (normal(n, 10), labels)),
        ]
        for name, arguments in cases:
            functions = gradients(
                getattr(ops, name), THEIRS.get(name) or getattr(F, name), *arguments
            )
            case = f"{name} {'x'.join(map(str, arguments[0].shape))}"
            rows += both(case, functions, seconds)
    return Section("ops", "Other ops, forward and all gradients", rows)


# Where PyTorch's function is elsewhere, or has another default.
THEIRS: dict[str, Callable[..., Any]] = {
    "sigmoid": torch.sigmoid,
    "softmax": lambda x: F.softmax(x, -1),
}
