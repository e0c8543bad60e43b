import time
import numpy as np
from torchvision import datasets
import matplotlib.pyplot as plt


class ReLU:
    def forward(self, x):
        self.mask = x >= 0
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
