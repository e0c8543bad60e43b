"""An autograd engine of arrays."""

import numpy as np


class Tensor:
    """A right engine, whose backward pass takes the gradient of the output."""

    def __init__(self, data):
        self.data = np.asarray(data, float)
        self.grad = np.zeros_like(self.data)
        self.inputs = ()

    def made(self, data, *inputs):
        out = type(self)(data)
        out.inputs = inputs
        return out

    def __add__(self, other):
        return self.made(self.data + other.data, (self, 1), (other, 1))

    def __mul__(self, other):
        return self.made(self.data * other.data, (self, other.data), (other, self.data))

    def take(self, grad):
        while np.ndim(grad) > self.data.ndim:
            grad = grad.sum(0)
        self.grad = self.grad + grad

    def backward(self, grad):
        if not isinstance(grad, np.ndarray):
            raise TypeError("the gradient of the output is an array")
        order = []

        def visit(one):
            if one not in order:
                for operand, _ in one.inputs:
                    visit(operand)
                order.append(one)

        visit(self)
        self.grad = grad
        for one in reversed(order):
            for operand, slope in one.inputs:
                operand.take(one.grad * slope)
