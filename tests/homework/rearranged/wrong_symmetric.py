import numpy as np


def reflect_pad(x, pad):
    return np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="symmetric")


def reflect_pad_backward(dout, pad):
    dx = dout.copy()
    for axis in (2, 3):
        dx = np.moveaxis(dx, axis, 0)
        inner = dx[pad : len(dx) - pad].copy()
        inner[:pad] += dx[:pad][::-1]
        inner[len(inner) - pad :] += dx[len(dx) - pad :][::-1]
        dx = np.moveaxis(inner, 0, axis)
    return dx
