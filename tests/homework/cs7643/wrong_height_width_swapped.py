"""CNN modules, forward and backward, one class each."""
import numpy as np


def im2col(x, k, s):
    N, C, H, W = x.shape
    oh, ow = (H - k) // s + 1, (W - k) // s + 1
    cols = np.zeros((N, C, k, k, oh, ow))
    for a in range(k):
        for b in range(k):
            cols[:, :, a, b] = x[:, :, a:a + s * (oh - 1) + 1:s, b:b + s * (ow - 1) + 1:s]
    return cols.transpose(0, 4, 5, 1, 2, 3).reshape(N * oh * ow, C * k * k), oh, ow


class Conv2D:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.k, self.stride, self.padding = kernel_size, stride, padding
        fan_in = in_channels * kernel_size ** 2
        self.weight = np.random.randn(out_channels, in_channels, kernel_size, kernel_size) / np.sqrt(fan_in)
        self.bias = np.zeros((out_channels,))
        self.dx, self.dw, self.db = None, None, None

    def forward(self, x):
        p = self.padding
        padded = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)], mode="constant")
        cols, oh, ow = im2col(padded, self.k, self.stride)
        W = self.weight.reshape(len(self.weight), -1)
        out = cols @ W.T + self.bias
        self.cache = (x.shape, padded.shape, cols)
        return out.reshape(x.shape[0], oh, ow, -1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        shape, padded_shape, cols = self.cache
        k, s, p = self.k, self.stride, self.padding
        N, F, oh, ow = dout.shape
        flat = dout.transpose(0, 2, 3, 1).reshape(-1, F)
        self.dw = (flat.T @ cols).reshape(self.weight.shape)
        self.db = flat.sum(axis=0)
        dcols = (flat @ self.weight.reshape(F, -1)).reshape(N, oh, ow, shape[1], k, k)
        dpadded = np.zeros(padded_shape)
        for r in range(oh):
            for c in range(ow):
                dpadded[:, :, r * s:r * s + k, c * s:c * s + k] += dcols[:, r, c]
        self.dx = dpadded[:, :, p:p + shape[2], p:p + shape[3]]


class MaxPooling:
    def __init__(self, kernel_size, stride):
        self.kernel_size = kernel_size
        self.stride = stride
        self.cache = None
        self.dx = None

    def forward(self, x):
        k, s = self.kernel_size, self.stride
        N, C, H, W = x.shape
        W_out, H_out = (H - k) // s + 1, (W - k) // s + 1
        out = np.zeros((N, C, H_out, W_out))
        for i in range(H_out):
            for j in range(W_out):
                out[:, :, i, j] = x[:, :, i * s:i * s + k, j * s:j * s + k].max(axis=(2, 3))
        self.cache = (x, H_out, W_out)
        return out

    def backward(self, dout):
        x, H_out, W_out = self.cache
        k, s = self.kernel_size, self.stride
        dx = np.zeros(x.shape)
        for n in range(x.shape[0]):
            for c in range(x.shape[1]):
                for i in range(H_out):
                    for j in range(W_out):
                        window = x[n, c, i * s:i * s + k, j * s:j * s + k]
                        r, q = np.unravel_index(window.argmax(), window.shape)
                        dx[n, c, i * s + r, j * s + q] += dout[n, c, i, j]
        self.dx = dx


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
