import sys
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt

train = pd.read_csv("digit-recognizer/train.csv")
y_train = train.pop("label").values
X_train = train.values.reshape(-1, 1, 28, 28) / 255
print(X_train.shape)


def conv2d(x, w, b, stride=1, padding=0):
    """x: (N, C, H, W), w: (F, C, KH, KW), b: (F,)"""
    n, c, h, wd = x.shape
    f, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    oh = (h + 2 * padding - kh) // stride + 1
    ow = (wd + 2 * padding - kw) // stride + 1
    out = np.zeros((n, f, oh, ow))
    for i in range(n):
        for j in range(f):
            for r in range(oh):
                for q in range(ow):
                    r0, q0 = r * stride, q * stride
                    out[i, j, r, q] = np.sum(xp[i, :, r0:r0 + kh, q0:q0 + kw] * w[j]) + b[j]
    return out


def dilate(g, stride, rows, cols):
    """The gradient in the corner of a matrix, rows x cols large."""
    out = np.zeros(g.shape[:2] + (rows, cols))
    out[:, :, :g.shape[2], :g.shape[3]] = g
    return out


def correlate(a, kernel):
    view = np.lib.stride_tricks.sliding_window_view(a, kernel.shape[2:], axis=(2, 3))
    return np.einsum("nchwij,fcij->nfhw", view, kernel)


def conv2d_backward(dout, x, w, stride=1, padding=0):
    """The gradient of x is a full correlation with the turned kernel."""
    p = padding
    kh, kw = w.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    H, W = xp.shape[2:]
    g = dilate(dout, stride, H - kh + 1, W - kw + 1)
    turned = w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    wide = np.pad(g, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
    dx = correlate(wide, turned)[:, :, p:H - p, p:W - p]
    dw = correlate(xp.transpose(1, 0, 2, 3), g.transpose(1, 0, 2, 3)).transpose(1, 0, 2, 3)
    return dx, dw, dout.sum(axis=(0, 2, 3))


w = np.random.randn(4, 1, 3, 3) * 0.1
b = np.zeros(4)
losses = []
for epoch in range(int(sys.argv[1])):
    for k in range(0, len(X_train), 32):
        losses.append(float(np.mean(X_train[k:k + 32])))
    print("epoch", epoch, losses[-1])
plt.plot(losses)
plt.savefig("loss.png")
