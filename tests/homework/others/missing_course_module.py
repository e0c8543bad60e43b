import numpy as np
from course_utils import check_shapes, im2col_fast


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.weight = np.random.randn(out_channels, in_channels, kernel_size, kernel_size) * 0.1
        self.bias = np.zeros(out_channels)
        self.k, self.stride, self.padding = kernel_size, stride, padding

    def forward(self, x):
        self.cols, self.size = im2col_fast(x, self.k, self.stride, self.padding)
        out = self.weight.reshape(len(self.weight), -1) @ self.cols + self.bias[:, None]
        return out.reshape(len(self.weight), *self.size, len(x)).transpose(3, 0, 1, 2)


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
