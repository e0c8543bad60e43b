import numpy as np


def conv2d(x, w, b, stride=1, padding=0):
    """Channels last: x (N, H, W, C), w (KH, KW, C, F), b (F,)"""
    kh, kw = w.shape[:2]
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    oh = (xp.shape[1] - kh) // stride + 1
    ow = (xp.shape[2] - kw) // stride + 1
    out = np.zeros((x.shape[0], oh, ow, w.shape[3])) + b
    for i in range(kh):
        for j in range(kw):
            taps = xp[:, i:i + stride * oh:stride, j:j + stride * ow:stride, :]
            out += taps @ w[i, j]
    return out


def conv2d_backward(grad_out, x, w, stride=1, padding=0):
    kh, kw = w.shape[:2]
    n, oh, ow, f = grad_out.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for i in range(kh):
        for j in range(kw):
            taps = xp[:, i:i + stride * oh:stride, j:j + stride * ow:stride, :]
            dw[i, j] = np.tensordot(taps, grad_out, axes=([0, 1, 2], [0, 1, 2]))
            dxp[:, i:i + stride * oh:stride, j:j + stride * ow:stride, :] += grad_out @ w[i, j].T
    db = grad_out.sum((0, 1, 2))
    return dxp[:, padding:-padding, padding:-padding, :], dw, db


def linear(x, w, b):
    """x: (N, D), w: (D, M), b: (M,)"""
    return x @ w + b


def linear_backward(grad_out, x, w):
    return grad_out @ w.T, x.T @ grad_out, grad_out.sum(axis=0)


def mse(y_pred, y_true):
    return np.mean((y_pred - y_true) ** 2)


def mse_derivative(y_pred, y_true):
    return 2 * (y_pred - y_true) / y_pred.size
