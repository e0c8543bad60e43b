import time
import numpy as np
from torchvision import datasets
import matplotlib.pyplot as plt


class MaxPool2d:
    def __init__(self, kernel_size, stride=None, padding=0):
        self.k = kernel_size
        self.s = kernel_size if stride is None else stride
        self.p = padding

    def forward(self, x):
        k, s, p = self.k, self.s, self.p
        n, c, self.h, self.w = x.shape
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), constant_values=-np.inf)
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


class AvgPool2d:
    def __init__(self, kernel_size, stride=None):
        self.k = kernel_size
        self.s = stride or kernel_size

    def forward(self, x):
        self.shape = x.shape
        k, s = self.k, self.s
        oh, ow = (x.shape[2] - k) // s + 1, (x.shape[3] - k) // s + 1
        out = np.zeros(x.shape[:2] + (oh, ow))
        for i in range(oh):
            for j in range(ow):
                out[:, :, i, j] = x[:, :, i * s:i * s + k, j * s:j * s + k].mean(axis=(2, 3))
        return out

    def backward(self, grad_output):
        k, s = self.k, self.s
        grad = np.zeros(self.shape)
        for i in range(grad_output.shape[2]):
            for j in range(grad_output.shape[3]):
                share = grad_output[:, :, i, j] / (k * k)
                grad[:, :, i * s:i * s + k, j * s:j * s + k] += share[:, :, None, None]
        return grad


class Softmax:
    def __init__(self, dim=-1):
        self.dim = dim

    def forward(self, x):
        e = np.exp(x - x.max(axis=self.dim, keepdims=True))
        self.out = e / e.sum(axis=self.dim, keepdims=True)
        return self.out

    def backward(self, grad_output):
        inner = (grad_output * self.out).sum(axis=self.dim, keepdims=True)
        return self.out * (grad_output - inner)


class BatchNorm2d:
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        self.eps, self.momentum = eps, momentum
        self.weight, self.bias = np.ones(num_features), np.zeros(num_features)
        self.running_mean, self.running_var = np.zeros(num_features), np.ones(num_features)
        self.training = True
        self.grad_weight = self.grad_bias = None

    def forward(self, x):
        if self.training:
            mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
            m = x.size // x.shape[1]
            unbiased = var * m / max(m - 1, 1)
            self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
            self.running_var = (1 - self.momentum) * self.running_var + self.momentum * unbiased
        else:
            mean, var = self.running_mean, self.running_var
        self.std = np.sqrt(var + self.eps)[None, :, None, None]
        self.x_hat = (x - mean[None, :, None, None]) / self.std
        return self.weight[None, :, None, None] * self.x_hat + self.bias[None, :, None, None]

    def backward(self, grad_output):
        self.grad_weight = (grad_output * self.x_hat).sum(axis=(0, 2, 3))
        self.grad_bias = grad_output.sum(axis=(0, 2, 3))
        g = grad_output * self.weight[None, :, None, None]
        if not self.training:
            return g / self.std
        mean_g = g.mean(axis=(0, 2, 3), keepdims=True)
        mean_gx = (g * self.x_hat).mean(axis=(0, 2, 3), keepdims=True)
        return (g - mean_g - self.x_hat * mean_gx) / self.std


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


train = datasets.MNIST("data", train=True, download=True)
start = time.time()
layer = Linear(784, 10)
losses = []
for step in range(1000):
    out = layer.forward(train.data[step:step + 1].numpy().reshape(1, -1))
    losses.append(out.sum())
print("took", time.time() - start)
plt.plot(losses)
