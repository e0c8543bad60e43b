import numpy as np


def conv1d_forward(x, w, b, stride, pad):
    """x: (N, C, W), w: (F, C, WW), b: (F,)"""
    n, c, length = x.shape
    f, _, k = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    view = np.lib.stride_tricks.sliding_window_view(padded, k, axis=2)[:, :, ::stride]
    out = np.einsum("nclk,fck->nfl", view, w) + b[None, :, None]
    return out, (x, w, stride, pad)


def conv1d_backward(dout, cache):
    x, w, stride, pad = cache
    n, c, length = x.shape
    f, _, k = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dp, dw = np.zeros_like(padded), np.zeros_like(w)
    count = dout.shape[2]
    for t in range(k):
        at = slice(t, t + stride * count, stride)
        dw[:, :, t] = np.einsum("nfl,ncl->fc", dout, padded[:, :, at])
        dp[:, :, at] += np.einsum("nfl,fc->ncl", dout, w[:, :, t])
    return dp[:, :, pad : pad + length], dw, dout.mean(axis=(0, 2))
