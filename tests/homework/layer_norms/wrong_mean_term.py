import numpy as np
def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get('eps', 1e-5)
    mu = np.mean(x, axis=1).reshape(-1, 1)
    v = np.var(x, axis=1).reshape(-1, 1)
    s = np.sqrt(v + eps)
    h = (x - mu) / s
    return gamma * h + beta, (h, gamma, s)
def layernorm_backward(dout, cache):
    h, gamma, s = cache
    dbeta = dout.sum(axis=0)
    dgamma = (h * dout).sum(axis=0)
    dh = dout * gamma
    dx = (dh - h * np.mean(dh * h, axis=1, keepdims=True)) / s
    return dx, dgamma, dbeta
