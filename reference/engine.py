"""Twins of what a homework's own autograd engine computes, operator by operator."""

from torch import Tensor

from reference.ops import twin


@twin
def used_twice(x: Tensor) -> Tensor:
    """Add a value to itself."""
    return x + x


@twin
def factor_used_twice(x: Tensor) -> Tensor:
    """Multiply a value by itself."""
    return x * x


@twin
def broadcast_add(x: Tensor, bias: Tensor) -> Tensor:
    """Add a row (D,) to every row of (N, D)."""
    return x + bias


@twin
def broadcast_mul(x: Tensor, bias: Tensor) -> Tensor:
    """Multiply every row of (N, D) by a row (D,)."""
    return x * bias


@twin
def diamond(x: Tensor) -> Tensor:
    """Add up what goes several ways, and comes together again."""
    a = x + x
    b, c = x + a, x + a
    return (a + b) + c
