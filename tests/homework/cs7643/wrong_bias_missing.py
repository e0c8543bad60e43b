import numpy as np
import matplotlib.pyplot as plt
from tensorflow.keras.datasets import mnist

np.random.seed(1024)


def im2col(x, k, s):
    N, C, H, W = x.shape
    h_out, w_out = (H - k) // s + 1, (W - k) // s + 1
    cols = np.zeros((N, C, k, k, h_out, w_out))
    for a in range(k):
        for b in range(k):
            cols[:, :, a, b] = x[:, :, a:a + s * (h_out - 1) + 1:s, b:b + s * (w_out - 1) + 1:s]
    return cols.transpose(0, 4, 5, 1, 2, 3).reshape(N * h_out * w_out, C * k * k), h_out, w_out


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
        cols, h_out, w_out = im2col(padded, self.k, self.stride)
        W = self.weight.reshape(len(self.weight), -1)
        out = cols @ W.T
        self.cache = (x.shape, padded.shape, cols)
        return out.reshape(x.shape[0], h_out, w_out, -1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        shape, padded_shape, cols = self.cache
        k, s, p = self.k, self.stride, self.padding
        N, F, h_out, w_out = dout.shape
        flat = dout.transpose(0, 2, 3, 1).reshape(-1, F)
        self.dw = (flat.T @ cols).reshape(self.weight.shape)
        self.db = flat.sum(axis=0)
        dcols = (flat @ self.weight.reshape(F, -1)).reshape(N, h_out, w_out, shape[1], k, k)
        dpadded = np.zeros(padded_shape)
        for r in range(h_out):
            for c in range(w_out):
                dpadded[:, :, r * s:r * s + k, c * s:c * s + k] += dcols[:, r, c]
        self.dx = dpadded[:, :, p:p + shape[2], p:p + shape[3]]


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


class ConvNet:
    def __init__(self):
        self.layers = [Conv2D(1, 8, 3, 1, 1), ReLU(), ReLU()]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dout):
        for layer in reversed(self.layers):
            layer.backward(dout)
            dout = layer.dx


if __name__ == "__main__":
    (x_train, y_train), _ = mnist.load_data()
    net = ConvNet()
    for step in range(100):
        batch = x_train[step * 32:step * 32 + 32][:, None] / 255.0
        scores = net.forward(batch)
        print("step", step, scores.shape)
    plt.plot(range(10))
    plt.show()
