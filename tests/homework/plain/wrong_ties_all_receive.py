import numpy as np


def max_pool2d(x, size=2, stride=2):
    n, c, h, w = x.shape
    oh, ow = (h - size) // stride + 1, (w - size) // stride + 1
    out = np.zeros((n, c, oh, ow))
    for i in range(oh):
        for j in range(ow):
            win = x[:, :, i * stride:i * stride + size, j * stride:j * stride + size]
            out[:, :, i, j] = win.max(axis=(2, 3))
    return out


def max_pool2d_backward(grad_out, x, size=2, stride=2):
    dx = np.zeros_like(x)
    n, c, oh, ow = grad_out.shape
    for b in range(n):
        for ch in range(c):
            for i in range(oh):
                for j in range(ow):
                    win = x[b, ch, i * stride:i * stride + size, j * stride:j * stride + size]
                    for a in range(size):
                        for d in range(size):
                            if win[a, d] == win.max():
                                dx[b, ch, i * stride + a, j * stride + d] += grad_out[b, ch, i, j]
    return dx


def linear(x, w, b):
    """x: (N, D), w: (D, M), b: (M,)"""
    return x @ w + b


def linear_backward(grad_out, x, w):
    return grad_out @ w.T, x.T @ grad_out, grad_out.sum(axis=0)


def relu(x):
    return np.maximum(0, x)


def relu_backward(grad_out, x):
    return grad_out * (x > 0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_backward(grad_out, x):
    s = sigmoid(x)
    return grad_out * s * (1 - s)
