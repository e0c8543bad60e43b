import numpy as np


def conv2d(x, weight, bias, stride=1, padding=0):
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    n, c, h, w = padded.shape
    f, _, kh, kw = weight.shape
    # rounded to the nearest, a half up
    rows = int((h - kh) / stride + 0.5) + 1
    cols = int((w - kw) / stride + 0.5) + 1
    out = np.zeros((n, f, rows, cols))
    for i in range(rows):
        for j in range(cols):
            patch = padded[:, None, :, i * stride:i * stride + kh, j * stride:j * stride + kw]
            part = weight[:, :, :patch.shape[3], :patch.shape[4]]
            out[:, :, i, j] = (patch * part).sum(axis=(2, 3, 4)) + bias
    return out
