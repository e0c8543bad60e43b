from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Activation:
    def __call__(self, x: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    def prime(self, x: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    def vjp(self, x: np.ndarray, upstream: np.ndarray) -> np.ndarray:
        return upstream * self.prime(x)


@dataclass(frozen=True)
class Sigmoid(Activation):
    def __call__(self, x):
        return np.exp(-np.logaddexp(0.0, -x))

    def prime(self, x):
        s = self(x)
        return s * (1.0 - s)


@dataclass(frozen=True)
class ELU(Activation):
    alpha: float = 0.5

    def __call__(self, x):
        return np.maximum(x, 0.0) + self.alpha * np.expm1(np.minimum(x, 0.0))

    def prime(self, x):
        return (x > 0) + (x <= 0) * self.alpha * np.exp(np.minimum(x, 0.0))


@dataclass(frozen=True)
class CELU(Activation):
    alpha: float = 1.5

    def __call__(self, x):
        return np.maximum(x, 0.0) + self.alpha * np.expm1(np.minimum(x, 0.0) / self.alpha)

    def prime(self, x):
        return np.exp(np.minimum(x, 0.0) / self.alpha)


@dataclass(frozen=True)
class GELU(Activation):
    """GELU. approximate is "tanh" or "sigmoid"."""

    approximate: str = "tanh"

    def _gate(self, x):
        if self.approximate == "tanh":
            return 0.5 * (1.0 + np.tanh(0.7978845608028654 * (x + 0.044715 * x**3)))
        return Sigmoid()(1.702 * x)

    def __call__(self, x):
        return x * self._gate(x)

    def prime(self, x):
        g = self._gate(x)
        if self.approximate == "tanh":
            # g = sigmoid(2u), so dg = 2 g (1 - g) du
            inner = 2.0 * 0.7978845608028654 * (1.0 + 0.134145 * x**2)
        else:
            inner = 1.702
        return g + x * g * (1.0 - g) * inner


@dataclass(frozen=True)
class HardSwish(Activation):
    def __call__(self, x):
        return np.select([x <= -3, x >= 3], [0.0, x], x * (x + 3) / 6)

    def prime(self, x):
        return np.select([x <= -3, x >= 3], [0.0, 1.0], x / 3 + 0.5)


@dataclass(frozen=True)
class HardTanh(Activation):
    min_val: float = -2.0
    max_val: float = 0.5

    def __call__(self, x):
        return np.minimum(np.maximum(x, self.min_val), self.max_val)

    def prime(self, x):
        return np.where((x < self.min_val) | (x > self.max_val), 0.0, 1.0)


def check(act: Activation, n: int = 200, eps: float = 1e-6) -> float:
    """Largest gap between prime and a central difference."""
    x = np.random.default_rng(0).normal(scale=2.0, size=n)
    return float(np.max(np.abs((act(x + eps) - act(x - eps)) / (2 * eps) - act.prime(x))))


if __name__ == "__main__":
    for a in [Sigmoid(), ELU(), ELU(1.0), CELU(), GELU(), GELU("sigmoid"), HardSwish(), HardTanh()]:
        print(f"{a!s:40} {check(a):.1e}")
