# dL/dx with the gamma factored out of the brackets, as in batch norm.
import numpy as np


def ln_param_check(p):
    return p.get("eps", 1e-5)


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param_check(ln_param)
    mu = x.mean(axis=1, keepdims=True)
    sd = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    z = (x - mu) / sd
    return gamma * z + beta, (z, sd, gamma)


def layernorm_backward(dout, cache):
    z, sd, gamma = cache
    D = z.shape[1]
    dgamma = np.sum(dout * z, axis=0)
    dbeta = np.sum(dout, axis=0)
    dx = gamma / (D * sd) * (D * dout - dout.sum(1, keepdims=True) - z * (dout * z).sum(1, keepdims=True))
    return dx, dgamma, dbeta
