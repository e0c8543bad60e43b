from __future__ import annotations

from typing import Optional

import numpy as np


class Function:
    """Base of all operations: apply() runs forward and remembers the parents."""

    def __init__(self, *parents: "Tensor"):
        self.parents = parents
        self.saved: tuple = ()

    def save_for_backward(self, *xs):
        self.saved = xs

    @classmethod
    def apply(cls, *tensors, **kwargs) -> "Tensor":
        tensors = [t if isinstance(t, Tensor) else Tensor(t) for t in tensors]
        fn = cls(*tensors)
        out = Tensor(fn.forward(*[t.data for t in tensors], **kwargs))
        out._ctx = fn
        return out


class Tensor:
    def __init__(self, data):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad: Optional[np.ndarray] = None
        self._ctx: Optional[Function] = None

    @property
    def shape(self):
        return self.data.shape

    def _topo(self):
        order, visited = [], set()

        def go(t):
            if id(t) in visited:
                return
            visited.add(id(t))
            if t._ctx is not None:
                for p in t._ctx.parents:
                    go(p)
                order.append(t)
        go(self)
        return order

    def backward(self, grad=None):
        self.grad = np.ones_like(self.data) if grad is None else np.asarray(grad, dtype=np.float64)
        for t in reversed(self._topo()):
            grads = t._ctx.backward(t.grad)
            if not isinstance(grads, tuple):
                grads = (grads,)
            for p, g in zip(t._ctx.parents, grads):
                assert g.shape == p.shape, f"{type(t._ctx).__name__}: {g.shape} != {p.shape}"
                p.grad = g if p.grad is None else p.grad + g

    def __mul__(self, o): return Mul.apply(self, o)
    def __matmul__(self, o): return MatMul.apply(self, o)
    def relu(self): return ReLU.apply(self)
    def conv2d(self, w, stride=1, padding=0): return Conv2d.apply(self, w, stride=stride, padding=padding)
    def max_pool2d(self, size=2, stride=None): return MaxPool2d.apply(self, size=size, stride=stride)
    def avg_pool2d(self, size=2, stride=None): return AvgPool2d.apply(self, size=size, stride=stride)


class Mul(Function):
    def forward(self, a, b):
        assert a.shape == b.shape
        self.save_for_backward(a, b)
        return a * b

    def backward(self, grad):
        a, b = self.saved
        return grad * b, grad * a


class MatMul(Function):
    def forward(self, a, b):
        self.save_for_backward(a, b)
        return a @ b

    def backward(self, grad):
        a, b = self.saved
        return grad @ b.T, a.T @ grad


class ReLU(Function):
    def forward(self, x):
        self.save_for_backward(x > 0)
        return np.maximum(x, 0)

    def backward(self, grad):
        (mask,) = self.saved
        return grad * mask


class Conv2d(Function):
    def forward(self, x, w, stride=1, padding=0):
        self.stride, self.padding = stride, padding
        xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        kh, kw = w.shape[2:]
        self.oh = (xp.shape[2] - kh) // stride + 1
        self.ow = (xp.shape[3] - kw) // stride + 1
        self.save_for_backward(xp, w)
        out = np.zeros((x.shape[0], w.shape[0], self.oh, self.ow))
        for i in range(kh):
            for j in range(kw):
                out += np.einsum("nchw,oc->nohw", self._tap(xp, i, j), w[:, :, i, j])
        return out

    def _tap(self, a, i, j):
        s = self.stride
        return a[:, :, i:i + s * self.oh:s, j:j + s * self.ow:s]

    def backward(self, grad):
        xp, w = self.saved
        dxp, dw = np.zeros_like(xp), np.zeros_like(w)
        for i in range(w.shape[2]):
            for j in range(w.shape[3]):
                dw[:, :, i, j] = np.einsum("nohw,nchw->oc", grad, self._tap(xp, i, j))
                tap = self._tap(dxp, i, j)
                tap += np.einsum("nohw,oc->nchw", grad, w[:, :, i, j])
        p = self.padding
        return dxp[:, :, p:dxp.shape[2] - p, p:dxp.shape[3] - p], dw


class MaxPool2d(Function):
    def forward(self, x, size=2, stride=None):
        self.size, self.stride = size, stride or size
        n, c, h, w = x.shape
        oh, ow = (h - size) // self.stride + 1, (w - size) // self.stride + 1
        out = np.empty((n, c, oh, ow))
        arg = np.empty((n, c, oh, ow), dtype=int)
        for i in range(oh):
            for j in range(ow):
                r, q = i * self.stride, j * self.stride
                win = x[:, :, r:r + size, q:q + size].reshape(n, c, -1)
                arg[:, :, i, j] = win.argmax(axis=2)
                out[:, :, i, j] = win.max(axis=2)
        self.save_for_backward(x.shape, arg)
        return out

    def backward(self, grad):
        shape, arg = self.saved
        dx = np.zeros(shape)
        bi, ci = np.indices(shape[:2])
        for i in range(grad.shape[2]):
            for j in range(grad.shape[3]):
                r = i * self.stride + arg[:, :, i, j] // self.size
                q = j * self.stride + arg[:, :, i, j] % self.size
                dx[bi, ci, r, q] += grad[:, :, i, j]
        return dx


class AvgPool2d(Function):
    def forward(self, x, size=2, stride=None):
        self.size, self.stride = size, stride or size
        self.save_for_backward(x.shape)
        n, c, h, w = x.shape
        oh, ow = (h - size) // self.stride + 1, (w - size) // self.stride + 1
        out = np.zeros((n, c, oh, ow))
        for i in range(oh):
            for j in range(ow):
                r, q = i * self.stride, j * self.stride
                out[:, :, i, j] = x[:, :, r:r + size, q:q + size].mean(axis=(2, 3))
        return out

    def backward(self, grad):
        (shape,) = self.saved
        dx = np.zeros(shape)
        for i in range(grad.shape[2]):
            for j in range(grad.shape[3]):
                r, q = i * self.stride, j * self.stride
                dx[:, :, r:r + self.size, q:q + self.size] += grad[:, :, i:i + 1, j:j + 1] / self.size ** 2
        return dx


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    img = Tensor(rng.normal(size=(2, 3, 8, 8)))
    ker = Tensor(rng.normal(size=(4, 3, 3, 3)))
    out = img.conv2d(ker, padding=1).relu().max_pool2d(2)
    out.backward()
    print(out.shape, ker.grad.shape, img.grad.shape)
