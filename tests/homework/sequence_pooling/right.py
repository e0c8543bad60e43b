import numpy as np


class MaxPool1d:
    def __init__(self, kernel_size, stride=None):
        self.kernel_size = kernel_size
        self.stride = stride or kernel_size

    def forward(self, x):
        n, c, length = x.shape
        k, s = self.kernel_size, self.stride
        steps = (length - k) // s + 1
        self.in_shape = x.shape
        self.where = np.zeros((n, c, steps), dtype=int)
        out = np.zeros((n, c, steps))
        for t in range(steps):
            window = x[:, :, t * s : t * s + k]
            self.where[:, :, t] = window.argmax(axis=2) + t * s
            out[:, :, t] = window.max(axis=2)
        return out

    def backward(self, grad_output):
        n, c, steps = grad_output.shape
        grad = np.zeros(self.in_shape)
        rows, cols = np.indices((n, c))
        for t in range(steps):
            grad[rows, cols, self.where[:, :, t]] += grad_output[:, :, t]
        return grad


class AvgPool1d:
    def __init__(self, kernel_size, stride=None):
        self.kernel_size = kernel_size
        self.stride = stride or kernel_size

    def forward(self, x):
        k, s = self.kernel_size, self.stride
        self.in_shape = x.shape
        windows = np.lib.stride_tricks.sliding_window_view(x, k, axis=2)[:, :, ::s]
        return windows.mean(axis=-1)

    def backward(self, grad_output):
        k, s = self.kernel_size, self.stride
        grad = np.zeros(self.in_shape)
        for t in range(grad_output.shape[2]):
            grad[:, :, t * s : t * s + k] += grad_output[:, :, t : t + 1] / k
        return grad
