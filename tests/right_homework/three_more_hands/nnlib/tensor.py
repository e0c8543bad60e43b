from __future__ import annotations

import contextlib
from typing import Callable, Iterator, Sequence

import numpy as np

_grad_enabled = True


@contextlib.contextmanager
def no_grad() -> Iterator[None]:
    global _grad_enabled
    before, _grad_enabled = _grad_enabled, False
    try:
        yield
    finally:
        _grad_enabled = before


def _match(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    extra = g.ndim - len(shape)
    axes = tuple(range(extra)) + tuple(i + extra for i, n in enumerate(shape) if n == 1)
    return g.sum(axis=axes, keepdims=True).reshape(shape) if axes else g


class Tensor:
    """A numpy array with a gradient. `Tensor.make` is how ops hang themselves into the graph."""

    def __init__(self, data, requires_grad: bool = False) -> None:
        self.data = np.asarray(data, dtype=np.float64)
        self.requires_grad = requires_grad
        self.grad: np.ndarray | None = None
        self._parents: Sequence[Tensor] = ()
        self._vjp: Callable[[np.ndarray], Sequence[np.ndarray | None]] | None = None

    @classmethod
    def make(cls, data: np.ndarray, parents: Sequence["Tensor"], vjp) -> "Tensor":
        out = cls(data)
        if _grad_enabled and any(p.requires_grad for p in parents):
            out.requires_grad, out._parents, out._vjp = True, tuple(parents), vjp
        return out

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    def __repr__(self) -> str:
        return f"Tensor(shape={self.shape}, requires_grad={self.requires_grad})"

    def zero_grad(self) -> None:
        self.grad = None

    def backward(self, grad=None) -> None:
        self.grad = np.ones_like(self.data) if grad is None else np.asarray(grad, dtype=np.float64)
        for node in self._reverse_order():
            if node._vjp is None or node.grad is None:
                continue
            for parent, g in zip(node._parents, node._vjp(node.grad)):
                if parent.requires_grad and g is not None:
                    parent.grad = g if parent.grad is None else parent.grad + g

    def _reverse_order(self) -> list["Tensor"]:
        """Kahn's algorithm: a node comes after all nodes which use it."""
        uses: dict[Tensor, int] = {}
        stack, reached = [self], {self}
        while stack:
            for p in stack.pop()._parents:
                uses[p] = uses.get(p, 0) + 1
                if p not in reached:
                    reached.add(p)
                    stack.append(p)
        ready, order = [self], []
        while ready:
            node = ready.pop()
            order.append(node)
            for p in node._parents:
                uses[p] -= 1
                if uses[p] == 0:
                    ready.append(p)
        return order

    def __add__(self, other) -> "Tensor":
        other = as_tensor(other)
        return Tensor.make(self.data + other.data, (self, other),
                           lambda g: (_match(g, self.shape), _match(g, other.shape)))

    def __sub__(self, other) -> "Tensor":
        other = as_tensor(other)
        return Tensor.make(self.data - other.data, (self, other),
                           lambda g: (_match(g, self.shape), -_match(g, other.shape)))

    def __mul__(self, other) -> "Tensor":
        other = as_tensor(other)
        return Tensor.make(self.data * other.data, (self, other),
                           lambda g: (_match(g * other.data, self.shape), _match(g * self.data, other.shape)))

    def __matmul__(self, other: "Tensor") -> "Tensor":
        return Tensor.make(self.data @ other.data, (self, other),
                           lambda g: (g @ other.data.T, self.data.T @ g))

    __radd__ = __add__
    __rmul__ = __mul__

    def mean(self) -> "Tensor":
        return Tensor.make(np.asarray(self.data.mean()), (self,),
                           lambda g: (np.full(self.shape, g / self.data.size),))


def as_tensor(value) -> Tensor:
    return value if isinstance(value, Tensor) else Tensor(value)
