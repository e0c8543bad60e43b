"""An autograd engine for a course: arrays, a graph, and a rule for every operator."""

import numpy as np


def _unbroadcast(grad, shape):
    """Sum a gradient down to the shape of what was broadcast."""
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1 and grad.shape[axis] != 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


class Tensor:
    def __init__(self, data, requires_grad=True, _prev=()):
        self.data = np.asarray(data, dtype=np.float64)
        self.requires_grad = requires_grad
        self.grad = None
        self._prev = _prev
        self._backward = None

    @property
    def shape(self):
        return self.data.shape

    def zero_grad(self):
        self.grad = None

    def _accumulate(self, grad):
        if not self.requires_grad:
            return
        grad = _unbroadcast(np.asarray(grad), self.shape)
        self.grad = grad if self.grad is None else self.grad + grad

    def __add__(self, other):
        other = as_tensor(other)
        out = Tensor(self.data + other.data, _prev=(self, other))

        def _backward(grad):
            self._accumulate(grad)
            other._accumulate(grad)

        out._backward = _backward
        return out

    __radd__ = __add__

    def __neg__(self):
        out = Tensor(-self.data, _prev=(self,))
        out._backward = lambda grad: self._accumulate(-grad)
        return out

    def __sub__(self, other):
        other = as_tensor(other)
        out = Tensor(self.data - other.data, _prev=(self, other))

        def _backward(grad):
            self._accumulate(grad)
            other._accumulate(-grad)

        out._backward = _backward
        return out

    def __rsub__(self, other):
        return as_tensor(other) - self

    def __mul__(self, other):
        other = as_tensor(other)
        out = Tensor(self.data * other.data, _prev=(self, other))

        def _backward(grad):
            self._accumulate(grad * other.data)
            other._accumulate(grad * self.data)

        out._backward = _backward
        return out

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = as_tensor(other)
        out = Tensor(self.data / other.data, _prev=(self, other))

        def _backward(grad):
            self._accumulate(grad / other.data)
            other._accumulate(-grad * self.data / other.data**2)

        out._backward = _backward
        return out

    def __rtruediv__(self, other):
        return as_tensor(other) / self

    def __pow__(self, n):
        assert isinstance(n, (int, float)), "only numbers as exponents"
        out = Tensor(self.data**n, _prev=(self,))
        out._backward = lambda grad: self._accumulate(grad * n * self.data**n)
        return out

    def __matmul__(self, other):
        out = Tensor(self.data @ other.data, _prev=(self, other))

        def _backward(grad):
            self._accumulate(grad @ other.data.T)
            other._accumulate(self.data.T @ grad)

        out._backward = _backward
        return out

    def exp(self):
        value = np.exp(self.data)
        out = Tensor(value, _prev=(self,))
        out._backward = lambda grad: self._accumulate(grad * value)
        return out

    def log(self):
        out = Tensor(np.log(self.data), _prev=(self,))
        out._backward = lambda grad: self._accumulate(grad / self.data)
        return out

    def sum(self, axis=None, keepdims=False):
        out = Tensor(self.data.sum(axis=axis, keepdims=keepdims), _prev=(self,))

        def _backward(grad):
            if axis is not None and not keepdims:
                grad = np.expand_dims(grad, axis)
            self._accumulate(np.broadcast_to(grad, self.shape))

        out._backward = _backward
        return out

    def mean(self, axis=None, keepdims=False):
        count = self.data.size if axis is None else self.shape[axis]
        return self.sum(axis=axis, keepdims=keepdims) / count

    @property
    def T(self):
        out = Tensor(self.data.T, _prev=(self,))
        out._backward = lambda grad: self._accumulate(grad.T)
        return out

    def backward(self, grad=None):
        order, seen = [], set()

        def visit(node):
            if id(node) in seen:
                return
            seen.add(id(node))
            for parent in node._prev:
                visit(parent)
            order.append(node)

        visit(self)
        for node in order:
            if node._prev:
                node.grad = None
        self.grad = np.ones_like(self.data) if grad is None else np.asarray(grad, dtype=np.float64)
        for node in reversed(order):
            if node._backward is not None:
                node._backward(node.grad)


def as_tensor(value):
    return value if isinstance(value, Tensor) else Tensor(value, requires_grad=False)
