import numpy as np

def maxpool1d_forward(x, size, stride):
    N, C, L = x.shape
    L_out = (L - size) // stride + 1
    out = np.zeros((N, C, L_out))
    for i in range(L_out):
        out[..., i] = x[..., i * stride:i * stride + size].max(axis=-1)
    return out, (x, out, size, stride)

def maxpool1d_backward(dout, cache):
    x, out, size, stride = cache
    dx = np.zeros(x.shape)
    for i in range(dout.shape[-1]):
        s = slice(i * stride, i * stride + size)
        mask = x[..., s] == out[..., i:i + 1]
        dx[..., s] += mask * dout[..., i:i + 1]
    return dx
