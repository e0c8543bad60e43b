"""Twins of what shows whether a graph of homework's own adds up its gradients."""

from torch import Tensor

from reference.ops import twin


@twin
def used_twice(x: Tensor) -> Tensor:
    """Add an array to itself."""
    return x + x


@twin
def broadcast_add(x: Tensor, bias: Tensor) -> Tensor:
    """Add a row to every row."""
    return x + bias


@twin
def diamond(x: Tensor) -> Tensor:
    """Join two ways from one array: it is doubled once, and once more, and all is added."""
    once = x + x
    twice = once + once
    return (once + twice) + (twice + once)
