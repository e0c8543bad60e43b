"""The chart: how the cost of a convolution grows with the batch and with the image."""

from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F

from benchmarks import loops
from benchmarks.layers import gradients, normal
from benchmarks.results import Row, Section
from benchmarks.timing import side_by_side, threads
from scratchcnn import ops

FILTERS = 8
# For more pixels than these nobody waits for the loops.
PATIENCE = 10_000
BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
SIZES = (8, 16, 32, 64, 128, 256)


def growth(seconds: float, batches: tuple[int, ...], sizes: tuple[int, ...]) -> Section:
    """Measure a convolution of one channel to 8, by batch at 28 x 28 and by size at batch 8."""
    cases = [("batch", batch, (batch, 28)) for batch in batches]
    cases += [("size", size, (8, size)) for size in sizes]
    rows = []
    with threads(1):
        for axis, value, (n, size) in cases:
            timings = side_by_side(contenders(n, size), seconds)
            rows.append(Row(f"{axis} {value}", 1, timings, {axis: value}))
    return Section("growth", f"conv2d of 1 channel to {FILTERS}, forward and gradients", rows)


def contenders(n: int, size: int) -> dict[str, Callable[[], object]]:
    """Return the same work as ours, PyTorch's and, if that ends soon, the loops'."""
    x, weight = normal(n, 1, size, size), normal(FILTERS, 1, 3, 3)
    functions = gradients(ops.conv2d, F.conv2d, x, weight)

    def looped() -> None:
        for image in x[:, 0]:
            out = loops.conv(image, weight[:, 0])
            loops.conv_gradient(image, weight[:, 0], out)
            loops.conv_gradient_of_image(image, weight[:, 0], out)

    return functions | ({"loops": looped} if n * size * size < PATIENCE else {})


def draw(section: Section, path: Path) -> None:
    """Draw both growths, log-log, into one picture."""
    # Imported here, for only this needs it.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4), layout="constrained")
    axes = figure.subplots(1, 2, sharey=True)
    labels = {"batch": "batch (28 x 28 pixels)", "size": "height and width in pixels (batch 8)"}
    for ax, (name, label) in zip(axes, labels.items(), strict=True):
        own = [row for row in section.rows if name in row.numbers]
        for who, style in (("loops", "^:"), ("PyTorch", "s--"), ("ours", "o-")):
            points = [
                (row.numbers[name], row.timings[who].median) for row in own if who in row.timings
            ]
            ax.loglog(*zip(*points, strict=True), style, label=who, base=2)
        ax.set_yscale("log", base=10)
        ax.set_xlabel(label)
        ax.grid(visible=True, which="major", alpha=0.3)
    axes[0].set_ylabel("milliseconds, forward and gradients")
    axes[0].legend()
    figure.suptitle(
        f"conv2d of 1 channel to {FILTERS}, 3 x 3, 1 thread; PyTorch {torch.__version__}"
    )
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
