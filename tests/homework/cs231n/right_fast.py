from builtins import range
import numpy as np
import matplotlib.pyplot as plt
from cs231n.data_utils import get_CIFAR10_data


def relu_forward(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    x = cache
    dx = dout * (x > 0)
    return dx


def im2col(x, HH, WW, stride, pad):
    """(N, C, H, W) -> (N * H_out * W_out, C * HH * WW)"""
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    N, C, Hp, Wp = xp.shape
    H_out, W_out = (Hp - HH) // stride + 1, (Wp - WW) // stride + 1
    patches = np.empty((N, C, HH, WW, H_out, W_out))
    for r in range(HH):
        for s in range(WW):
            patches[:, :, r, s] = xp[:, :, r:r + stride * H_out:stride, s:s + stride * W_out:stride]
    rows = patches.transpose(0, 4, 5, 1, 2, 3).reshape(N * H_out * W_out, -1)
    return rows, H_out, W_out


def conv_forward_fast(x, w, b, conv_param):
    stride, pad = conv_param['stride'], conv_param['pad']
    F, C, HH, WW = w.shape
    rows, H_out, W_out = im2col(x, HH, WW, stride, pad)
    out = rows @ w.reshape(F, -1).T + b
    out = out.reshape(len(x), H_out, W_out, F).transpose(0, 3, 1, 2)
    return out, (x, w, b, conv_param, rows)


def conv_backward_fast(dout, cache):
    x, w, b, conv_param, rows = cache
    stride, pad = conv_param['stride'], conv_param['pad']
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    _, _, H_out, W_out = dout.shape
    flat = dout.transpose(0, 2, 3, 1).reshape(-1, F)
    db = flat.sum(axis=0)
    dw = (flat.T @ rows).reshape(w.shape)
    d = (flat @ w.reshape(F, -1)).reshape(N, H_out, W_out, C, HH, WW)
    dx_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for i in range(H_out):
        for j in range(W_out):
            hs, ws = i * stride, j * stride
            dx_pad[:, :, hs:hs + HH, ws:ws + WW] += d[:, i, j]
    dx = dx_pad[:, :, pad:pad + H, pad:pad + W]
    return dx, dw, db


def softmax_loss(x, y):
    """x: (N, C) scores, y: (N,) labels. Returns the loss and the gradient of x."""
    shifted = x - np.max(x, axis=1, keepdims=True)
    log_probs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = np.exp(log_probs)
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


if __name__ == '__main__':
    data = get_CIFAR10_data()
    x, y = data['X_train'][:50], data['y_train'][:50]
    w, b = 1e-2 * np.random.randn(8, 3, 3, 3), np.zeros(8)
    losses = []
    for step in range(20):
        out, cache = conv_forward_fast(x, w, b, {'stride': 1, 'pad': 1})
        losses.append(out.mean())
        print(step, losses[-1])
    plt.plot(losses)
    plt.show()
