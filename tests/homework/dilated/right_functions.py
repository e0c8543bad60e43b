import numpy as np


def conv_forward(x, w, b, stride=1, padding=0, dilation=1):
    """x (N, C, H, W), w (F, C, KH, KW), b (F,)"""
    xp = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    kh, kw = w.shape[2:]
    eh, ew = dilation * (kh - 1) + 1, dilation * (kw - 1) + 1
    ho = (xp.shape[2] - eh) // stride + 1
    wo = (xp.shape[3] - ew) // stride + 1
    out = np.empty((x.shape[0], w.shape[0], ho, wo))
    for i in range(ho):
        for j in range(wo):
            r, c = i * stride, j * stride
            patch = xp[:, :, r : r + eh : dilation, c : c + ew : dilation]
            out[:, :, i, j] = np.tensordot(patch, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out, (x, w, stride, padding, dilation)


def conv_backward(dout, cache):
    x, w, stride, padding, dilation = cache
    xp = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    kh, kw = w.shape[2:]
    eh, ew = dilation * (kh - 1) + 1, dilation * (kw - 1) + 1
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            r, c = i * stride, j * stride
            g = dout[:, :, i, j]
            dw += np.tensordot(g, xp[:, :, r : r + eh : dilation, c : c + ew : dilation], axes=(0, 0))
            dxp[:, :, r : r + eh : dilation, c : c + ew : dilation] += np.tensordot(g, w, axes=(1, 0))
    H, W = x.shape[2:]
    return dxp[:, :, padding : padding + H, padding : padding + W], dw, dout.sum((0, 2, 3))
