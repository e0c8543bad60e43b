"""A tiny neural network library with PyTorch's names."""
import numpy as np


class MaxPool2d:
    def __init__(self, kernel_size, stride=None, padding=0):
        self.k = kernel_size
        self.s = kernel_size if stride is None else stride
        self.p = padding

    def forward(self, x):
        k, s, p = self.k, self.s, self.p
        n, c, self.h, self.w = x.shape
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        view = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::s, ::s]
        flat = view.reshape(*view.shape[:4], k * k)
        self.arg = flat.argmax(-1)
        self.padded_shape = x.shape
        return flat.max(-1)

    def backward(self, grad_output):
        k, s, p = self.k, self.s, self.p
        n, c, oh, ow = grad_output.shape
        grad = np.zeros(self.padded_shape)
        b, ch, i, j = np.indices((n, c, oh, ow))
        np.add.at(grad, (b, ch, i * s + self.arg // k, j * s + self.arg % k), grad_output)
        return grad[:, :, p:p + self.h, p:p + self.w]


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


class Flatten:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad_output):
        return grad_output.reshape(self.shape)
