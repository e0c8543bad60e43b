"""Sigmoid layers as lists of matrices; one column at a time, and no loss is written down."""

import numpy as np


def squash(s):
    return 1.0 / (1.0 + np.exp(-s))


def squash_slope(s):
    return squash(s) * (1.0 - squash(s))


class SigmoidNetwork:
    def __init__(self, sizes):
        rng = np.random.default_rng(4)
        self.sizes = sizes
        self.weights = [rng.normal(size=(after, before)) for before, after in zip(sizes, sizes[1:])]
        self.biases = [rng.normal(size=(after, 1)) for after in sizes[1:]]

    def feedforward(self, x):
        for w, b in zip(self.weights, self.biases):
            x = squash(w @ x + b)
        return x

    def backprop(self, x, y):
        outputs, sums = [x], []
        for w, b in zip(self.weights, self.biases):
            sums.append(w @ outputs[-1] + b)
            outputs.append(squash(sums[-1]))
        nabla_w, nabla_b = [], []
        delta = (outputs[-1] - y) * squash_slope(sums[-1])
        for layer in reversed(range(len(self.weights))):
            nabla_b.insert(0, delta)
            nabla_w.insert(0, delta @ outputs[layer].T)
            if layer > 0:
                delta = (self.weights[layer].T @ delta) * squash_slope(sums[layer - 1])
        return nabla_b, nabla_w
