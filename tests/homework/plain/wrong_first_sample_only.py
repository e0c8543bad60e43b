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
    for i in range(1):
        for j in range(f):
            for r in range(oh):
                for q in range(ow):
                    r0, q0 = r * stride, q * stride
                    out[i, j, r, q] = np.sum(xp[i, :, r0:r0 + kh, q0:q0 + kw] * w[j]) + b[j]
    return out


def conv2d_backward(grad_out, x, w, stride=1, padding=0):
    n, f, oh, ow = grad_out.shape
    _, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp = np.zeros(xp.shape)
    dw = np.zeros(w.shape)
    db = np.zeros(f)
    for i in range(n):
        for j in range(f):
            for r in range(oh):
                for q in range(ow):
                    r0, q0 = r * stride, q * stride
                    g = grad_out[i, j, r, q]
                    dxp[i, :, r0:r0 + kh, q0:q0 + kw] += g * w[j]
                    dw[j] += g * xp[i, :, r0:r0 + kh, q0:q0 + kw]
                    db[j] += g
    dx = dxp[:, :, padding:padding + x.shape[2], padding:padding + x.shape[3]]
    return dx, dw, db


def mse(y_pred, y_true):
    return np.mean((y_pred - y_true) ** 2)


def mse_derivative(y_pred, y_true):
    return 2 * (y_pred - y_true) / y_pred.size


w = np.random.randn(4, 1, 3, 3) * 0.1
b = np.zeros(4)
losses = []
for epoch in range(int(sys.argv[1])):
    for k in range(0, len(X_train), 32):
        losses.append(float(np.mean(X_train[k:k + 32])))
    print("epoch", epoch, losses[-1])
plt.plot(losses)
plt.savefig("loss.png")
