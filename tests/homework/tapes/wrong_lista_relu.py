"""A list of names and caches."""

import numpy as np


def dense(tape, x, w, b):
    tape.append(("dense", (x, w)))
    return x @ w + b


def tanh(tape, x):
    y = np.tanh(x)
    tape.append(("tanh", y))
    return y


def relu(tape, x):
    tape.append(("relu", x))
    return np.maximum(x, 0)


def backprop(tape, grad):
    grads = []
    for name, cache in reversed(tape):
        if name == "dense":
            x, w = cache
            grads.append((x.T @ grad, grad.sum(axis=0)))
            grad = grad @ w.T
        elif name == "tanh":
            grad = grad * (1 - cache**2)
        elif name == "relu":
            grad = grad * (grad > 0)
    return grad, grads
