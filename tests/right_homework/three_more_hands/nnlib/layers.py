from __future__ import annotations

from typing import Iterator

import numpy as np

from . import ops
from .tensor import Tensor


class Module:
    training: bool = True

    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> Iterator[Tensor]:
        for value in vars(self).values():
            if isinstance(value, Tensor) and value.requires_grad:
                yield value
            elif isinstance(value, Module):
                yield from value.parameters()

    def zero_grad(self) -> None:
        for p in self.parameters():
            p.zero_grad()


def parameter(data) -> Tensor:
    return Tensor(data, requires_grad=True)


class Linear(Module):
    """y = x W^T + b with W of shape (out_features, in_features)."""

    def __init__(self, in_features: int, out_features: int) -> None:
        bound = 1 / np.sqrt(in_features)
        self.weight = parameter(np.random.uniform(-bound, bound, (out_features, in_features)))
        self.bias = parameter(np.zeros(out_features))

    def forward(self, x: Tensor) -> Tensor:
        w, b = self.weight, self.bias

        def vjp(g: np.ndarray):
            return g @ w.data, g.T @ x.data, g.sum(axis=0)

        return Tensor.make(x.data @ w.data.T + b.data, (x, w, b), vjp)


class Conv2d(Module):
    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, stride: int = 1, padding: int = 0) -> None:
        bound = 1 / np.sqrt(in_channels * kernel_size ** 2)
        self.stride, self.padding = stride, padding
        self.weight = parameter(np.random.uniform(-bound, bound, (out_channels, in_channels, kernel_size, kernel_size)))
        self.bias = parameter(np.zeros(out_channels))

    def forward(self, x: Tensor) -> Tensor:
        return ops.conv2d(x, self.weight, self.bias, stride=self.stride, padding=self.padding)


class BatchNorm1d(Module):
    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        self.eps, self.momentum = eps, momentum
        self.weight = parameter(np.ones(num_features))
        self.bias = parameter(np.zeros(num_features))
        self.running_mean = np.zeros(num_features)
        self.running_var = np.ones(num_features)

    def forward(self, x: Tensor) -> Tensor:
        w, b, n = self.weight, self.bias, x.shape[0]
        if not self.training:
            scale = 1 / np.sqrt(self.running_var + self.eps)
            return (x - self.running_mean) * scale * w + b
        mean, var = x.data.mean(axis=0), x.data.var(axis=0)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (var * n / (n - 1) - self.running_var)
        inv = 1 / np.sqrt(var + self.eps)
        xhat = (x.data - mean) * inv

        def vjp(g: np.ndarray):
            gh = g * w.data
            gx = inv * (gh - gh.mean(axis=0) - xhat * (gh * xhat).mean(axis=0))
            return gx, (g * xhat).sum(axis=0), g.sum(axis=0)

        return Tensor.make(w.data * xhat + b.data, (x, w, b), vjp)


class MaxPool2d(Module):
    def __init__(self, kernel_size: int = 2, stride: int | None = None) -> None:
        self.kernel_size, self.stride = kernel_size, stride

    def forward(self, x: Tensor) -> Tensor:
        return ops.max_pool2d(x, self.kernel_size, self.stride)


class ReLU(Module):
    def forward(self, x: Tensor) -> Tensor:
        return ops.relu(x)


class Flatten(Module):
    def forward(self, x: Tensor) -> Tensor:
        return ops.flatten(x)


class Sequential(Module):
    def __init__(self, *modules: Module) -> None:
        self.modules = list(modules)

    def forward(self, x: Tensor) -> Tensor:
        for module in self.modules:
            x = module(x)
        return x

    def parameters(self) -> Iterator[Tensor]:
        for module in self.modules:
            yield from module.parameters()
