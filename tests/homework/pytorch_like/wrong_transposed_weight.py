"""A tiny neural network library with PyTorch's names."""
import numpy as np


class Parameter:
    def __init__(self, data):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)

    def zero_grad(self):
        self.grad = np.zeros_like(self.data)


class Module:
    def __call__(self, *args):
        return self.forward(*args)

    def parameters(self):
        return [p for p in self.__dict__.values() if isinstance(p, Parameter)]

    def zero_grad(self):
        for p in self.parameters():
            p.zero_grad()


class Conv2d(Module):
    """Direct loops; weight and bias are Parameters whose .grad adds up until zero_grad()."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.k, self.stride, self.padding = kernel_size, stride, padding
        scale = np.sqrt(2 / (in_channels * kernel_size ** 2))
        self.weight = Parameter(scale * np.random.randn(out_channels, in_channels, kernel_size, kernel_size))
        self.bias = Parameter(np.zeros(out_channels))

    def forward(self, inp):
        n, c, h, w = inp.shape
        k, s, p = self.k, self.stride, self.padding
        self.inp = np.zeros((n, c, h + 2 * p, w + 2 * p))
        self.inp[:, :, p:p + h, p:p + w] = inp
        oh, ow = (h + 2 * p - k) // s + 1, (w + 2 * p - k) // s + 1
        out = np.zeros((n, self.weight.data.shape[0], oh, ow))
        for b in range(n):
            for f in range(out.shape[1]):
                for i in range(oh):
                    for j in range(ow):
                        region = self.inp[b, :, i * s:i * s + k, j * s:j * s + k]
                        out[b, f, i, j] = (region * self.weight.data[f]).sum() + self.bias.data[f]
        return out

    def backward(self, grad_out):
        k, s, p = self.k, self.stride, self.padding
        grad_in = np.zeros_like(self.inp)
        n, f_out, oh, ow = grad_out.shape
        for b in range(n):
            for f in range(f_out):
                for i in range(oh):
                    for j in range(ow):
                        g = grad_out[b, f, i, j]
                        self.weight.grad[f] += g * self.inp[b, :, i * s:i * s + k, j * s:j * s + k]
                        self.bias.grad[f] += g
                        grad_in[b, :, i * s:i * s + k, j * s:j * s + k] += g * self.weight.data[f]
        return grad_in[:, :, p:grad_in.shape[2] - p, p:grad_in.shape[3] - p]


class Linear(Module):
    def __init__(self, in_features, out_features):
        self.weight = Parameter(np.random.randn(out_features, in_features) / np.sqrt(in_features))
        self.bias = Parameter(np.zeros(out_features))

    def forward(self, inp):
        self.inp = inp
        return inp.dot(self.weight.data.T) + self.bias.data

    def backward(self, grad_out):
        self.weight.grad += grad_out.T.dot(self.inp)
        self.bias.grad += grad_out.sum(axis=0)
        return grad_out.dot(self.weight.data.T)


class MSELoss:
    def forward(self, pred, target):
        self.diff = pred - target
        return np.mean(self.diff ** 2)

    def backward(self):
        return 2 * self.diff / self.diff.size
