"""Deconvolution as functions with a cache, tap after tap."""

import numpy as np


def deconv2d_forward(x, w, b, stride=1, pad=0):
    """x: (N, C, H, W), w: (C, F, HH, WW), b: (F,) -> out (N, F, H', W'), cache"""
    N, C, H, W = x.shape
    _, F, HH, WW = w.shape
    H_out = (H - 1) * stride - 2 * pad + HH
    W_out = (W - 1) * stride - 2 * pad + WW
    canvas = np.zeros((N, F, H_out + 2 * pad, W_out + 2 * pad))
    for i in range(HH):
        for j in range(WW):
            tap = np.einsum("nchw,cf->nfhw", x, w[:, :, i, j])
            canvas[:, :, i : i + stride * H : stride, j : j + stride * W : stride] += tap
    out = canvas[:, :, pad : pad + H_out, pad : pad + W_out] + b.reshape(1, -1, 1, 1)
    return out, (x, w, stride, pad)


def deconv2d_backward(dout, cache):
    x, w, stride, pad = cache
    N, C, H, W = x.shape
    _, F, HH, WW = w.shape
    g = np.pad(dout, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dx = np.zeros_like(x)
    dw = np.zeros_like(w)
    for i in range(HH):
        for j in range(WW):
            seen = g[:, :, i : i + stride * H : stride, j : j + stride * W : stride]
            dx += np.einsum("nfhw,cf->nchw", seen, w[:, :, i, j])
            dw[:, :, i, j] = np.einsum("nchw,nfhw->cf", x, seen)
    db = dout.sum(axis=(0, 2, 3))
    return dx, dw, db
