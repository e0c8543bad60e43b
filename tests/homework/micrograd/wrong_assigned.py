"""A small autograd engine over NumPy arrays, in the manner of micrograd."""

import numpy as np


def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1 and grad.shape[axis] != 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


class Tensor:
    def __init__(self, data, _children=(), _op=""):
        self.data = np.array(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op

    @property
    def shape(self):
        return self.data.shape

    def __add__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        out = Tensor(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += unbroadcast(out.grad, self.shape)
            other.grad += unbroadcast(out.grad, other.shape)

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        out = Tensor(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += unbroadcast(out.grad * other.data, self.shape)
            other.grad += unbroadcast(out.grad * self.data, other.shape)

        out._backward = _backward
        return out

    def matmul(self, other):
        out = Tensor(self.data @ other.data, (self, other), "@")

        def _backward():
            self.grad += out.grad @ other.data.T
            other.grad += self.data.T @ out.grad

        out._backward = _backward
        return out

    def sum(self):
        out = Tensor(self.data.sum(), (self,), "sum")

        def _backward():
            self.grad += np.ones_like(self.data) * out.grad

        out._backward = _backward
        return out

    def relu(self):
        out = Tensor(np.maximum(0, self.data), (self,), "relu")

        def _backward():
            self.grad += (self.data > 0) * out.grad

        out._backward = _backward
        return out

    def sigmoid(self):
        s = 1 / (1 + np.exp(-self.data))
        out = Tensor(s, (self,), "sigmoid")

        def _backward():
            self.grad += s * (1 - s) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)

        build_topo(self)
        self.grad = np.ones_like(self.data)
        for v in reversed(topo):
            v._backward()


def conv2d(x, weight, bias, stride=1, padding=0):
    p, s = padding, stride
    n, c, h, w = x.shape
    f, _, kh, kw = weight.shape
    xp = np.pad(x.data, ((0, 0), (0, 0), (p, p), (p, p)))
    oh, ow = (h + 2 * p - kh) // s + 1, (w + 2 * p - kw) // s + 1
    val = np.zeros((n, f, oh, ow))
    for i in range(oh):
        for j in range(ow):
            patch = xp[:, :, i * s : i * s + kh, j * s : j * s + kw]
            val[:, :, i, j] = np.einsum("nchw,fchw->nf", patch, weight.data) + bias.data
    out = Tensor(val, (x, weight, bias), "conv2d")

    def _backward():
        dxp = np.zeros_like(xp)
        for i in range(oh):
            for j in range(ow):
                patch = xp[:, :, i * s : i * s + kh, j * s : j * s + kw]
                g = out.grad[:, :, i, j]
                weight.grad += np.einsum("nf,nchw->fchw", g, patch)
                dxp[:, :, i * s : i * s + kh, j * s : j * s + kw] += np.einsum(
                    "nf,fchw->nchw", g, weight.data
                )
        x.grad = dxp[:, :, p : p + h, p : p + w]
        bias.grad += out.grad.sum(axis=(0, 2, 3))

    out._backward = _backward
    return out


def max_pool2d(x, kernel_size, stride):
    k, s = kernel_size, stride
    n, c, h, w = x.shape
    oh, ow = (h - k) // s + 1, (w - k) // s + 1
    val = np.zeros((n, c, oh, ow))
    for i in range(oh):
        for j in range(ow):
            val[:, :, i, j] = x.data[:, :, i * s : i * s + k, j * s : j * s + k].max(axis=(2, 3))
    out = Tensor(val, (x,), "max_pool2d")

    def _backward():
        for b in range(n):
            for d in range(c):
                for i in range(oh):
                    for j in range(ow):
                        window = x.data[b, d, i * s : i * s + k, j * s : j * s + k]
                        r, q = np.unravel_index(window.argmax(), window.shape)
                        x.grad[b, d, i * s + r, j * s + q] += out.grad[b, d, i, j]

    out._backward = _backward
    return out


def cross_entropy(logits, targets):
    shifted = logits.data - logits.data.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(targets))
    out = Tensor(-log_p[rows, targets].mean(), (logits,), "cross_entropy")

    def _backward():
        grad = np.exp(log_p)
        grad[rows, targets] -= 1
        logits.grad += out.grad * grad / len(targets)

    out._backward = _backward
    return out


class Linear:
    def __init__(self, in_features, out_features):
        bound = 1 / np.sqrt(in_features)
        self.weight = Tensor(np.random.uniform(-bound, bound, (in_features, out_features)))
        self.bias = Tensor(np.zeros(out_features))

    def __call__(self, x):
        return x.matmul(self.weight) + self.bias

    def parameters(self):
        return [self.weight, self.bias]
