"""Networks that are chains of layers: recognised by their loss, and their step in PyTorch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.networks.dense import ACTIVATIONS, HEADS, TOLERANCE, scales
from scratchcnn.oracle.cases.twins import training

Array: TypeAlias = NDArray[Any]
Block: TypeAlias = tuple[str, ...]

# What stands for all the roundings of a step, in units of its largest number.
ROUNDINGS = 64


@dataclass(frozen=True)
class Task:
    """Parameters in their order, the data as rows or images (N, C, H, W), and the loss."""

    weights: Mapping[str, Array]
    x: Array
    rows: Array
    loss: float


@dataclass(frozen=True)
class Chain:
    """A network as PyTorch computes it."""

    blocks: tuple[Block, ...]
    head: str
    scale: float

    def step(self, task: Task, rate: float) -> tuple[float, dict[str, Array]]:
        """Return the loss, and the weights after one step of PyTorch's gradient descent."""
        loss, after = training().sgd_step(
            self.blocks,
            task.weights,
            task.x,
            task.rows,
            head=self.head,
            scale=self.scale,
            learning_rate=rate,
        )
        return float(loss), dict(after)

    def allowed(self, task: Task, name: str, change: Array, loss: float) -> Array:
        """Return how far a step may be off: by rounding, and an epsilon in the loss's logarithm.

        An epsilon changes the slope of a logarithm as much as its argument, and the loss less.
        """
        terms = ROUNDINGS * sum(value.size for value in task.weights.values()) ** 0.5
        epsilon = 64 * abs(loss - task.loss) / max(abs(loss), 1e-12)
        largest = float(np.abs(change).max(initial=0))
        unit = np.finfo(task.weights[name].dtype).eps / 2
        bound: Array = terms * unit * (np.abs(task.weights[name]) + largest) + epsilon * largest
        return bound


def chain_of(task: Task) -> Chain | None:
    """Return the chain that has the same loss in PyTorch; None if none has."""
    for blocks in chains(task):
        for head in HEADS:
            if head == "softmax" and task.rows.shape[1] == 1:
                continue
            try:
                found = training().loss_after(blocks, task.weights, task.x, task.rows, head)
            except (RuntimeError, IndexError):
                # PyTorch's word for sizes that do not fit.
                break
            for scale in scales(task.rows):
                if abs(scale * found - task.loss) <= TOLERANCE * max(abs(task.loss), 1e-3):
                    return Chain(blocks, head, scale)
    return None


def chains(task: Task) -> Iterator[tuple[Block, ...]]:
    """Yield the chains that the shapes of the parameters allow."""
    images = task.x.ndim == 4
    flattened = ("flatten", "flatten_channels_last") if images else ("",)
    for columns, flat, pool in product((False, True), flattened, (False, True)):
        if pool and not images:
            continue
        forward = list(paired(task.weights, columns=columns))
        if not forward or len({n for one in forward for n in one[1:] if n}) < len(task.weights):
            continue
        for layers in [forward] if len(forward) < 2 else [forward, forward[::-1]]:
            for activation in ACTIVATIONS if len(layers) > 1 else ACTIVATIONS[:1]:
                yield tuple(chained(layers, activation, flat, pool=pool))


def paired(weights: Mapping[str, Array], *, columns: bool) -> Iterator[Block]:
    """Yield the weights as blocks, each with the first bias that has its size."""
    names = [name for name, value in weights.items() if is_weight(name, value)]
    free = [name for name in weights if name not in names]
    for name in names:
        value = weights[name]
        kind = "conv2d" if value.ndim > 2 else "linear_of_columns" if columns else "linear"
        outputs = value.shape[0] if columns or value.ndim > 2 else value.shape[1]
        own = [one for one in free if outputs in (weights[one].size, *weights[one].shape[:1])]
        bias = next(iter(own), "")
        free = [one for one in free if one != bias]
        yield (kind, name, bias)


def is_weight(name: str, value: Array) -> bool:
    """Return whether an array is a weight rather than a bias, which may be a row or a column."""
    last = name.rpartition(".")[2].strip("]'\"").rpartition("'")[2].lower().lstrip("_")
    return value.ndim > 1 and not last.startswith("b")


def chained(layers: Sequence[Block], activation: str, flat: str, *, pool: bool) -> Iterator[Block]:
    """Yield the blocks of a chain: an activation after every layer but the last."""
    flattened = not flat
    for number, layer in enumerate(layers):
        if layer[0] != "conv2d" and not flattened:
            flattened = True
            yield (flat,)
        yield layer
        if number < len(layers) - 1:
            yield (activation,)
            if layer[0] == "conv2d" and pool:
                yield ("max_pool2d",)
