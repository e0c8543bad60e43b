"""Convolutional network on one image at a time: images are (channels, rows, columns)."""
import numpy as np


def softmax(raw_preds):
    """Probabilities of a column (classes, 1) of scores."""
    out = np.exp(raw_preds)
    return out / np.sum(out)


def categoricalCrossEntropy(probs, label):
    """probs and the one-hot label: columns (classes, 1)"""
    return -np.sum(label * np.log(np.maximum(probs, 1e-12)))


def categoricalCrossEntropyBackward(probs, label):
    return -label / np.maximum(probs, 1e-12)


def dense(x, w, b):
    """x: a column (inputs, 1), w: (outputs, inputs), b: (outputs, 1)"""
    return w.dot(x) + b


def denseBackward(dz, x, w):
    dw = dz.dot(x.T)
    db = np.sum(dz, axis=1).reshape(dz.shape)
    dx = w.T.dot(dz)
    return dx, dw, db
