"""Numbers that know their derivatives."""

import math


class Value:
    """One number, and the derivative of the result with respect to it."""

    def __init__(self, data, _parents=()):
        self.data = float(data)
        self.grad = 0.0
        self._parents = _parents
        self._backward = lambda: None

    def __repr__(self):
        return f"Value({self.data:.4f}, grad={self.grad:.4f})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def step():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = step
        return out

    __radd__ = __add__

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def step():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = step
        return out

    __rmul__ = __mul__

    def __pow__(self, power):
        out = Value(self.data**power, (self,))

        def step():
            self.grad += power * self.data ** (power - 1) * out.grad

        out._backward = step
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def step():
            self.grad += (1 - t * t) * out.grad

        out._backward = step
        return out

    def backward(self):
        self.grad = 1.0

        def back(value):
            value._backward()
            for parent in value._parents:
                back(parent)

        back(self)


class Neuron:
    def __init__(self, count):
        self.w = [Value(0.1 * (i + 1)) for i in range(count)]
        self.b = Value(0.0)

    def __call__(self, x):
        total = self.b
        for w, one in zip(self.w, x):
            total = total + w * one
        return total.tanh()

    def parameters(self):
        return [*self.w, self.b]
