"""A loss of two closures."""

import numpy as np

rng = np.random.default_rng(0)


def make_flatten():
    shape = ()

    def forward(x):
        nonlocal shape
        shape = x.shape
        return x.reshape(len(x), -1)

    def backward(grad):
        return grad.reshape(shape)

    return [forward, backward]


def make_softmax_cross_entropy():
    kept = {}

    def loss(scores, labels):
        shifted = scores - scores.max(axis=1, keepdims=True)
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        kept["probs"], kept["labels"] = np.exp(log_probs), labels
        return -log_probs[np.arange(len(labels)), labels].mean()

    def gradient():
        d = kept["probs"].copy()
        d[np.arange(len(d)), kept["labels"]] -= 1
        return d

    return loss, gradient
