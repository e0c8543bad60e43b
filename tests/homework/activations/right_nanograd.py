"""nanograd: a very small array autograd, after micrograd."""
import numpy as np


def _unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for i, n in enumerate(shape):
        if n == 1 and grad.shape[i] != 1:
            grad = grad.sum(axis=i, keepdims=True)
    return grad


class Tensor:
    def __init__(self, data, _prev=()):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)
        self._prev = _prev
        self._backward = lambda: None

    def _unary(self, value, local_grad):
        out = Tensor(value, (self,))

        def _backward():
            self.grad = self.grad + local_grad * out.grad

        out._backward = _backward
        return out

    def __add__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        out = Tensor(self.data + other.data, (self, other))

        def _backward():
            self.grad = self.grad + _unbroadcast(out.grad, self.data.shape)
            other.grad = other.grad + _unbroadcast(out.grad, other.data.shape)

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        out = Tensor(self.data * other.data, (self, other))

        def _backward():
            self.grad = self.grad + _unbroadcast(other.data * out.grad, self.data.shape)
            other.grad = other.grad + _unbroadcast(self.data * out.grad, other.data.shape)

        out._backward = _backward
        return out

    def __matmul__(self, other):
        out = Tensor(self.data @ other.data, (self, other))

        def _backward():
            self.grad = self.grad + out.grad @ other.data.T
            other.grad = other.grad + self.data.T @ out.grad

        out._backward = _backward
        return out

    def sum(self):
        return self._unary(self.data.sum(), np.ones_like(self.data))

    def relu(self):
        return self._unary(np.maximum(self.data, 0), self.data > 0)

    def tanh(self):
        t = np.tanh(self.data)
        return self._unary(t, 1 - t**2)

    def sigmoid(self):
        s = 0.5 * (1 + np.tanh(0.5 * self.data))
        return self._unary(s, s * (1 - s))

    def elu(self, alpha=1.0):
        e = alpha * np.exp(np.minimum(self.data, 0))
        return self._unary(np.where(self.data > 0, self.data, e - alpha),
                           np.where(self.data > 0, 1.0, e))

    def softplus(self):
        return self._unary(np.logaddexp(0, self.data), 0.5 * (1 + np.tanh(0.5 * self.data)))

    def mish(self):
        return self * self.softplus().tanh()

    def hardsigmoid(self):
        inside = (self.data > -3) & (self.data < 3)
        return self._unary(np.clip(self.data + 3, 0, 6) / 6, inside / 6)

    def hardswish(self):
        return self * self.hardsigmoid()

    def backward(self):
        order, seen = [], set()

        def visit(t):
            if id(t) not in seen:
                seen.add(id(t))
                for p in t._prev:
                    visit(p)
                order.append(t)

        visit(self)
        self.grad = np.ones_like(self.data)
        for t in reversed(order):
            t._backward()
