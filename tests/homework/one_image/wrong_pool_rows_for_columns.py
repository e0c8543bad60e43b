"""Convolutional network on one image at a time: images are (channels, rows, columns)."""
import numpy as np


def relu(z):
    return np.maximum(z, 0)


def reluBackward(dout, z):
    dz = np.array(dout)
    dz[z <= 0] = 0
    return dz


def maxpool(image, f=2, s=2):
    n_c, h_prev, w_prev = image.shape
    h = int((h_prev - f) / s) + 1
    w = int((w_prev - f) / s) + 1
    downsampled = np.zeros((n_c, w, h))
    for i in range(n_c):
        for y in range(w):
            for x in range(h):
                downsampled[i, y, x] = np.max(image[i, y * s:y * s + f, x * s:x * s + f])
    return downsampled


def nanargmax(arr):
    """Row and column of the largest value that is not nan."""
    idx = np.nanargmax(arr)
    return np.unravel_index(idx, arr.shape)


def maxpoolBackward(dpool, orig, f, s):
    (n_c, h, w) = dpool.shape
    dout = np.zeros(orig.shape)
    for curr_c in range(n_c):
        for out_y in range(h):
            for out_x in range(w):
                curr_y, curr_x = out_y * s, out_x * s
                a, b = nanargmax(orig[curr_c, curr_y:curr_y + f, curr_x:curr_x + f])
                dout[curr_c, curr_y + a, curr_x + b] += dpool[curr_c, out_y, out_x]
    return dout


def dense(x, w, b):
    """x: a column (inputs, 1), w: (outputs, inputs), b: (outputs, 1)"""
    return w.dot(x) + b


def denseBackward(dz, x, w):
    dw = dz.dot(x.T)
    db = np.sum(dz, axis=1).reshape(dz.shape)
    dx = w.T.dot(dz)
    return dx, dw, db
