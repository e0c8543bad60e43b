import numpy as np

def separable_conv_forward(x, w_depth, w_point, b, stride=1, pad=1):
    """x (N, C, H, W), w_depth (C, 1, k, k), w_point (F, C, 1, 1), b (F,)"""
    N, C, H, W = x.shape
    k = w_depth.shape[2]
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho, Wo = (H + 2 * pad - k) // stride + 1, (W + 2 * pad - k) // stride + 1
    mid = np.zeros((N, C, Ho, Wo))
    for c in range(C):
        for i in range(Ho):
            for j in range(Wo):
                patch = xp[:, c, i * stride:i * stride + k, j * stride:j * stride + k]
                mid[:, c, i, j] = (patch * w_depth[c, 0]).sum(axis=(1, 2))
    out = np.tensordot(mid, w_point[:, :, 0, 0], axes=(1, 1)).transpose(0, 3, 1, 2) + b.reshape(1, -1, 1, 1)
    return out, (x, xp, mid, w_depth, w_point, stride, pad)

def separable_conv_backward(dout, cache):
    x, xp, mid, w_depth, w_point, stride, pad = cache
    k = w_depth.shape[2]
    db = dout.mean(axis=(0, 2, 3))
    dw_point = np.tensordot(dout, mid, axes=((0, 2, 3), (0, 2, 3)))[:, :, None, None]
    dmid = np.tensordot(dout, w_point[:, :, 0, 0], axes=(1, 0)).transpose(0, 3, 1, 2)
    dw_depth, dxp = np.zeros_like(w_depth), np.zeros_like(xp)
    for n, c, i, j in np.ndindex(*dmid.shape):
        h, w = i * stride, j * stride
        dw_depth[c, 0] += dmid[n, c, i, j] * xp[n, c, h:h + k, w:w + k]
        dxp[n, c, h:h + k, w:w + k] += dmid[n, c, i, j] * w_depth[c, 0]
    dx = dxp[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]]
    return dx, dw_depth, dw_point, db
