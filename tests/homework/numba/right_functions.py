import numpy as np
from numba import njit, prange


@njit
def relu_forward(x):
    return np.maximum(x, 0.0)


@njit
def relu_backward(dout, x):
    return np.where(x > 0, dout, 0.0)


@njit(parallel=True, cache=True)
def conv_forward(x, w, b, stride, pad):
    n, c, h, wd = x.shape
    f, _, kh, kw = w.shape
    xp = np.zeros((n, c, h + 2 * pad, wd + 2 * pad))
    xp[:, :, pad:pad + h, pad:pad + wd] = x
    oh, ow = (h + 2 * pad - kh) // stride + 1, (wd + 2 * pad - kw) // stride + 1
    out = np.zeros((n, f, oh, ow))
    for i in prange(n):
        for k in range(f):
            for r in range(oh):
                for s in range(ow):
                    total = b[k]
                    for ch in range(c):
                        for p in range(kh):
                            for q in range(kw):
                                total += xp[i, ch, r * stride + p, s * stride + q] * w[k, ch, p, q]
                    out[i, k, r, s] = total
    return out


@njit(cache=True)
def conv_backward(dout, x, w, stride, pad):
    n, c, h, wd = x.shape
    f, _, kh, kw = w.shape
    xp = np.zeros((n, c, h + 2 * pad, wd + 2 * pad))
    xp[:, :, pad:pad + h, pad:pad + wd] = x
    dxp, dw, db = np.zeros_like(xp), np.zeros_like(w), np.zeros(f)
    for i in range(n):
        for k in range(f):
            for r in range(dout.shape[2]):
                for s in range(dout.shape[3]):
                    g = dout[i, k, r, s]
                    db[k] += g
                    for ch in range(c):
                        for p in range(kh):
                            for q in range(kw):
                                dw[k, ch, p, q] += g * xp[i, ch, r * stride + p, s * stride + q]
                                dxp[i, ch, r * stride + p, s * stride + q] += g * w[k, ch, p, q]
    return dxp[:, :, pad:pad + h, pad:pad + wd], dw, db
