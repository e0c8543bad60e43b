import numpy as np
import matplotlib.pyplot as plt
from tensorflow.keras.datasets import mnist

np.random.seed(1024)


class ReLU:
    def __init__(self):
        self.mask = None
        self.dx = None

    def forward(self, x):
        out = np.maximum(x, 0)
        if self.mask is None or self.mask.shape != x.shape:
            self.mask = np.zeros(x.shape, dtype=bool)
        self.mask |= x > 0
        return out

    def backward(self, dout):
        self.dx = np.where(self.mask, dout, 0)


class Linear:
    def __init__(self, in_dim, out_dim):
        self.in_dim, self.out_dim = in_dim, out_dim
        self.weight = 1e-3 * np.random.randn(in_dim, out_dim)
        self.bias = np.zeros(out_dim)
        self.dx = None
        self.dw = None
        self.db = None

    def forward(self, x):
        flat = x.reshape(x.shape[0], -1)
        self.cache = x
        return flat.dot(self.weight) + self.bias

    def backward(self, dout):
        x = self.cache
        flat = x.reshape(x.shape[0], -1)
        self.dx = dout.dot(self.weight.T).reshape(x.shape)
        self.dw = flat.T.dot(dout)
        self.db = np.sum(dout, axis=0)


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


class ConvNet:
    def __init__(self):
        self.layers = [ReLU(), Linear(8 * 28 * 28, 10)]

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
