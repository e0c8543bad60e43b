"""
Lazy design: forward only remembers x; everything else (output, slope, gradients) is a property.
    l.x = X;  l.y -> output;  l.gy = G;  l.gx, l.gw, l.gb -> gradients
"""
import numpy as np


class Node:
    x = gy = None

    def feed(self, x):
        self.x = x
        return self.y

    def pull(self, gy):
        self.gy = gy
        return self.gx


class Weighted:
    w = b = None

    @property
    def gb(self):
        return self.gy.sum(axis=tuple(a for a in range(self.gy.ndim) if a != 1))

    def step(self, lr):
        gw, gb = self.gw, self.gb
        self.w, self.b = self.w - lr * gw, self.b - lr * gb


class Affine(Weighted, Node):
    def __init__(self, w, b):
        self.w, self.b = w, b

    y = property(lambda s: s.x @ s.w + s.b)
    gx = property(lambda s: s.gy @ s.w.T)
    gw = property(lambda s: s.x.T @ s.gy)


class Corr2d(Weighted, Node):
    """w: (out, in, kh, kw), any stride; implemented by two gather matrices R (rows) and Q (columns)"""
    def __init__(self, w, b, stride=1):
        self.w, self.b, self.stride = w, b, stride

    def _gather(self, n, k):
        o = (n - k) // self.stride + 1
        R = np.zeros((o, k, n))
        for a in range(o):
            R[a, np.arange(k), a * self.stride + np.arange(k)] = 1
        return R

    @property
    def _RQ(self):
        return self._gather(self.x.shape[2], self.w.shape[2]), self._gather(self.x.shape[3], self.w.shape[3])

    @property
    def y(self):
        R, Q = self._RQ
        return np.einsum('ncij,aui,bvj,fcuv->nfab', self.x, R, Q, self.w, optimize=True) + self.b[:, None, None]

    @property
    def gx(self):
        R, Q = self._RQ
        return np.einsum('nfab,aui,bvj,fcuv->ncij', self.gy, R, Q, self.w, optimize=True)

    @property
    def gw(self):
        R, Q = self._RQ
        return np.einsum('nfab,aui,bvj,ncij->fcuv', self.gy, R, Q, self.x, optimize=True)


class Pointwise(Node):
    slope = None
    gx = property(lambda s: s.gy * s.slope)


class Relu(Pointwise):
    y = property(lambda s: np.where(s.x > 0, s.x, 0.0))
    slope = property(lambda s: (s.x > 0) + 0.0)


class Logistic(Pointwise):
    y = property(lambda s: 0.5 * (1 + np.tanh(0.5 * s.x)))
    slope = property(lambda s: s.y * (1 - s.y))


class Tanh(Pointwise):
    y = property(lambda s: np.tanh(s.x))
    slope = property(lambda s: 1 / np.cosh(np.clip(s.x, -300, 300)) ** 2)


class LogSoftmax(Node):
    @property
    def y(self):
        m = self.x.max(1, keepdims=True)
        return self.x - m - np.log(np.exp(self.x - m).sum(1, keepdims=True))

    @property
    def gx(self):
        return self.gy - np.exp(self.y) * self.gy.sum(1, keepdims=True)


class MeanPool(Node):
    """pool by a matrix product on both sides: y = A x B^T"""
    def __init__(self, k, stride=None):
        self.k, self.stride = k, stride or k

    def _mat(self, n):
        o = (n - self.k) // self.stride + 1
        i = np.arange(n)[None] - self.stride * np.arange(o)[:, None]
        return ((i >= 0) & (i < self.k)) / self.k

    y = property(lambda s: s._mat(s.x.shape[2]) @ s.x @ s._mat(s.x.shape[3]).T)
    gx = property(lambda s: s._mat(s.x.shape[2]).T @ s.gy @ s._mat(s.x.shape[3]))
