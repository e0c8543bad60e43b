import numpy as np


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get("eps", 1e-5)
    N, D = x.shape
    mu = np.sum(x, axis=1, keepdims=True) / D
    xc = x - mu
    var = np.sum(xc ** 2, axis=1, keepdims=True) / D
    std = np.sqrt(var + eps)
    xn = xc / std
    out = xn * gamma + beta
    cache = (xn, std, gamma)
    return out, cache


def layernorm_backward(dout, cache):
    xn, std, gamma = cache
    D = dout.shape[1]
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xn, axis=0)
    dxn = dout * gamma
    dx = (D * dxn - dxn.sum(axis=1, keepdims=True) - xn * (dxn * xn).sum(axis=1, keepdims=True)) / (D * std)
    return dx, dgamma, dbeta
