import numpy as np


def get_pads(auto_pad, shape, kernel, stride):
    """auto_pad: 'VALID' or 'SAME'; returns ((top, bottom), (left, right))"""
    if auto_pad == 'VALID':
        return (0, 0), (0, 0)
    pads = []
    for size, k, s in zip(shape, kernel, stride):
        total = max((int(np.ceil(size / s)) - 1) * s + k - size, 0)
        pads.append((total - total // 2, total // 2))
    return tuple(pads)


def conv2d(x, w, b, stride=(1, 1), padding='VALID'):
    n, c, h, wid = x.shape
    f, _, kh, kw = w.shape
    if isinstance(stride, int):
        stride = (stride, stride)
    if padding not in ('VALID', 'SAME'):
        raise ValueError(padding)
    rows, cols = get_pads(padding, (h, wid), (kh, kw), stride)
    xp = np.pad(x, [(0, 0), (0, 0), rows, cols])
    oh = (xp.shape[2] - kh) // stride[0] + 1
    ow = (xp.shape[3] - kw) // stride[1] + 1
    col = np.empty((n, oh, ow, c, kh, kw))
    for i in range(kh):
        for j in range(kw):
            taken = xp[:, :, i:i + stride[0] * oh:stride[0], j:j + stride[1] * ow:stride[1]]
            col[:, :, :, :, i, j] = taken.transpose(0, 2, 3, 1)
    out = np.einsum('nyxcij,fcij->nfyx', col, w) + b[None, :, None, None]
    return out, (x, w, col, xp.shape, rows, cols, stride)


def conv2d_backward(dout, cache):
    x, w, col, padded, rows, cols, stride = cache
    kh, kw = w.shape[2:]
    oh, ow = dout.shape[2:]
    db = dout.sum(axis=(0, 2, 3))
    dw = np.einsum('nyxcij,nfyx->fcij', col, dout)
    dcol = np.einsum('nfyx,fcij->nyxcij', dout, w)
    dxp = np.zeros(padded)
    for i in range(kh):
        for j in range(kw):
            dxp[:, :, i:i + stride[0] * oh:stride[0], j:j + stride[1] * ow:stride[1]] += \
                dcol[..., i, j].transpose(0, 3, 1, 2)
    dx = dxp[:, :, rows[0]:rows[0] + x.shape[2], cols[0]:cols[0] + x.shape[3]]
    return dx, dw, db
