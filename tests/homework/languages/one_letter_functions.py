import numpy as np


def conv(v, q, u):
    f, c, a, b = q.shape
    o = np.zeros((len(v), f, v.shape[2] - a + 1, v.shape[3] - b + 1))
    for i in range(o.shape[2]):
        for j in range(o.shape[3]):
            o[:, :, i, j] = np.einsum("nckl,fckl->nf", v[:, :, i : i + a, j : j + b], q) + u
    return o


def conv_backward(g, v, q):
    f, c, a, b = q.shape
    r, s = np.zeros_like(v), np.zeros_like(q)
    for i in range(g.shape[2]):
        for j in range(g.shape[3]):
            s += np.einsum("nf,nckl->fckl", g[:, :, i, j], v[:, :, i : i + a, j : j + b])
            r[:, :, i : i + a, j : j + b] += np.einsum("nf,fckl->nckl", g[:, :, i, j], q)
    return r, s, g.sum((0, 2, 3))


def dense(q, h, v):
    """A row of v for every sample."""
    return v @ q.T + h


def dense_backward(g, q, v):
    return g @ q, g.T @ v, g.sum(0)


def max_pool(v, l, r):
    n, c, h, w = v.shape
    o = np.zeros((n, c, (h - l) // r + 1, (w - l) // r + 1))
    for i in range(o.shape[2]):
        for j in range(o.shape[3]):
            o[:, :, i, j] = v[:, :, i * r : i * r + l, j * r : j * r + l].max((2, 3))
    return o
