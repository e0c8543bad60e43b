import numpy as np


class Conv:
    def __init__(self, e, s, q, r, t):
        self.K = np.random.randn(s, e, q, q)
        self.B = np.zeros(s)
        self.r, self.t = r, t

    def f(self, u):
        r, t, q = self.r, self.t, self.K.shape[2]
        self.u = np.pad(u, ((0, 0), (0, 0), (t, t), (t, t)))
        a = (self.u.shape[2] - q) // r + 1
        b = (self.u.shape[3] - q) // r + 1
        o = np.zeros((len(u), len(self.K), a, b))
        for i in range(a):
            for j in range(b):
                g = self.u[:, :, i * r : i * r + q, j * r : j * r + q]
                o[:, :, i, j] = np.einsum("nckl,fckl->nf", g, self.K)
        return o + self.B.reshape(1, -1, 1, 1)

    def g(self, d):
        r, t, q = self.r, self.t, self.K.shape[2]
        self.P = np.zeros_like(self.K)
        self.Q = d.sum((0, 2, 3))
        o = np.zeros_like(self.u)
        for i in range(d.shape[2]):
            for j in range(d.shape[3]):
                self.P += np.einsum(
                    "nf,nckl->fckl", d[:, :, i, j], self.u[:, :, i * r : i * r + q, j * r : j * r + q]
                )
                o[:, :, i * r : i * r + q, j * r : j * r + q] += np.einsum(
                    "nf,fckl->nckl", d[:, :, i, j], self.K
                )
        return o[:, :, t : o.shape[2] - t, t : o.shape[3] - t]


class DenseLayer:
    def __init__(self, i, o):
        self.m = np.random.randn(o, i)
        self.c = np.zeros(o)

    def f(self, v):
        self.v = v
        return v @ self.m.T + self.c

    def g(self, u):
        self.mg = u.T @ self.v
        self.cg = u.sum(0)
        return u @ self.m


class MaxPool:
    def __init__(self, l):
        self.l = l

    def f(self, u):
        l = self.l
        n, c, h, w = u.shape
        self.u = u
        return u[:, :, : h // l * l, : w // l * l].reshape(n, c, h // l, l, w // l, l).max((3, 5))

    def g(self, d):
        l = self.l
        o = np.zeros_like(self.u)
        for n, c, i, j in np.ndindex(d.shape):
            p = self.u[n, c, i * l : i * l + l, j * l : j * l + l]
            a, b = np.unravel_index(p.argmax(), p.shape)
            o[n, c, i * l + a, j * l + b] = d[n, c, i, j]
        return o
