"""mini framework, part B: Function + Context on numpy arrays"""
from __future__ import annotations
from typing import Any, Optional, Sequence
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view as windows


class Context:
    def __init__(self) -> None:
        self.saved: tuple = ()
        self.inputs: Sequence["Var"] = ()

    def save(self, *things: Any) -> None:
        self.saved = things


class Var:
    def __init__(self, data, fn=None, ctx: Optional[Context] = None):
        self.data = np.asarray(data, float)
        self.grad: Optional[np.ndarray] = None
        self.fn, self.ctx = fn, ctx

    def __add__(self, o): return Add.apply(self, o)
    def __matmul__(self, o): return MatMul.apply(self, o)
    def relu(self): return Relu.apply(self)
    def mean(self): return Mean.apply(self)
    def conv2d(self, w, stride=1, padding=0): return Conv2d.apply(self, w, stride=stride, padding=padding)
    def max_pool2d(self, size=2, stride=None): return MaxPool2d.apply(self, size=size, stride=stride)

    def backward(self, grad=None):
        order, seen = [], set()

        def dfs(v):
            if id(v) not in seen:
                seen.add(id(v))
                if v.ctx:
                    for p in v.ctx.inputs:
                        dfs(p)
                order.append(v)
        dfs(self)
        self.grad = np.ones_like(self.data) if grad is None else np.asarray(grad, float)
        for v in reversed(order):
            if v.ctx is None:
                continue
            grads = v.fn.backward(v.ctx, v.grad)
            if not isinstance(grads, tuple):
                grads = (grads,)
            for p, g in zip(v.ctx.inputs, grads):
                p.grad = g if p.grad is None else p.grad + g


class Function:
    @classmethod
    def apply(cls, *args, **options):
        args = [a if isinstance(a, Var) else Var(a) for a in args]
        ctx = Context()
        ctx.inputs = args
        return Var(cls.forward(ctx, *[a.data for a in args], **options), cls, ctx)


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save(a.shape, b.shape)
        return a + b

    @staticmethod
    def backward(ctx, g):
        return tuple(_shrink(g, s) for s in ctx.saved)


def _shrink(g, shape):
    while g.ndim > len(shape):
        g = g.sum(0)
    for i, n in enumerate(shape):
        if n == 1:
            g = g.sum(i, keepdims=True)
    return g


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save(a, b)
        return a.dot(b)

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved
        return g.dot(b.T), a.T.dot(g)


class Relu(Function):
    @staticmethod
    def forward(ctx, x):
        y = np.where(x > 0, x, 0.0)
        ctx.save(y)              # y > 0 exactly where x > 0
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved
        return g * (y > 0)


class Mean(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save(x.shape, x.size)
        return x.mean()

    @staticmethod
    def backward(ctx, g):
        shape, n = ctx.saved
        return np.full(shape, g / n)


class Conv2d(Function):
    @staticmethod
    def forward(ctx, x, w, stride=1, padding=0):
        xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        win = windows(xp, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
        ctx.save(win, w, xp.shape, stride, padding)
        return np.tensordot(win, w, axes=((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)

    @staticmethod
    def backward(ctx, g):
        win, w, shape, s, p = ctx.saved
        gw = np.tensordot(g, win, axes=((0, 2, 3), (0, 2, 3)))
        gx = np.zeros(shape)
        oh, ow = g.shape[2:]
        for i in range(w.shape[2]):
            for j in range(w.shape[3]):
                # dims: (n, f, h, w) x (f, c) -> (n, h, w, c)
                part = np.tensordot(g, w[:, :, i, j], axes=((1,), (0,)))
                gx[:, :, i:i + s * oh:s, j:j + s * ow:s] += part.transpose(0, 3, 1, 2)
        return gx[:, :, p:shape[2] - p, p:shape[3] - p], gw


class MaxPool2d(Function):
    @staticmethod
    def forward(ctx, x, size=2, stride=None):
        s = stride or size
        win = windows(x, (size, size), axis=(2, 3))[:, :, ::s, ::s]
        flat = win.reshape(*win.shape[:4], -1)
        k = flat.argmax(-1)
        n, c, i, j = np.indices(k.shape)
        rows, cols = i * s + k // size, j * s + k % size
        ctx.save(x.shape, (n, c, rows, cols))
        return x[n, c, rows, cols]

    @staticmethod
    def backward(ctx, g):
        shape, where = ctx.saved
        gx = np.zeros(shape)
        np.add.at(gx, where, g)
        return gx


if __name__ == "__main__":
    r = np.random.default_rng(1)
    x, w = Var(r.normal(size=(2, 1, 8, 8))), Var(r.normal(size=(3, 1, 3, 3)))
    y = x.conv2d(w, stride=1, padding=1).relu().max_pool2d(3, 2).mean()
    y.backward()
    print(y.data, w.grad.shape, x.grad.shape)
