import numpy as np
def layer_norm(x, g, b, eps=1e-5):
    mu = x.mean(axis=-1, keepdims=True); var = x.var(axis=-1, keepdims=True)
    xhat = (x - mu) / np.sqrt(var + eps)
    return g * xhat + b, (xhat, var + eps, g)
def layer_norm_backward(dy, cache):
    xhat, v, g = cache
    dg = (dy * xhat).sum(0); db = dy.sum(0)
    dxh = dy * g
    dx = (dxh - dxh.sum(axis=-1, keepdims=True) - xhat * (dxh * xhat).sum(axis=-1, keepdims=True)) / np.sqrt(v)
    return dx, dg, db
