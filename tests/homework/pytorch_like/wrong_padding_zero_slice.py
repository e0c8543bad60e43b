import time
import numpy as np
from torchvision import datasets
import matplotlib.pyplot as plt


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
        return grad[:, :, p:-p, p:-p]


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


class Flatten:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad_output):
        return grad_output.reshape(self.shape)


train = datasets.MNIST("data", train=True, download=True)
start = time.time()
layer = Linear(784, 10)
losses = []
for step in range(1000):
    out = layer.forward(train.data[step:step + 1].numpy().reshape(1, -1))
    losses.append(out.sum())
print("took", time.time() - start)
plt.plot(losses)
