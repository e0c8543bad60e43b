#!/usr/bin/env python
"""Train a tiny CNN on synthetic stripes. Everything by hand: forward, backward, SGD with momentum."""
import argparse
from dataclasses import dataclass

import numpy as np


@dataclass
class Config:
    lr: float = 0.1
    momentum: float = 0.9
    batch_size: int = 16
    epochs: int = 3
    seed: int = 0


class Layer:
    """A layer without parameters needs input_grad only."""

    def param_grads(self, dy):
        pass

    def input_grad(self, dy):
        raise NotImplementedError

    def backward(self, dy):
        self.param_grads(dy)
        return self.input_grad(dy)


class ConvLayer(Layer):
    """3x3 (or any k), stride 1, no padding"""

    def __init__(self, c_in, c_out, k, rng):
        self.W = rng.standard_normal((c_out, c_in, k, k)) * np.sqrt(2.0 / (c_in * k * k))
        self.b = np.zeros(c_out)

    def forward(self, x):
        self.x = x
        k = self.W.shape[-1]
        h, w = x.shape[2] - k + 1, x.shape[3] - k + 1
        y = np.zeros((len(x), len(self.W), h, w)) + self.b[:, None, None]
        for i in range(k):
            for j in range(k):
                y += np.tensordot(x[:, :, i:i + h, j:j + w], self.W[:, :, i, j], axes=(1, 1)).transpose(0, 3, 1, 2)
        return y

    def param_grads(self, dy):
        h, w = dy.shape[2:]
        self.dW = np.zeros_like(self.W)
        for i, j in np.ndindex(self.W.shape[2:]):
            self.dW[:, :, i, j] = np.tensordot(dy, self.x[:, :, i:i + h, j:j + w], axes=((0, 2, 3), (0, 2, 3)))
        self.db = dy.sum(axis=(0, 2, 3))

    def input_grad(self, dy):
        h, w = dy.shape[2:]
        dx = np.zeros_like(self.x)
        for i, j in np.ndindex(self.W.shape[2:]):
            dx[:, :, i:i + h, j:j + w] += np.tensordot(dy, self.W[:, :, i, j], axes=(1, 0)).transpose(0, 3, 1, 2)
        return dx


class ReLU(Layer):
    def forward(self, x):
        self.mask = x > 0
        return np.where(self.mask, x, 0.0)

    def input_grad(self, dy):
        return np.where(self.mask, dy, 0.0)


class Flatten(Layer):
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def input_grad(self, dy):
        return dy.reshape(self.shape)


class LinearLayer(Layer):
    def __init__(self, n_in, n_out, rng):
        self.W = rng.standard_normal((n_in, n_out)) * np.sqrt(1.0 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def param_grads(self, dy):
        self.dW = self.x.T @ dy
        self.db = dy.sum(axis=0)

    def input_grad(self, dy):
        return dy @ self.W.T


def softmax_cross_entropy(logits, y):
    """-> mean loss, gradient with respect to the logits"""
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    n = np.arange(len(y))
    loss = -log_p[n, y].mean()
    d = np.exp(log_p)
    d[n, y] -= 1
    return loss, d / len(y)


class Trainer:
    def __init__(self, layers, config: Config):
        self.layers = layers
        self.config = config
        self.rng = np.random.default_rng(config.seed)
        self.velocity = {}
        self.history = []

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def train_step(self, x, y):
        """one mini-batch; returns its loss before the update"""
        loss, grad = softmax_cross_entropy(self.forward(x), y)
        for idx, layer in reversed(list(enumerate(self.layers))):
            layer.param_grads(grad)
            below = layer.input_grad(grad)
            self._update(idx, layer)
            grad = below
        return loss

    def _update(self, idx, layer):
        for name in ("W", "b"):
            if not hasattr(layer, name):
                continue
            param, grad = getattr(layer, name), getattr(layer, "d" + name)
            v = self.config.momentum * self.velocity.get((idx, name), 0.0) - self.config.lr * grad
            self.velocity[idx, name] = v
            param += v

    def batches(self, n):
        order = self.rng.permutation(n)
        for start in range(0, n, self.config.batch_size):
            yield order[start:start + self.config.batch_size]

    def fit(self, X, y):
        for epoch in range(self.config.epochs):
            losses = [self.train_step(X[b], y[b]) for b in self.batches(len(X))]
            self.history.append(float(np.mean(losses)))
            print(f"epoch {epoch + 1}: loss {self.history[-1]:.4f}, accuracy {self.accuracy(X, y):.2%}")
        return self.history

    def accuracy(self, X, y):
        return float((self.forward(X).argmax(axis=1) == y).mean())


def stripes(n, rng, size=8):
    """class 0: horizontal, class 1: vertical, class 2: noise"""
    y = rng.integers(0, 3, n)
    X = 0.3 * rng.standard_normal((n, 1, size, size))
    for i, label in enumerate(y):
        if label == 0:
            X[i, 0, ::2, :] += 1
        elif label == 1:
            X[i, 0, :, ::2] += 1
    return X, y


def build(rng, size=8, filters=4, classes=3):
    k = 3
    return [
        ConvLayer(1, filters, k, rng), ReLU(),
        ConvLayer(filters, filters, k, rng), ReLU(),
        Flatten(), LinearLayer(filters * (size - 2 * (k - 1)) ** 2, classes, rng),
    ]


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=Config.epochs)
    parser.add_argument("--lr", type=float, default=0.05)
    args = parser.parse_args(argv)
    rng = np.random.default_rng(1)
    X, y = stripes(96, rng)
    trainer = Trainer(build(rng), Config(lr=args.lr, epochs=args.epochs))
    trainer.fit(X, y)


if __name__ == "__main__":
    main()
