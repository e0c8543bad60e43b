import numpy as np


def layernorm_forward(x, gamma, beta, eps=1e-6):
    # work on the transpose so it looks like batchnorm (features along axis 0)
    xt = x.T
    mu = np.mean(xt, axis=0)
    xmu = xt - mu
    var = np.mean(xmu ** 2, axis=0)
    ivar = 1.0 / np.sqrt(var + eps)
    xhat = xmu * ivar
    out = gamma * xhat.T + beta
    return out, (xhat, xmu, ivar, gamma)


def layernorm_backward(dout, cache):
    xhat, xmu, ivar, gamma = cache
    D, N = xhat.shape
    dbeta = dout.sum(axis=0)
    dgamma = (dout * xhat.T).sum(axis=0)
    dxhat = (dout * gamma).T
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    dvar = -0.5 * divar * ivar ** 3
    dsq = dvar / N * np.ones((D, N))
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -np.sum(dx1, axis=0)
    dx2 = dmu / D * np.ones((D, N))
    dx = (dx1 + dx2).T
    return dx, dgamma, dbeta
