"""Layers that keep gradients, and an optimizer that takes them."""

import numpy as np


class Linear:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * 0.1
        self.b = np.zeros(n_out)
        self.zero_grad()

    def zero_grad(self):
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW += self.x.T @ dout
        self.db += dout.sum(axis=0)
        return dout @ self.W.T


class Relu:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


class SGD:
    def __init__(self, layers, lr=0.01):
        self.layers = layers
        self.lr = lr

    def step(self):
        for layer in self.layers:
            layer.W -= self.lr * layer.dW
            layer.b -= self.lr * layer.db

    def zero_grad(self):
        for layer in self.layers:
            layer.zero_grad()


fc1, act, fc2 = Linear(8, 6), Relu(), Linear(6, 3)
optimizer = SGD([fc1, fc2], lr=0.1)


def train_step(x, y):
    out = fc2.forward(act.forward(fc1.forward(x)))
    out = out - out.max(axis=1, keepdims=True)
    probs = np.exp(out) / np.exp(out).sum(axis=1, keepdims=True)
    n = len(y)
    loss = -np.log(probs[np.arange(n), y]).mean()
    grad = probs.copy()
    grad[np.arange(n), y] -= 1
    fc1.backward(act.backward(fc2.backward(grad / n)))
    optimizer.step()
    return loss
