from __future__ import division, print_function
import numpy as np
try:
    range = xrange
except NameError:
    pass

# dead code from last semester, keep for the report
# def conv_slow(x, w): ...


def out_size(n, f, p, s):
    return np.int(np.floor((n + 2 * p - f) / s)) + 1


def conv_fwd(x, w, b, p, s):
    """x (N,H,W,C), w (fh,fw,C,K), b (K,)"""
    N, H, W, C = x.shape
    fh, fw, _, K = w.shape
    xp = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)), 'constant')
    Ho, Wo = out_size(H, fh, p, s), out_size(W, fw, p, s)
    y = np.zeros((N, Ho, Wo, K), dtype=np.float)
    for i in range(Ho):
        for j in range(Wo):
            y[:, i, j, :] = xp[:, i * s:i * s + fh, j * s:j * s + fw].reshape(N, -1).dot(w.reshape(-1, K)) + b
    return y, (xp, w, p, s, x.shape)


def conv_bwd(dy, cache):
    xp, w, p, s, shp = cache
    fh, fw, C, K = w.shape
    dxp, dw = np.zeros(xp.shape, dtype=np.float), np.zeros(w.shape, dtype=np.float)
    N, Ho, Wo, _ = dy.shape
    for i in range(Ho):
        for j in range(Wo):
            d = dy[:, i, j, :]
            dw += xp[:, i * s:i * s + fh, j * s:j * s + fw].reshape(N, -1).T.dot(d).reshape(w.shape)
            dxp[:, i * s:i * s + fh, j * s:j * s + fw] += d.dot(w.reshape(-1, K).T).reshape(N, fh, fw, C)
    return dxp[:, p:p + shp[1], p:p + shp[2], :], dw, dy.reshape(-1, K).sum(axis=0)


def avgpool_fwd(x, f, s):
    N, H, W, C = x.shape
    Ho, Wo = out_size(H, f, 0, s), out_size(W, f, 0, s)
    y = np.zeros((N, Ho, Wo, C))
    for a in range(f):
        for c in range(f):
            y += x[:, a:a + s * (Ho - 1) + 1:s, c:c + s * (Wo - 1) + 1:s]
    return y / f ** 2, (x.shape, f, s)


def avgpool_bwd(dy, cache):
    shp, f, s = cache
    dx = np.zeros(shp, dtype=np.float)
    _, Ho, Wo, _ = dy.shape
    for a in range(f):
        for c in range(f):
            dx[:, a:a + s * (Ho - 1) + 1:s, c:c + s * (Wo - 1) + 1:s] += dy / f ** 2
    return dx


def fc_fwd(x, w, b):
    return x.reshape(x.shape[0], np.product(x.shape[1:])).dot(w) + b, (x, w)


def fc_bwd(dy, cache):
    x, w = cache
    x2 = x.reshape(x.shape[0], -1)
    return dy.dot(w.T).reshape(x.shape), x2.T.dot(dy), dy.sum(axis=0)


def tanh_fwd(x):
    # LeCun: 1.7159 tanh(2/3 x)?  no, plain
    y = np.tanh(x)
    return y, y


def tanh_bwd(dy, y):
    return dy * (1. - y * y)


def mse_fwd(y, t):
    return 0.5 * np.sum((y - t) ** 2) / y.shape[0], (y, t)


def mse_bwd(cache):
    y, t = cache
    return (y - t) / y.shape[0]


print('numpy', np.__version__)
