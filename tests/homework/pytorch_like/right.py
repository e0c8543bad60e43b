"""A tiny neural network library with PyTorch's names."""
import numpy as np


def _pair(value):
    return value if isinstance(value, tuple) else (value, value)


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = _pair(kernel_size)
        self.stride, self.padding = stride, padding
        kh, kw = self.kernel_size
        bound = 1 / np.sqrt(in_channels * kh * kw)
        self.weight = np.random.uniform(-bound, bound, (out_channels, in_channels, kh, kw))
        self.bias = np.random.uniform(-bound, bound, out_channels) if bias else None
        self.grad_weight = None
        self.grad_bias = None

    def forward(self, x):
        kh, kw = self.kernel_size
        s, p = self.stride, self.padding
        self.x_shape = x.shape
        self.padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        windows = np.lib.stride_tricks.sliding_window_view(self.padded, (kh, kw), axis=(2, 3))
        self.windows = windows[:, :, ::s, ::s]
        out = np.einsum("nchwij,fcij->nfhw", self.windows, self.weight, optimize=True)
        if self.bias is not None:
            out = out + self.bias.reshape(1, -1, 1, 1)
        return out

    def backward(self, grad_output):
        kh, kw = self.kernel_size
        s, p = self.stride, self.padding
        self.grad_weight = np.einsum("nfhw,nchwij->fcij", grad_output, self.windows, optimize=True)
        if self.bias is not None:
            self.grad_bias = grad_output.sum((0, 2, 3))
        _, _, oh, ow = grad_output.shape
        grad = np.zeros(self.padded.shape)
        for i in range(kh):
            for j in range(kw):
                tap = np.einsum("nfhw,fc->nchw", grad_output, self.weight[:, :, i, j])
                grad[:, :, i:i + s * oh:s, j:j + s * ow:s] += tap
        _, _, h, w = self.x_shape
        return grad[:, :, p:p + h, p:p + w]


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad_output):
        return grad_output * self.mask


class LeakyReLU:
    def __init__(self, negative_slope=0.01):
        self.negative_slope = negative_slope

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.negative_slope * x)

    def backward(self, grad_output):
        return np.where(self.x > 0, 1.0, self.negative_slope) * grad_output


class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, grad_output):
        return grad_output * self.out * (1 - self.out)


class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, grad_output):
        return grad_output * (1 - self.out * self.out)


class Linear:
    def __init__(self, in_features, out_features):
        k = 1 / np.sqrt(in_features)
        self.weight = np.random.uniform(-k, k, (out_features, in_features))
        self.bias = np.random.uniform(-k, k, out_features)
        self.grad_weight = np.zeros_like(self.weight)
        self.grad_bias = np.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(axis=0)
        return grad_output @ self.weight


class CrossEntropyLoss:
    def forward(self, logits, target):
        shifted = logits - logits.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.p, self.target = np.exp(log_p), target
        return -log_p[np.arange(len(target)), target].mean()

    def backward(self):
        grad = self.p.copy()
        grad[np.arange(len(self.target)), self.target] -= 1
        return grad / len(self.target)
