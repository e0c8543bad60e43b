"""A tensor that records how it was made: every operator leaves a list of (operand, rule) behind."""

import numpy as np


def fit(gradient, shape):
    """Sum a gradient over the axes that broadcasting has added or repeated."""
    extra = gradient.ndim - len(shape)
    gradient = gradient.sum(axis=tuple(range(extra)))
    repeated = tuple(i for i, n in enumerate(shape) if n == 1 and gradient.shape[i] > 1)
    return gradient.sum(axis=repeated, keepdims=True)


class Tensor:
    def __init__(self, data, inputs=()):
        self.data = np.asarray(data, dtype=float)
        self.inputs = list(inputs)
        self.grad = None

    def __add__(self, other):
        return Tensor(self.data + other.data, [(self, lambda g: g), (other, lambda g: g)])

    def __sub__(self, other):
        return Tensor(self.data - other.data, [(self, lambda g: g), (other, lambda g: -g)])

    def __mul__(self, other):
        rules = [(self, lambda g: g * other.data), (other, lambda g: g * self.data)]
        return Tensor(self.data * other.data, rules)

    def __matmul__(self, other):
        rules = [(self, lambda g: g @ other.data.T), (other, lambda g: self.data.T @ g)]
        return Tensor(self.data @ other.data, rules)

    def exp(self):
        value = np.exp(self.data)
        return Tensor(value, [(self, lambda g: g * value)])

    def relu(self):
        return Tensor(self.data * (self.data > 0), [(self, lambda g: g * (self.data > 0))])

    def sequence(self):
        """Return all tensors that this one was made from, each behind its operands."""
        done, order = set(), []

        def visit(tensor):
            if id(tensor) in done:
                return
            done.add(id(tensor))
            for operand, _ in tensor.inputs:
                visit(operand)
            order.append(tensor)

        visit(self)
        return order

    def backward(self, gradient=None):
        order = self.sequence()
        for tensor in order:
            tensor.grad = np.zeros_like(tensor.data)
        self.grad = np.ones_like(self.data) if gradient is None else np.asarray(gradient)
        for tensor in reversed(order):
            for operand, rule in tensor.inputs:
                operand.grad = operand.grad + rule(tensor.grad)
