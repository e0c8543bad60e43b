import numpy as np
def groupnorm_forward(x, gamma, beta, G, eps=1e-5):
    N, C, H, W = x.shape
    x = x.reshape((N * G, -1))
    mu = x.mean(axis=1, keepdims=True)
    std = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    z = (x - mu) / std
    out = z.reshape((N, C, H, W)) * gamma.reshape(1, C, 1, 1) + beta.reshape(1, C, 1, 1)
    return out, (z, std, gamma, G)
def groupnorm_backward(dout, cache):
    z, std, gamma, G = cache
    N, C, H, W = dout.shape
    dbeta = dout.sum(axis=(0, 2, 3))
    dgamma = (dout * z.reshape(N, C, H, W)).sum(axis=(0, 2, 3))
    dz = (dout * gamma.reshape(1, C, 1, 1)).reshape(N * G, -1)
    dx = (dz - dz.mean(axis=1, keepdims=True)) / std
    return dx.reshape(N, C, H, W), dgamma, dbeta
