import numpy as np
import torch
import torch.nn.functional as F


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.stride, self.padding = stride, padding
        self.weight = np.random.randn(out_channels, in_channels, kernel_size, kernel_size) * 0.1
        self.bias = np.zeros(out_channels)

    def forward(self, x):
        self.x = torch.tensor(x, requires_grad=True)
        self.w = torch.tensor(self.weight, requires_grad=True)
        self.b = torch.tensor(self.bias, requires_grad=True)
        self.out = F.conv2d(self.x, self.w, self.b, stride=self.stride, padding=self.padding)
        return self.out.detach().numpy()

    def backward(self, grad_output):
        self.out.backward(torch.tensor(grad_output))
        self.grad_weight, self.grad_bias = self.w.grad.numpy(), self.b.grad.numpy()
        return self.x.grad.numpy()


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
