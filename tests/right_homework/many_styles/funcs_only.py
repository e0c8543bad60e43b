# conv net pieces as plain functions. backward gets grad first, then whatever it needs
import numpy as np


def _out(n, k, s, p):
    return (n + 2 * p - k) // s + 1


def conv2d(x, w, b=None, stride=1, padding=0):
    n, c, h, wd = x.shape
    f, _, kh, kw = w.shape
    oh, ow = _out(h, kh, stride, padding), _out(wd, kw, stride, padding)
    xp = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    y = np.zeros((f, n, oh, ow))
    # shift-and-add: one tensordot per kernel tap
    for i in range(kh):
        for j in range(kw):
            sl = xp[:, :, i:i + stride * (oh - 1) + 1:stride, j:j + stride * (ow - 1) + 1:stride]
            y += np.tensordot(w[:, :, i, j], sl, axes=(1, 1))
    y = y.transpose(1, 0, 2, 3)
    return y if b is None else y + b[None, :, None, None]


def conv2d_backward(grad_out, x, w, stride=1, padding=0):
    kh, kw = w.shape[2:]
    oh, ow = grad_out.shape[2:]
    xp = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    gxp, gw = np.zeros(xp.shape), np.zeros(w.shape)
    for i in range(kh):
        for j in range(kw):
            sl = (slice(None), slice(None), slice(i, i + stride * (oh - 1) + 1, stride), slice(j, j + stride * (ow - 1) + 1, stride))
            gw[:, :, i, j] = np.tensordot(grad_out, xp[sl], axes=((0, 2, 3), (0, 2, 3)))
            gxp[sl] += np.tensordot(grad_out, w[:, :, i, j], axes=(1, 0)).transpose(0, 3, 1, 2)
    gx = gxp[:, :, padding:padding + x.shape[2], padding:padding + x.shape[3]]
    return gx, gw, grad_out.sum((0, 2, 3))


def linear(x, w, b):
    return x @ w + b


def linear_backward(grad_out, x, w):
    return grad_out @ w.T, x.T @ grad_out, grad_out.sum(0)


def avg_pool2d(x, k, stride=None):
    stride = stride or k
    n, c, h, w = x.shape
    oh, ow = _out(h, k, stride, 0), _out(w, k, stride, 0)
    # summed-area table
    S = np.zeros((n, c, h + 1, w + 1))
    S[:, :, 1:, 1:] = x.cumsum(2).cumsum(3)
    r, q = np.arange(oh) * stride, np.arange(ow) * stride
    box = S[:, :, r + k][..., q + k] - S[:, :, r][..., q + k] - S[:, :, r + k][..., q] + S[:, :, r][..., q]
    return box / (k * k)


def avg_pool2d_backward(grad_out, x_shape, k, stride=None):
    stride = stride or k
    gx = np.zeros(x_shape)
    oh, ow = grad_out.shape[2:]
    for i in range(k):
        for j in range(k):
            gx[:, :, i:i + stride * (oh - 1) + 1:stride, j:j + stride * (ow - 1) + 1:stride] += grad_out
    return gx / (k * k)


relu = lambda x: x * (x > 0)
relu_backward = lambda grad_out, x: grad_out * (x > 0)


def leaky_relu(x, slope=0.01):
    return np.maximum(x, 0) + slope * np.minimum(x, 0)


def leaky_relu_backward(grad_out, x, slope=0.01):
    return grad_out * np.where(x > 0, 1.0, slope)


def log_softmax(z):
    m = z.max(axis=1, keepdims=True)
    return z - m - np.log(np.exp(z - m).sum(axis=1, keepdims=True))


def log_softmax_backward(grad_out, y):
    """y is the output of log_softmax"""
    return grad_out - np.exp(y) * grad_out.sum(axis=1, keepdims=True)


def nll(logp, t):
    return -logp[np.arange(len(t)), t].mean()


def nll_backward(logp, t):
    g = np.zeros_like(logp)
    g[np.arange(len(t)), t] = -1 / len(t)
    return g


def cross_entropy(z, t):
    return nll(log_softmax(z), t)


def cross_entropy_backward(z, t):
    y = log_softmax(z)
    return log_softmax_backward(nll_backward(y, t), y)
