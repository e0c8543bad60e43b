import numpy as np


def instance_norm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=(2, 3), keepdims=True)
    s = np.sqrt(x.var(axis=(2, 3), keepdims=True) + eps)
    z = (x - mu) / s
    out = z * gamma[:, None, None] + beta[:, None, None]
    return out, (z, s, gamma)


def instance_norm_backward(dout, cache):
    z, s, gamma = cache
    dbeta = dout.mean(axis=(0, 2, 3))
    dgamma = (dout * z).sum(axis=(0, 2, 3))
    g = dout * gamma[:, None, None]
    dx = g - g.mean(axis=(2, 3), keepdims=True) - z * (g * z).mean(axis=(2, 3), keepdims=True)
    return dx / s, dgamma, dbeta
