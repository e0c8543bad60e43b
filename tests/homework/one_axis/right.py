import numpy as np


class Conv1d:
    """Text and sound: (N, C, L) -> (N, F, L')"""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.weight = np.random.randn(out_channels, in_channels, kernel_size) * 0.1
        self.bias = np.zeros(out_channels)
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def forward(self, x):
        self.xp = np.pad(x, ((0, 0), (0, 0), (self.padding, self.padding)))
        k, s = self.kernel_size, self.stride
        length = (self.xp.shape[2] - k) // s + 1
        out = np.zeros((x.shape[0], self.weight.shape[0], length))
        for i in range(length):
            out[:, :, i] = np.tensordot(self.xp[:, :, i * s : i * s + k], self.weight, ([1, 2], [1, 2]))
        return out + self.bias[:, None]

    def backward(self, grad_output):
        k, s = self.kernel_size, self.stride
        self.grad_weight = np.zeros_like(self.weight)
        self.grad_bias = grad_output.sum(axis=(0, 2))
        dxp = np.zeros_like(self.xp)
        for i in range(grad_output.shape[2]):
            g = grad_output[:, :, i]
            self.grad_weight += np.tensordot(g, self.xp[:, :, i * s : i * s + k], (0, 0))
            dxp[:, :, i * s : i * s + k] += np.tensordot(g, self.weight, (1, 0))
        return dxp[:, :, self.padding : dxp.shape[2] - self.padding]
