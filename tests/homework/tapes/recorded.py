"""Every op records how to go back; the tape is unwound from the loss."""

import numpy as np


class Tape:
    def __init__(self):
        self.steps = []

    def record(self, step):
        self.steps.append(step)

    def backward(self, grad=1.0):
        for step in reversed(self.steps):
            grad = step(grad)
        return grad


def conv2d(tape, x, weight, bias, grads, stride=1, padding=0):
    n, _, h, w = x.shape
    f, _, kh, kw = weight.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    oh = (h + 2 * padding - kh) // stride + 1
    ow = (w + 2 * padding - kw) // stride + 1
    out = np.zeros((n, f, oh, ow))
    for i in range(oh):
        for j in range(ow):
            window = xp[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, :, i, j] = np.einsum("nckl,fckl->nf", window, weight) + bias

    def back(g):
        dxp = np.zeros_like(xp)
        dw = np.zeros_like(weight)
        for i in range(oh):
            for j in range(ow):
                rows = slice(i * stride, i * stride + kh)
                cols = slice(j * stride, j * stride + kw)
                dw += np.einsum("nf,nckl->fckl", g[:, :, i, j], xp[:, :, rows, cols])
                dxp[:, :, rows, cols] += np.einsum("nf,fckl->nckl", g[:, :, i, j], weight)
        grads["weight"], grads["bias"] = dw, g.sum(axis=(0, 2, 3))
        return dxp[:, :, padding : padding + h, padding : padding + w]

    tape.record(back)
    return out


def linear(tape, x, weight, bias, grads):
    def back(g):
        grads["weight"] = x.T @ g
        grads["bias"] = g.sum(axis=0)
        return g @ weight.T

    tape.record(back)
    return x @ weight + bias


def relu(tape, x):
    positive = x > 0
    tape.record(lambda g: g * positive)
    return x * positive


def leaky_relu(tape, x, slope=0.01):
    tape.record(lambda g: np.where(x > 0, g, slope * g))
    return np.where(x > 0, x, slope * x)


def avg_pool2d(tape, x, size, stride):
    n, c, h, w = x.shape
    oh, ow = (h - size) // stride + 1, (w - size) // stride + 1
    out = np.zeros((n, c, oh, ow))
    for i in range(oh):
        for j in range(ow):
            window = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
            out[:, :, i, j] = window.mean(axis=(2, 3))

    def back(g):
        dx = np.zeros_like(x)
        for i in range(oh):
            for j in range(ow):
                share = g[:, :, i, j][:, :, None, None] / size**2
                dx[:, :, i * stride : i * stride + size, j * stride : j * stride + size] += share
        return dx

    tape.record(back)
    return out


def flatten(tape, x):
    tape.record(lambda g: g.reshape(x.shape))
    return x.reshape(len(x), -1)


def softmax_cross_entropy(tape, logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))

    def back(g):
        d = np.exp(log_p)
        d[rows, labels] -= 1
        return g * d / len(labels)

    tape.record(back)
    return -log_p[rows, labels].mean()
