"""Typed layers: what a layer is made of comes as one object, and so do the results of a loss."""
from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ConvConfig:
    in_channels: int
    out_channels: int
    kernel_size: int
    stride: int = 1
    padding: int = 0

    def output_size(self, size: int) -> int:
        return (size + 2 * self.padding - self.kernel_size) // self.stride + 1


class Conv2d:
    def __init__(self, config: ConvConfig) -> None:
        self.config = config
        k = config.kernel_size
        rng = np.random.default_rng(0)
        self.weight = rng.normal(0, 0.1, (config.out_channels, config.in_channels, k, k))
        self.bias = np.zeros(config.out_channels)
        self.grad_weight = np.zeros_like(self.weight)
        self.grad_bias = np.zeros_like(self.bias)

    def forward(self, x: Array) -> Array:
        cfg = self.config
        k, s, p = cfg.kernel_size, cfg.stride, cfg.padding
        self.x_shape = x.shape
        self.padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        rows, cols = cfg.output_size(x.shape[2]), cfg.output_size(x.shape[3])
        out = np.empty((len(x), cfg.out_channels, rows, cols))
        for i in range(rows):
            for j in range(cols):
                window = self.padded[:, :, i * s : i * s + k, j * s : j * s + k]
                out[:, :, i, j] = np.tensordot(window, self.weight, ([1, 2, 3], [1, 2, 3])) + self.bias
        return out

    def backward(self, grad_out: Array) -> Array:
        cfg = self.config
        k, s, p = cfg.kernel_size, cfg.stride, cfg.padding
        self.grad_bias = grad_out.sum(axis=(0, 2, 3))
        self.grad_weight = np.zeros_like(self.weight)
        grad_padded = np.zeros_like(self.padded)
        for i in range(grad_out.shape[2]):
            for j in range(grad_out.shape[3]):
                place = np.s_[:, :, i * s : i * s + k, j * s : j * s + k]
                pixel = grad_out[:, :, i, j]
                self.grad_weight += np.tensordot(pixel, self.padded[place], ([0], [0]))
                grad_padded[place] += np.tensordot(pixel, self.weight, ([1], [0]))
        h, w = self.x_shape[2:]
        return grad_padded[:, :, p : p + h, p : p + w]


@dataclass
class LinearParams:
    weight: Array
    bias: Array


@dataclass
class Linear:
    params: LinearParams
    grads: LinearParams | None = None

    def forward(self, x: Array) -> Array:
        self.x = x
        return x @ self.params.weight + self.params.bias

    def backward(self, grad_out: Array) -> Array:
        self.grads = LinearParams(self.x.T @ grad_out, grad_out[0])
        return grad_out @ self.params.weight.T


class Loss(NamedTuple):
    value: float
    grad: Array


@dataclass
class Result:
    loss: float
    dlogits: Array


def softmax_cross_entropy(logits: Array, labels: NDArray[np.int64]) -> Result:
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    picked = np.arange(len(labels)), labels
    grad = np.exp(log_p)
    grad[picked] -= 1
    return Result(float(-log_p[picked].mean()), grad / len(labels))


def mse_loss(prediction: Array, target: Array) -> Loss:
    difference = prediction - target
    return Loss(float((difference**2).mean()), 2 * difference / difference.size)
