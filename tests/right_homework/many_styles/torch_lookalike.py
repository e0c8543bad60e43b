"""my own little torch.nn in numpy"""
from __future__ import annotations
import math
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Parameter:
    __slots__ = ("data", "grad")

    def __init__(self, data):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = None


class Module:
    training = True

    def __call__(self, *a, **k):
        return self.forward(*a, **k)

    def parameters(self):
        return [v for v in vars(self).values() if isinstance(v, Parameter)]

    def zero_grad(self):
        for p in self.parameters():
            p.grad = None

    def train(self, mode=True):
        self.training = mode
        return self

    def eval(self):
        return self.train(False)


def _pair(v):
    return (v, v) if np.isscalar(v) else tuple(v)


def _acc(p, g):
    p.grad = g if p.grad is None else p.grad + g


class Conv2d(Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        self.kernel_size, self.stride, self.padding = _pair(kernel_size), _pair(stride), _pair(padding)
        bound = 1 / math.sqrt(in_channels * np.prod(self.kernel_size))
        self.weight = Parameter(np.random.uniform(-bound, bound, (out_channels, in_channels) + self.kernel_size))
        self.bias = Parameter(np.random.uniform(-bound, bound, out_channels)) if bias else None

    def forward(self, x):
        (ph, pw), (sh, sw) = self.padding, self.stride
        xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        self.cols = sliding_window_view(xp, self.kernel_size, axis=(2, 3))[:, :, ::sh, ::sw]
        self.x_shape, self.xp_shape = x.shape, xp.shape
        y = np.einsum("bchwkl,fckl->bfhw", self.cols, self.weight.data, optimize=True)
        if self.bias is not None:
            y += self.bias.data[:, None, None]
        return y

    def backward(self, grad):
        (ph, pw), (sh, sw), (kh, kw) = self.padding, self.stride, self.kernel_size
        _acc(self.weight, np.einsum("bchwkl,bfhw->fckl", self.cols, grad, optimize=True))
        if self.bias is not None:
            _acc(self.bias, grad.sum((0, 2, 3)))
        # transposed convolution: dilate, pad, correlate with the rotated kernel
        B, F, oh, ow = grad.shape
        _, C, Hp, Wp = self.xp_shape
        d = np.zeros((B, F, Hp + kh - 1, Wp + kw - 1))
        d[:, :, kh - 1:kh - 1 + (oh - 1) * sh + 1:sh, kw - 1:kw - 1 + (ow - 1) * sw + 1:sw] = grad
        rot = self.weight.data[:, :, ::-1, ::-1]
        dxp = np.einsum("bfhwkl,fckl->bchw", sliding_window_view(d, (kh, kw), axis=(2, 3)), rot, optimize=True)
        return dxp[:, :, ph:ph + self.x_shape[2], pw:pw + self.x_shape[3]]


class Linear(Module):
    def __init__(self, in_features, out_features):
        b = 1 / math.sqrt(in_features)
        self.weight = Parameter(np.random.uniform(-b, b, (out_features, in_features)))
        self.bias = Parameter(np.random.uniform(-b, b, out_features))

    def forward(self, x):
        self.x = x
        return x @ self.weight.data.T + self.bias.data

    def backward(self, grad):
        _acc(self.weight, grad.T @ self.x)
        _acc(self.bias, grad.sum(0))
        return grad @ self.weight.data


class MaxPool2d(Module):
    def __init__(self, kernel_size, stride=None, padding=0):
        self.k = _pair(kernel_size)
        self.s = self.k if stride is None else _pair(stride)
        self.p = _pair(padding)

    def forward(self, x):
        (kh, kw), (sh, sw), (ph, pw) = self.k, self.s, self.p
        xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
        w = sliding_window_view(xp, self.k, axis=(2, 3))[:, :, ::sh, ::sw]
        w = w.reshape(w.shape[:4] + (-1,))
        self.arg = w.argmax(-1)
        self.shapes = x.shape, xp.shape
        return np.take_along_axis(w, self.arg[..., None], -1)[..., 0]

    def backward(self, grad):
        (kh, kw), (sh, sw), (ph, pw) = self.k, self.s, self.p
        shape, padded = self.shapes
        out = np.zeros(padded)
        b, c, i, j = np.indices(grad.shape, sparse=True)
        np.add.at(out, (b, c, i * sh + self.arg // kw, j * sw + self.arg % kw), grad)
        return out[:, :, ph:ph + shape[2], pw:pw + shape[3]]


class BatchNorm2d(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        self.weight, self.bias = Parameter(np.ones(num_features)), Parameter(np.zeros(num_features))
        self.eps, self.momentum = eps, momentum
        self.running_mean, self.running_var = np.zeros(num_features), np.ones(num_features)

    def forward(self, x):
        c = (None, slice(None), None, None)
        if self.training:
            mu, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
            m = x.size / x.shape[1]
            self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mu
            self.running_var = (1 - self.momentum) * self.running_var + self.momentum * var * m / max(m - 1, 1)
        else:
            mu, var = self.running_mean, self.running_var
        self.inv = 1 / np.sqrt(var + self.eps)
        self.xhat = (x - mu[c]) * self.inv[c]
        return self.weight.data[c] * self.xhat + self.bias.data[c]

    def backward(self, grad):
        c = (None, slice(None), None, None)
        _acc(self.weight, (grad * self.xhat).sum((0, 2, 3)))
        _acc(self.bias, grad.sum((0, 2, 3)))
        g = grad * self.weight.data[c]
        if not self.training:
            return g * self.inv[c]
        return self.inv[c] * (g - g.mean((0, 2, 3), keepdims=True) - self.xhat * (g * self.xhat).mean((0, 2, 3), keepdims=True))


class LeakyReLU(Module):
    def __init__(self, negative_slope=0.01):
        self.negative_slope = negative_slope

    def forward(self, x):
        self.slope = np.where(x > 0, 1.0, self.negative_slope)
        return x * self.slope

    def backward(self, grad):
        return grad * self.slope


class LogSoftmax(Module):
    def __init__(self, dim=-1):
        self.dim = dim

    def forward(self, x):
        x = x - x.max(self.dim, keepdims=True)
        self.y = x - np.log(np.exp(x).sum(self.dim, keepdims=True))
        return self.y

    def backward(self, grad):
        return grad - np.exp(self.y) * grad.sum(self.dim, keepdims=True)


class Flatten(Module):
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad):
        return grad.reshape(self.shape)


class BCEWithLogitsLoss(Module):
    def forward(self, logits, target):
        self.args = logits, target
        return np.mean(np.maximum(logits, 0) - logits * target + np.log1p(np.exp(-np.abs(logits))))

    def backward(self):
        z, t = self.args
        return (0.5 * (1 + np.tanh(z / 2)) - t) / z.size
