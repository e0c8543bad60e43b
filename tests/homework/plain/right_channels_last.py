import sys
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt

train = pd.read_csv("digit-recognizer/train.csv")
y_train = train.pop("label").values
X_train = train.values.reshape(-1, 1, 28, 28) / 255
print(X_train.shape)


def conv2d(x, w, b, stride=1, padding=0):
    """Channels last: x (N, H, W, C), w (KH, KW, C, F), b (F,)"""
    kh, kw = w.shape[:2]
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    oh = (xp.shape[1] - kh) // stride + 1
    ow = (xp.shape[2] - kw) // stride + 1
    out = np.zeros((x.shape[0], oh, ow, w.shape[3])) + b
    for i in range(kh):
        for j in range(kw):
            taps = xp[:, i:i + stride * oh:stride, j:j + stride * ow:stride, :]
            out += taps @ w[i, j]
    return out


def conv2d_backward(grad_out, x, w, stride=1, padding=0):
    kh, kw = w.shape[:2]
    n, oh, ow, f = grad_out.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for i in range(kh):
        for j in range(kw):
            taps = xp[:, i:i + stride * oh:stride, j:j + stride * ow:stride, :]
            dw[i, j] = np.tensordot(taps, grad_out, axes=([0, 1, 2], [0, 1, 2]))
            dxp[:, i:i + stride * oh:stride, j:j + stride * ow:stride, :] += grad_out @ w[i, j].T
    db = grad_out.sum((0, 1, 2))
    return dxp[:, padding:padding + x.shape[1], padding:padding + x.shape[2]], dw, db


def relu(z):
    return z * (z > 0)


def relu_derivative(z):
    return (z > 0).astype(float)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_derivative(z):
    return sigmoid(z) * (1.0 - sigmoid(z))


def tanh(z):
    return np.tanh(z)


def tanh_derivative(z):
    return 1.0 - np.tanh(z) ** 2


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
