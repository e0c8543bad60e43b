"""CNN modules, forward and backward, one class each."""
import numpy as np


class Conv2D:
    """A convolution: weight of shape (out_channels, in_channels, k, k)."""

    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1, padding=0, learning_rate=0.01):
        self.learning_rate = learning_rate
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding
        self.cache = None
        self._init_weights()

    def _init_weights(self):
        np.random.seed(1024)
        shape = (self.out_channels, self.in_channels, self.kernel_size, self.kernel_size)
        self.weight = 1e-3 * np.random.randn(*shape)
        self.bias = np.zeros(self.out_channels)
        self.dx = None
        self.dw = None
        self.db = None

    def forward(self, x):
        """x: (N, in_channels, H, W), the result: (N, out_channels, H', W')"""
        N, C, H, W = x.shape
        k, s, p = self.kernel_size, self.stride, self.padding
        x_pad = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        H_out = (H + 2 * p - k) // s + 1
        W_out = (W + 2 * p - k) // s + 1
        out = np.zeros((N, self.out_channels, H_out, W_out))
        for i in range(H_out):
            for j in range(W_out):
                window = x_pad[:, :, i * s:i * s + k, j * s:j * s + k]
                out[:, :, i, j] = np.tensordot(window, self.weight, axes=([1, 2, 3], [1, 2, 3]))
        out += self.bias[None, :, None, None]
        self.cache = x
        return out

    def backward(self, dout):
        x = self.cache
        N, C, H, W = x.shape
        k, s, p = self.kernel_size, self.stride, self.padding
        x_pad = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        dx_pad = np.zeros(x_pad.shape)
        self.dw = np.zeros(self.weight.shape)
        self.db = dout.sum(axis=(0, 2, 3))
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                g = dout[:, :, i, j]
                window = x_pad[:, :, i * s:i * s + k, j * s:j * s + k]
                self.dw += np.tensordot(g, window, axes=([0], [0]))
                dx_pad[:, :, i * s:i * s + k, j * s:j * s + k] += np.tensordot(g, self.weight, axes=([1], [0]))
        self.dw *= self.learning_rate
        self.db *= self.learning_rate
        self.dx = dx_pad[:, :, p:p + H, p:p + W]


class ReLU:
    def __init__(self):
        self.cache = None
        self.dx = None

    def forward(self, x):
        out = np.maximum(x, 0)
        self.cache = x
        return out

    def backward(self, dout):
        x = self.cache
        self.dx = np.where(x > 0, dout, 0)


class SoftmaxCrossEntropy:
    """forward(x, y) gives the probabilities and the mean loss; y holds integer labels."""

    def __init__(self):
        self.dx = None
        self.cache = None

    def forward(self, x, y):
        shifted = x - x.max(axis=1, keepdims=True)
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        probs = np.exp(log_probs)
        loss = -log_probs[np.arange(len(y)), y].mean()
        self.cache = (probs, y, len(y))
        return probs, loss

    def backward(self):
        probs, y, N = self.cache
        dx = probs.copy()
        dx[np.arange(N), y] -= 1
        self.dx = dx / N
