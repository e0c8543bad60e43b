"""Operations are entered in a register by a decorator, and become methods of the tensor."""

from functools import wraps

import numpy as np


class Array:
    def __init__(self, values, rule=None, parents=()):
        self.values = np.asarray(values, dtype=float)
        self.slope = np.zeros_like(self.values)
        self.rule = rule
        self.parents = parents

    def backpropagate(self, upstream=None):
        start = np.ones_like(self.values) if upstream is None else upstream
        self.slope = self.slope + start
        order, known = [], set()

        def visit(one):
            if id(one) in known:
                return
            known.add(id(one))
            for parent in one.parents:
                visit(parent)
            order.append(one)

        visit(self)
        for one in reversed(order):
            if one.rule is None:
                continue
            for parent, part in zip(one.parents, one.rule(one.slope)):
                parent.slope = parent.slope + part


REGISTER = {}


def operation(function):
    @wraps(function)
    def on_arrays(*arrays, **options):
        arrays = tuple(a if isinstance(a, Array) else Array(a) for a in arrays)
        values, rule = function(*(a.values for a in arrays), **options)
        return Array(values, rule, arrays)

    REGISTER[function.__name__] = on_arrays
    return on_arrays


@operation
def relu(x):
    return np.maximum(x, 0), lambda g: (g * (x > 0),)


@operation
def linear(x, weight, bias):
    def rule(g):
        return g @ weight.T, x.T @ g, g.sum(axis=0)

    return x @ weight + bias, rule


@operation
def avg_pool2d(x, *, size=2, stride=2):
    n, c, h, w = x.shape
    oh, ow = (h - size) // stride + 1, (w - size) // stride + 1
    out = np.zeros((n, c, oh, ow))
    for i in range(oh):
        for j in range(ow):
            part = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
            out[:, :, i, j] = part.mean(axis=(2, 3))

    def rule(g):
        dx = np.zeros_like(x)
        for i in range(oh):
            for j in range(ow):
                rows = slice(i * stride, i * stride + size)
                columns = slice(j * stride, j * stride + size)
                dx[:, :, rows, columns] = g[:, :, i : i + 1, j : j + 1] / size**2
        return (dx,)

    return out, rule


@operation
def log_softmax(x):
    shifted = x - x.max(axis=1, keepdims=True)
    out = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return out, lambda g: (g - np.exp(out) * g.sum(axis=1, keepdims=True),)


for name, function in REGISTER.items():
    setattr(Array, name, function)
