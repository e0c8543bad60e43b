import numpy as np

def max_pool_1d_forward(x, pool_param):
    """x: (N, C, W); pool_param: pool_width, stride, pad."""
    pw, stride, pad = pool_param['pool_width'], pool_param['stride'], pool_param['pad']
    N, C, W = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad)), constant_values=-np.inf)
    W_out = 1 + (W + 2 * pad - pw) // stride
    out = np.empty((N, C, W_out), dtype=x.dtype)
    for j in range(W_out):
        out[:, :, j] = np.max(xp[:, :, j * stride:j * stride + pw], axis=2)
    return out, (x, xp, pool_param)

def max_pool_1d_backward(dout, cache):
    x, xp, pool_param = cache
    pw, stride, pad = pool_param['pool_width'], pool_param['stride'], pool_param['pad']
    N, C, W_out = dout.shape
    dxp = np.zeros(xp.shape)
    for n in range(N):
        for c in range(C):
            for j in range(W_out):
                k = np.argmax(xp[n, c, j * stride:j * stride + pw])
                dxp[n, c, j * stride + k] += dout[n, c, j]
    return dxp[:, :, pad:pad + x.shape[2]]

def avg_pool_1d_forward(x, pool_param):
    pw, stride, pad = pool_param['pool_width'], pool_param['stride'], pool_param['pad']
    N, C, W = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    W_out = 1 + (W + 2 * pad - pw) // stride
    out = np.zeros((N, C, W_out))
    for j in range(W_out):
        out[:, :, j] = xp[:, :, j * stride:j * stride + pw].sum(axis=2) / pw
    return out, (x, pool_param)

def avg_pool_1d_backward(dout, cache):
    x, pool_param = cache
    pw, stride, pad = pool_param['pool_width'], pool_param['stride'], pool_param['pad']
    dxp = np.zeros((x.shape[0], x.shape[1], x.shape[2] + 2 * pad))
    for j in range(dout.shape[2]):
        dxp[:, :, j * stride:j * stride + pw] += (dout[:, :, j] / pw)[:, :, None]
    return dxp[:, :, pad:pad + x.shape[2]]
