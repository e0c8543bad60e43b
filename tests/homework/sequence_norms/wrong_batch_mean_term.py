# sequence ops, time-major features last: x is (batch, steps, features)
import numpy as np


def batchnorm1d_forward(x, gamma, beta, eps=1e-5):
    steps = x.shape[0] * x.shape[1]
    flat = x.reshape(steps, -1)
    mean = flat.sum(0) / steps
    diff = flat - mean
    std = np.sqrt((diff ** 2).sum(0) / steps + eps)
    norm = diff / std
    out = (norm * gamma + beta).reshape(x.shape)
    return out, (norm, std, gamma)


def batchnorm1d_backward(dout, cache):
    norm, std, gamma = cache
    flat = dout.reshape(norm.shape)
    dgamma, dbeta = (flat * norm).sum(0), flat.sum(0)
    g = flat * gamma
    dx = (g - norm * (g * norm).mean(0)) / std
    return dx.reshape(dout.shape), dgamma, dbeta


def instancenorm1d_forward(x, gamma, beta, eps=1e-5):
    mean = x.mean(1, keepdims=True)
    std = np.sqrt(x.var(1, keepdims=True) + eps)
    norm = (x - mean) / std
    return norm * gamma + beta, (norm, std, gamma)


def instancenorm1d_backward(dout, cache):
    norm, std, gamma = cache
    dgamma = np.tensordot(np.ones(dout.shape[:2]), dout * norm, 2)
    dbeta = dout.sum(0).sum(0)
    g = dout * gamma
    dx = g - g.mean(1, keepdims=True) - norm * (g * norm).mean(1, keepdims=True)
    return dx / std, dgamma, dbeta


def depthwise_conv1d_forward(x, w, b, stride=1):
    """w: (size, features)"""
    size = w.shape[0]
    starts = range(0, x.shape[1] - size + 1, stride)
    out = np.stack([np.einsum('nkc,kc->nc', x[:, i:i + size], w) for i in starts], axis=1)
    return out + b, (x, w, stride)


def depthwise_conv1d_backward(dout, cache):
    x, w, stride = cache
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t in range(dout.shape[1]):
        i = t * stride
        dw += np.einsum('nc,nkc->kc', dout[:, t], x[:, i:i + len(w)])
        dx[:, i:i + len(w)] += dout[:, t, None] * w
    return dx, dw, dout.sum((0, 1))
