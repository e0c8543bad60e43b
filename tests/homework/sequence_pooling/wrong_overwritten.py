import numpy as np


class MaxPool1d:
    def __init__(self, kernel_size, stride):
        self.kernel_size = kernel_size
        self.stride = stride

    def forward(self, x):
        k, s = self.kernel_size, self.stride
        self.x = x
        steps = (x.shape[2] - k) // s + 1
        return np.stack([x[:, :, t * s : t * s + k].max(axis=2) for t in range(steps)], axis=2)

    def backward(self, grad_output):
        k, s = self.kernel_size, self.stride
        grad = np.zeros_like(self.x)
        for t in range(grad_output.shape[2]):
            window = self.x[:, :, t * s : t * s + k]
            winner = np.eye(k)[window.argmax(axis=2)]
            grad[:, :, t * s : t * s + k] = winner * grad_output[:, :, t : t + 1]
        return grad


class AvgPool1d:
    def __init__(self, kernel_size, stride):
        self.kernel_size = kernel_size
        self.stride = stride

    def forward(self, x):
        k, s = self.kernel_size, self.stride
        self.x = x
        steps = (x.shape[2] - k) // s + 1
        return np.stack([x[:, :, t * s : t * s + k].mean(axis=2) for t in range(steps)], axis=2)

    def backward(self, grad_output):
        k, s = self.kernel_size, self.stride
        grad = np.zeros_like(self.x)
        for t in range(grad_output.shape[2]):
            grad[:, :, t * s : t * s + k] = grad_output[:, :, t : t + 1] / k
        return grad
