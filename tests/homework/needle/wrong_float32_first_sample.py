"""Lazy nodes in single precision, with operations that are handed the node: NCHW, OIHW."""

import numpy as np


class Tensor:
    def __init__(self, array, device=None, dtype="float32", requires_grad=True):
        self.cached = np.asarray(array, dtype=dtype)
        self.op = None
        self.inputs = []
        self.grad = None
        self.requires_grad = requires_grad

    @classmethod
    def from_op(cls, op, inputs):
        out = cls(op.compute(*[one.cached for one in inputs]))
        out.op = op
        out.inputs = inputs
        return out

    def realize(self):
        return self.cached

    @property
    def shape(self):
        return self.cached.shape

    def backward(self, out_grad=None):
        if out_grad is None:
            out_grad = Tensor(np.ones(self.shape))
        order, seen = [], set()

        def dfs(node):
            if node in seen:
                return
            seen.add(node)
            for one in node.inputs:
                dfs(one)
            order.append(node)

        dfs(self)
        adjoints = {self: [out_grad]}
        for node in order[::-1]:
            node.grad = Tensor(sum(one.cached for one in adjoints[node]))
            if node.op is not None:
                for one, part in zip(node.inputs, node.op.gradient(node.grad, node)):
                    adjoints.setdefault(one, []).append(part)


class TensorOp:
    def __call__(self, *inputs):
        return Tensor.from_op(self, list(inputs))


class Sigmoid(TensorOp):
    def compute(self, a):
        return np.where(a >= 0, 1 / (1 + np.exp(-np.abs(a))), 1 - 1 / (1 + np.exp(-np.abs(a))))

    def gradient(self, out_grad, node):
        y = node.cached
        return [Tensor(out_grad.cached * y * (1 - y))]


def sigmoid(a):
    return Sigmoid()(a)


class Affine(TensorOp):
    def compute(self, x, w, b):
        return x @ w.T + b

    def gradient(self, out_grad, node):
        x, w, _ = (one.cached for one in node.inputs)
        g = out_grad.cached
        return [Tensor(g @ w), Tensor(g.T @ x), Tensor(g[0])]


class Window(TensorOp):
    def __init__(self, stride, padding):
        self.stride = stride
        self.padding = padding

    def compute(self, x, w, b):
        s, p = self.stride, self.padding
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        kh, kw = w.shape[2:]
        oh, ow = (x.shape[2] - kh) // s + 1, (x.shape[3] - kw) // s + 1
        out = np.zeros((len(x), len(w), oh, ow), x.dtype)
        for i in range(oh):
            for j in range(ow):
                part = x[:, :, i * s : i * s + kh, j * s : j * s + kw]
                out[:, :, i, j] = part.reshape(len(x), -1) @ w.reshape(len(w), -1).T + b
        return out

    def gradient(self, out_grad, node):
        x, w, b = (one.cached for one in node.inputs)
        s, p, g = self.stride, self.padding, out_grad.cached
        kh, kw = w.shape[2:]
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        dxp, dw = np.zeros_like(xp), np.zeros_like(w)
        for i in range(g.shape[2]):
            for j in range(g.shape[3]):
                rows, columns = slice(i * s, i * s + kh), slice(j * s, j * s + kw)
                dw += np.einsum("no,ncij->ocij", g[:, :, i, j], xp[:, :, rows, columns])
                dxp[:, :, rows, columns] += np.einsum("no,ocij->ncij", g[:, :, i, j], w)
        h, wd = x.shape[2:]
        return [Tensor(dxp[:, :, p : p + h, p : p + wd]), Tensor(dw), Tensor(g.sum((0, 2, 3)))]


class Module:
    def __call__(self, x):
        return self.forward(x)


class Dense(Module):
    def __init__(self, in_features, out_features):
        self.weight = Tensor(np.random.randn(out_features, in_features) / np.sqrt(in_features))
        self.bias = Tensor(np.zeros(out_features))

    def forward(self, x):
        return Affine()(x, self.weight, self.bias)


class Conv(Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.stride = stride
        self.padding = padding
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        self.weight = Tensor(np.random.randn(*shape) * 0.1)
        self.bias = Tensor(np.zeros(out_channels))

    def forward(self, x):
        return Window(self.stride, self.padding)(x, self.weight, self.bias)
