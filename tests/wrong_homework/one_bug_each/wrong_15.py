import numpy as np


class Flatten:
    def forward(self, x):
        self.in_shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, g):
        return g.reshape(self.in_shape)


class Dense:
    def __init__(self, n_in, n_out, rng=None):
        rng = rng or np.random.default_rng(1)
        lim = np.sqrt(6 / (n_in + n_out))
        self.W = rng.uniform(-lim, lim, size=(n_in, n_out))
        self.b = np.zeros((1, n_out))
        self.dW = self.db = None

    def forward(self, x):
        self.x = x
        return np.matmul(x, self.W) + self.b

    def backward(self, g):
        self.dW = np.matmul(self.x.T, g)
        self.db = np.mean(g, axis=0, keepdims=True)
        return np.matmul(g, self.W.T)

    def step(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db


class ELU:
    def __init__(self, a=1.0):
        self.a = a

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.a * np.expm1(np.minimum(x, 0)))

    def backward(self, g):
        return g * np.where(self.x > 0, 1.0, self.a * np.exp(np.minimum(self.x, 0)))
