"""What bounds us: the matrix products and copies that a layer or a step cannot do without."""

import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import torch
import torch.nn.functional as F

from benchmarks.layers import Shape, convolution, named, normal
from benchmarks.networks import NETWORKS, steps
from benchmarks.results import Row, Section
from benchmarks.timing import Timing, side_by_side, threads
from scratchcnn import ops
from scratchcnn.nn import Conv2d, Dense, Flatten, Layer
from scratchcnn.nn.network import DOCUMENTED
from scratchcnn.ops.arguments import Array

PRODUCTS = (32, 64, 128, 256, 512)


def convolution_limits(seconds: float, shapes: tuple[Shape, ...]) -> Section:
    """Compare conv2d's forward with one matrix product of as many operations, and its memory."""
    rows = []
    for shape in shapes:
        arrays, options = convolution(shape, bias=False)
        x, weight = arrays
        out, _ = ops.conv2d(x, weight, **options)
        functions = parts(x, weight, out, options)
        for count in (1, 2):
            with threads(count):
                timings = alone(functions, seconds)
                memory = extra_memory(x, weight, options) / (x.nbytes + out.nbytes)
            product = timings["one product"].median
            # A multiplication and an addition for every tap of every output, in 1e-9 / 1e-3 s.
            operations = 2e-6 * out.size * weight[0].size
            numbers = {
                "ours / product": timings["ours"].median / product,
                "with layout / product": 1 + timings["layout"].median / product,
                "product, GFLOP/s": operations / product,
                "PyTorch, GFLOP/s": operations / timings["PyTorch"].median,
                "memory / (in + out)": memory,
            }
            rows.append(Row(named(shape), count, timings, numbers))
    return Section("limit", "conv2d's forward and the product that it cannot do without", rows)


def parts(
    x: Array, weight: Array, out: Array, options: dict[str, int]
) -> dict[str, Callable[[], object]]:
    """Return conv2d's forward, ours and PyTorch's, its product, and its change of layout."""
    taps = weight[0].size
    left, right = normal(len(weight), taps), normal(taps, out.size // len(weight))
    tensors = torch.tensor(x), torch.tensor(weight)
    # (N, C, H, W) -> (C, H, W, N)
    batch_last = np.empty(np.roll(x.shape, -1), x.dtype)
    return {
        "ours": lambda: ops.conv2d(x, weight, **options),
        "PyTorch": lambda: F.conv2d(*tensors, **options),
        "one product": lambda: left @ right,
        "layout": lambda: np.copyto(batch_last, np.moveaxis(x, 0, -1)),
    }


def alone(functions: dict[str, Callable[[], object]], seconds: float) -> dict[str, Timing]:
    """Measure one after the other: threads of BLAS and PyTorch spin for long after a call."""
    return {
        name: side_by_side({name: function}, seconds)[name] for name, function in functions.items()
    }


def extra_memory(x: Array, weight: Array, options: dict[str, int]) -> int:
    """Return how many bytes conv2d's forward takes at most, beside its input and output."""
    tracemalloc.start()
    out, _ = ops.conv2d(x, weight, **options)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - out.nbytes


def crossover(seconds: float, sizes: tuple[int, ...]) -> Section:
    """Find the product for which NumPy's BLAS gains by a second thread."""
    rows = []
    for size in sizes:
        left, right = normal(size, size), normal(size, size)
        timings = {}
        for count in (1, 2):
            with threads(count):
                product = {f"{count} threads": lambda left=left, right=right: left @ right}
                timings |= side_by_side(product, seconds)
        share = timings["2 threads"].median / timings["1 threads"].median
        rows.append(Row(f"{size} x {size} x {size}", 2, timings, {"2 / 1": share}))
    return Section("crossover", "One product with one and with two BLAS threads", rows)


def step_limits(seconds: float, batches: tuple[int, ...]) -> Section:
    """Compare training steps with their matrix products and one copy of all that layers hand on."""
    rows = []
    for name in NETWORKS:
        for batch in batches:
            functions = steps(name, batch) | bare(name, batch)
            for count in (1, 2):
                with threads(count):
                    timings = alone(functions, seconds)
                least = timings["products"].median + timings["copies"].median
                numbers = {
                    "limit / PyTorch": least / timings["PyTorch"].median,
                    "ours / limit": timings["ours"].median / least,
                }
                rows.append(Row(f"{name}, batch {batch}", count, timings, numbers))
    title = "One training step, each measured alone, and what it cannot do without"
    return Section("step_limit", title, rows)


def bare(name: str, batch: int) -> dict[str, Callable[[], object]]:
    """Return the products of a step, with operands that lie as they should, and its copies."""
    network = DOCUMENTED[name].build(np.random.default_rng(0), np.float32)
    pairs: list[tuple[Array, Array]] = []
    copied: list[Array] = []
    x = normal(batch, 1, 28, 28)
    for place, layer in enumerate(network.leaves):
        out = layer.forward(x)
        pairs += products(layer, x, out, first=place == 0)
        if not isinstance(layer, Flatten):
            # Forward the output, and backward the gradient of x.
            copied += [out.copy(), *[x.copy()] * (place > 0)]
        x = out
    targets = [np.empty_like(one) for one in copied]
    return {
        "products": lambda: [left @ right for left, right in pairs],
        "copies": lambda: [np.copyto(*both) for both in zip(targets, copied, strict=True)],
    }


def products(layer: Layer, x: Array, out: Array, *, first: bool) -> Iterator[tuple[Array, Array]]:
    """Yield the operands of a layer's products: its output, the gradients of its weight and x."""
    if isinstance(layer, Conv2d):
        # N OH OW pixels, C KH KW taps, F filters
        filters, taps = len(layer.parameters["weight"]), layer.parameters["weight"][0].size
        rows = out.size // filters
    elif isinstance(layer, Dense):
        # N rows, D features, K outputs
        filters, taps = layer.parameters["weight"].shape
        rows = len(x)
    else:
        return
    yield normal(filters, taps), normal(taps, rows)
    yield normal(filters, rows), normal(rows, taps)
    if not first:
        yield normal(taps, filters), normal(filters, rows)
