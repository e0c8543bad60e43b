import numpy as np


def max_pool_forward(x, pool_param):
    N, C, H, W = x.shape
    ph, pw, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    Hout = 1 + (H - ph) // s
    Wout = 1 + (W - pw) // s
    out = np.zeros((N, C, Hout, Wout))
    for i in range(Hout):
        for j in range(Wout):
            out[:, :, i, j] = x[:, :, i*s:i*s+ph, j*s:j*s+pw].max(axis=(2, 3))
    cache = (x, pool_param)
    return out, cache


def max_pool_backward(dout, cache):
    x, pool_param = cache
    N, C, Hout, Wout = dout.shape
    ph, pw, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(Hout):
                for j in range(Wout):
                    win = x[n, c, i*s:i*s+ph, j*s:j*s+pw]
                    hit = win == win.max()
                    dx[n, c, i*s:i*s+ph, j*s:j*s+pw] += hit * dout[n, c, i, j]
    return dx


def leaky_relu_forward(x, slope=0.1):
    out = np.maximum(x, slope * x)
    return out, (x, slope)


def leaky_relu_backward(dout, cache):
    x, slope = cache
    dx = dout * np.where(x >= 0, 1.0, slope)
    return dx
