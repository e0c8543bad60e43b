import numpy as np


def conv_forward(x, w, b, stride, pad):
    '''
    x (N,H,W,C)   w (kh,kw,C,F)   b (F,)
    '''
    N, H, W, C = x.shape
    kh, kw, _, F = w.shape
    Hn = int((H - kh + 2 * pad) / stride) + 1
    Wn = int((W - kw + 2 * pad + 1) / stride)
    xp = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="constant")
    Z = np.zeros((N, Hn, Wn, F))
    for h in range(Hn):
        for v in range(Wn):
            hs, vs = h * stride, v * stride
            a = xp[:, hs:hs + kh, vs:vs + kw, :]
            Z[:, h, v, :] = np.einsum("nabc,abcf->nf", a, w) + b
    return Z, (x, w, b, stride, pad)


def conv_backward(dZ, cache):
    x, w, b, stride, pad = cache
    kh, kw, _, F = w.shape
    N, Hn, Wn, _ = dZ.shape
    H, W = x.shape[1], x.shape[2]
    xp = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="constant")
    dxp = np.zeros(xp.shape)
    dw = np.zeros(w.shape)
    db = np.zeros(F)
    for h in range(Hn):
        for v in range(Wn):
            hs, vs = h * stride, v * stride
            a = xp[:, hs:hs + kh, vs:vs + kw, :]
            g = dZ[:, h, v, :]
            dw += np.einsum("nabc,nf->abcf", a, g)
            db += g.sum(axis=0)
            dxp[:, hs:hs + kh, vs:vs + kw, :] += np.einsum("nf,abcf->nabc", g, w)
    dx = dxp[:, pad:pad + H, pad:pad + W, :]
    return dx, dw, db
