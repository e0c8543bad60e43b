import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    """x: (N, C, H, W), w: (F, C, KH, KW), b: (F,)"""
    n, c, h, wd = x.shape
    f, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    oh = (h + 2 * padding - kh) // stride + 1
    ow = (wd + 2 * padding - kw) // stride + 1
    out = np.zeros((n, f, oh, ow))
    for i in range(n):
        for j in range(f):
            for r in range(oh):
                for q in range(ow):
                    r0, q0 = r * stride, q * stride
                    out[i, j, r, q] = np.sum(xp[i, :, r0:r0 + kh, q0:q0 + kw] * w[j]) + b[j]
    return out


def dilate(g, stride, rows, cols):
    """The gradient with stride - 1 zeros between its entries, rows x cols large."""
    out = np.zeros(g.shape[:2] + (rows, cols))
    out[:, :, :(g.shape[2] - 1) * stride + 1:stride, :(g.shape[3] - 1) * stride + 1:stride] = g
    return out


def correlate(a, kernel):
    view = np.lib.stride_tricks.sliding_window_view(a, kernel.shape[2:], axis=(2, 3))
    return np.einsum("nchwij,fcij->nfhw", view, kernel)


def conv2d_backward(grad_out, x, w, stride=1, padding=0):
    """The gradient of x is a full correlation with the turned kernel."""
    p = padding
    kh, kw = w.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    H, W = xp.shape[2:]
    g = dilate(grad_out, stride, H - kh + 1, W - kw + 1)
    turned = w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    wide = np.pad(g, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
    dx = correlate(wide, turned)[:, :, p:H - p, p:W - p]
    dw = correlate(xp.transpose(1, 0, 2, 3), g.transpose(1, 0, 2, 3)).transpose(1, 0, 2, 3)
    return dx, dw, grad_out.sum(axis=(0, 2, 3))


def linear(x, w, b):
    """x: (N, D), w: (D, M), b: (M,)"""
    return x @ w + b


def linear_backward(grad_out, x, w):
    return grad_out @ w.T, x.T @ grad_out, grad_out.sum(axis=0)


def relu(z):
    return z * (z > 0)


def relu_derivative(z):
    return (z > 0).astype(float)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_derivative(z):
    return sigmoid(z) * (1.0 - sigmoid(z))


def tanh(z):
    return np.tanh(z)


def tanh_derivative(z):
    return 1.0 - np.tanh(z) ** 2
