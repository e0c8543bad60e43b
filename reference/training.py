"""One step of plain gradient descent in PyTorch, on a network that is a chain of blocks."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

Array: TypeAlias = NDArray[Any]
# The kind of a block, and the names of its parameters; "" for a bias that it has not.
Block: TypeAlias = tuple[str, ...]

ACTIVATIONS = {"relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}


def applied(block: Block, x: Tensor, weights: Mapping[str, Tensor]) -> Tensor:
    """Return the output of one block."""
    kind, *names = block
    if kind in ACTIVATIONS:
        return ACTIVATIONS[kind](x)
    if kind == "max_pool2d":
        return functional.max_pool2d(x, 2)
    if kind == "flatten":
        return x.flatten(1)
    if kind == "flatten_channels_last":
        return x.permute(0, 2, 3, 1).flatten(1)
    weight, bias = weights[names[0]], weights[names[1]] if names[1] else None
    if kind == "conv2d":
        # Kernels without an axis for channels are those of a single one.
        out = functional.conv2d(x, weight if weight.ndim == 4 else weight.unsqueeze(1))
        shape = (-1, 1, 1) if bias is not None and bias.numel() == out.shape[1] else out.shape[1:]
        return out if bias is None else out + bias.reshape(shape)
    out = x @ (weight.T if kind == "linear_of_columns" else weight)
    return out if bias is None else out + bias.reshape(-1)


def loss_of(head: str, out: Tensor, target: Tensor) -> Tensor:
    """Return the sum of the losses of all samples; `target` has a row for each.

    Parameters
    ----------
    head : "softmax" or "sigmoid" for their cross-entropies, "square", or the square of either or
        of "tanh": "sigmoid square"

    Raises
    ------
    RuntimeError
        The labels have another shape than the output.
    """
    if out.shape != target.shape:
        raise RuntimeError(f"the output has the shape {out.shape}, but the labels {target.shape}")
    name, _, square = head.partition(" ")
    if name == "square":
        return ((out - target) ** 2).sum()
    if square:
        probabilities = out.softmax(1) if name == "softmax" else ACTIVATIONS[name](out)
        return ((probabilities - target) ** 2).sum()
    if name == "softmax":
        return -(target * out.log_softmax(1)).sum()
    return functional.binary_cross_entropy_with_logits(out, target, reduction="sum")


def loss_after(
    blocks: Sequence[Block], weights: Mapping[str, Array], x: Array, target: Array, head: str
) -> float:
    """Return the loss of a network, as a sum over the samples."""
    found = {name: torch.tensor(value, dtype=torch.float64) for name, value in weights.items()}
    out = torch.tensor(x, dtype=torch.float64)
    for block in blocks:
        out = applied(block, out, found)
    return loss_of(head, out, torch.tensor(target, dtype=torch.float64)).item()


def sgd_step(
    blocks: Sequence[Block],
    weights: Mapping[str, Array],
    x: Array,
    target: Array,
    *,
    head: str,
    scale: float,
    learning_rate: float,
) -> tuple[float, dict[str, Array]]:
    """Take one step of `torch.optim.SGD`, in float64; return the loss before it, and the weights.

    Parameters
    ----------
    blocks : the chain that computes the output, which `head` takes
    weights : by the names that the blocks have for them
    x, target : the input, and the labels as rows
    scale : by which the sum of the losses of all samples is multiplied

    Examples
    --------
    >>> import numpy as np
    >>> weights = {"W": np.array([[2.0]])}
    >>> data = {"x": np.array([[3.0]]), "target": np.array([[5.0]])}
    >>> block = ("linear", "W", "")
    >>> sgd_step([block], weights, **data, head="square", scale=0.5, learning_rate=0.1)
    (0.5, {'W': array([[1.7]])})
    """
    found = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in weights.items()
    }
    out = torch.tensor(x, dtype=torch.float64)
    for block in blocks:
        out = applied(block, out, found)
    loss = scale * loss_of(head, out, torch.tensor(target, dtype=torch.float64))
    cast(Any, loss).backward()  # PyTorch does not declare the types of `backward`
    torch.optim.SGD(found.values(), lr=learning_rate).step()
    return loss.item(), {name: value.detach().numpy() for name, value in found.items()}
