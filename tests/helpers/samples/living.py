"""Small right layers of different conventions, alive in this process."""

from typing import Any

import numpy as np

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.one_layer import Understood
from scratchcnn.oracle.understanding.calls.understand import understand
from scratchcnn.oracle.understanding.plans.plan import Plan


def everything(*targets: Any) -> dict[str, Understood]:
    """Return what is understood of every layer, by its name."""
    return {one.layer.implementation: one for one in understand(Live(*targets))}


def plan_of(*targets: Any) -> Plan:
    """Return the plan of the first layer."""
    plan = next(iter(everything(*targets).values())).plan
    assert plan is not None
    return plan


class Dense:
    """Rows, and gradients in attributes."""

    def __init__(self, n_in: Any, n_out: Any) -> None:
        self.W = np.random.standard_normal((n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x: Any) -> Any:
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout: Any) -> Any:
        self.dW = self.x.T @ dout
        self.db = dout.sum(0)
        return dout @ self.W.T


class DenseUpdating(Dense):
    """It takes its step in backward, and returns the gradient of its input alone."""

    def backward(self, dout: Any, learning_rate: Any) -> Any:
        dx = super().backward(dout)
        self.W -= learning_rate * self.dW
        self.b -= learning_rate * self.db
        return dx


class DenseHalving(Dense):
    """The gradient of its weight is wrong."""

    def backward(self, dout: Any) -> Any:
        dx = super().backward(dout)
        self.dW /= 2
        return dx


def conv_forward(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
    """Convolve images NCHW, as a course asks for it."""
    stride, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], (2, 3))
    out = np.einsum("nchwkl,fckl->nfhw", windows[:, :, ::stride, ::stride], w)
    return out + b[:, None, None], (x, w, b, conv_param)


def conv_backward(dout: Any, cache: Any) -> Any:
    """Return the gradients of a convolution's arguments."""
    x, w, _b, conv_param = cache
    s, p = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dx, dw = np.zeros_like(padded), np.zeros_like(w)
    kh, kw = w.shape[2:]
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            place = np.s_[:, :, i * s : i * s + kh, j * s : j * s + kw]
            dx[place] += np.einsum("nf,fckl->nckl", dout[:, :, i, j], w)
            dw += np.einsum("nf,nckl->fckl", dout[:, :, i, j], padded[place])
    height, width = x.shape[2:]
    return dx[:, :, p : p + height, p : p + width], dw, dout.sum((0, 2, 3))


class MaxPool:
    """Images NCHW."""

    def __init__(self, pool_size: Any = 2, stride: Any = 2) -> None:
        self.k, self.s = pool_size, stride

    def forward(self, x: Any) -> Any:
        k, s = self.k, self.s
        windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), (2, 3))[:, :, ::s, ::s]
        self.x, flat = x, windows.reshape(*windows.shape[:4], k * k)
        self.first = flat.argmax(-1)
        return flat.max(-1)

    def backward(self, dout: Any) -> Any:
        dx = np.zeros_like(self.x)
        for (n, c, i, j), grad in np.ndenumerate(dout):
            a, b = divmod(self.first[n, c, i, j], self.k)
            dx[n, c, i * self.s + a, j * self.s + b] += grad
        return dx


def relu(x: Any) -> Any:
    return np.maximum(x, 0)


def relu_prime(x: Any) -> Any:
    return (x > 0) * 1.0


def mse(y_true: Any, y_pred: Any) -> Any:
    return np.mean((y_true - y_pred) ** 2)


def mse_prime(y_true: Any, y_pred: Any) -> Any:
    return 2 * (y_pred - y_true) / np.size(y_true)


class Softmax:
    """Its backward hands through what the loss gives: the gradient of the logits."""

    def forward(self, x: Any) -> Any:
        powers = np.exp(x - x.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)

    def backward(self, dvalues: Any) -> Any:
        return dvalues.copy()


class CrossEntropy:
    """Its backward gives p - y."""

    def forward(self, y_pred: Any, y_true: Any) -> Any:
        self.p, self.y = y_pred, y_true
        return -(y_true * np.log(y_pred + 1e-12)).sum() / len(y_pred)

    def backward(self) -> Any:
        return (self.p - self.y) / len(self.p)
