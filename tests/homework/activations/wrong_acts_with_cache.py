from dataclasses import dataclass, field
from typing import Optional

import numpy as np

Array = np.ndarray


@dataclass
class Node:
    x: Optional[Array] = field(default=None, init=False, repr=False)

    def fn(self, x: Array) -> Array:
        raise NotImplementedError

    def derivative(self, x: Array) -> Array:
        raise NotImplementedError

    def forward(self, x: Array) -> Array:
        self.x = x
        return self.fn(x)

    def backward(self, grad: Array) -> Array:
        assert self.x is not None, "forward first"
        return grad * self.derivative(self.x)


@dataclass
class Tanh(Node):
    def fn(self, x):
        return np.tanh(x)

    def derivative(self, x):
        return 1.0 - np.tanh(x) ** 2


@dataclass
class ELU(Node):
    alpha: float = 0.5

    def fn(self, x):
        return np.where(x > 0, x, self.alpha * (np.exp(np.minimum(x, 0)) - 1.0))

    def derivative(self, x):
        return np.where(x > 0, 1.0, np.exp(np.minimum(x, 0)))


@dataclass
class Softsign(Node):
    def fn(self, x):
        return x / (1.0 + np.abs(x))

    def derivative(self, x):
        return 1.0 / (1.0 + np.abs(x)) ** 2


@dataclass
class Hardtanh(Node):
    min_val: float = -1.0
    max_val: float = 1.0

    def fn(self, x):
        return np.clip(x, self.min_val, self.max_val)

    def derivative(self, x):
        d = np.ones_like(x)
        d[x < self.min_val] = 0.0
        return d


@dataclass
class ReLU6(Node):
    def fn(self, x):
        return np.minimum(np.maximum(x, 0.0), 6.0)

    def derivative(self, x):
        return np.logical_and(x > 0.0, x < 6.0).astype(x.dtype)


@dataclass
class Hardswish(Node):
    def fn(self, x):
        return x * np.clip(x / 6 + 0.5, 0.0, 1.0)

    def derivative(self, x):
        return np.clip(x / 6 + 0.5, 0.0, 1.0) + x / 6 * (np.abs(x) < 3.0)


if __name__ == "__main__":
    x = np.linspace(-7.5, 7.5, 7)
    for node in (Tanh(), ELU(), Softsign(), Hardtanh(), ReLU6(), Hardswish()):
        print(node, node.forward(x).round(3), node.backward(np.ones_like(x)).round(3))
