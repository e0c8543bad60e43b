"""Convolutional network on one image at a time: images are (channels, rows, columns)."""
import numpy as np


def softmax(raw_preds):
    """Probabilities of a column (classes, 1) of scores."""
    raw_preds -= np.max(raw_preds)
    out = np.exp(raw_preds)
    return out / np.sum(out)


def categoricalCrossEntropy(probs, label):
    """probs and the one-hot label: columns (classes, 1)"""
    return -np.sum(label * np.log(np.maximum(probs, 1e-12)))


def relu(z):
    return np.maximum(z, 0)


def reluBackward(dout, z):
    dz = np.array(dout)
    dz[z <= 0] = 0
    return dz
