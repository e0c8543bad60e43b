"""Convolutional network on one image at a time: images are (channels, rows, columns)."""
import numpy as np


def convolution(image, filt, bias, s=1):
    """Slide each filter of filt (n_f, n_c, f, f) over the image with stride s."""
    (n_f, n_c_f, f, _) = filt.shape
    n_c, in_h, in_w = image.shape
    out_h = int((in_h - f) / s) + 1
    out_w = int((in_w - f) / s) + 1
    assert n_c == n_c_f, "the filter must have as many channels as the image"
    out = np.zeros((n_f, out_h, out_w))
    for curr_f in range(n_f):
        curr_y = out_y = 0
        while curr_y + f <= in_h:
            curr_x = out_x = 0
            while curr_x + f <= in_w:
                patch = image[:, curr_y:curr_y + f, curr_x:curr_x + f]
                out[curr_f, out_y, out_x] = np.sum(filt[curr_f] * patch) + bias[curr_f, 0]
                curr_x += s
                out_x += 1
            curr_y += s
            out_y += 1
    return out


def convolutionBackward(dconv, conv_in, filt, s):
    (n_f, n_c, f, _) = filt.shape
    (_, in_h, in_w) = conv_in.shape
    dout = np.zeros(conv_in.shape)
    dfilt = np.zeros(filt.shape)
    dbias = np.zeros((n_f, 1))
    for curr_f in range(n_f):
        curr_y = out_y = 0
        while curr_y + f <= in_h:
            curr_x = out_x = 0
            while curr_x + f <= in_w:
                g = dconv[curr_f, out_y, out_x]
                dfilt[curr_f] += g * conv_in[:, curr_y:curr_y + f, curr_x:curr_x + f]
                dout[:, curr_y:curr_y + f, curr_x:curr_x + f] += g * filt[curr_f]
                curr_x += s
                out_x += 1
            curr_y += s
            out_y += 1
        dbias[curr_f] = np.sum(dconv[curr_f])
    return dout, dfilt, dbias


def maxpool(image, f=2, s=2):
    n_c, h_prev, w_prev = image.shape
    h = int((h_prev - f) / s) + 1
    w = int((w_prev - f) / s) + 1
    downsampled = np.zeros((n_c, h, w))
    for i in range(n_c):
        for y in range(h):
            for x in range(w):
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


def relu(z):
    return np.maximum(z, 0)


def reluBackward(dout, z):
    dz = np.array(dout)
    dz[z <= 0] = 0
    return dz


def softmax(raw_preds):
    """Probabilities of a column (classes, 1) of scores."""
    out = np.exp(raw_preds - np.max(raw_preds))
    return out / np.sum(out)


def categoricalCrossEntropy(probs, label):
    """probs and the one-hot label: columns (classes, 1)"""
    return -np.sum(label * np.log(np.maximum(probs, 1e-12)))


def categoricalCrossEntropyBackward(probs, label):
    return -label / np.maximum(probs, 1e-12)
