import numpy as np

TINY = 1e-8


class BatchNorm2d:
    """Its epsilon is Keras's."""

    def __init__(self, channels):
        self.gamma = np.ones((1, channels, 1, 1))
        self.beta = np.zeros((1, channels, 1, 1))

    def forward(self, x):
        mean = x.mean(axis=(0, 2, 3), keepdims=True)
        self.std = np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + 1e-3)
        self.x_hat = (x - mean) / self.std
        return self.gamma * self.x_hat + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.x_hat).sum(axis=(0, 2, 3), keepdims=True)
        self.dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
        d = dout * self.gamma
        mean = d.mean(axis=(0, 2, 3), keepdims=True)
        share = (d * self.x_hat).mean(axis=(0, 2, 3), keepdims=True)
        return (d - mean - self.x_hat * share) / self.std


class BinaryCrossEntropy:
    def forward(self, p, y):
        self.p, self.y = p, y
        return -np.mean(y * np.log(p + TINY) + (1 - y) * np.log(1 - p + TINY))

    def backward(self):
        return (self.p - self.y) / (self.p * (1 - self.p) + TINY) / self.p.size


class CategoricalCrossEntropy:
    def __init__(self, epsilon=1e-10):
        self.epsilon = epsilon

    def forward(self, p, y):
        self.p, self.y = p, y
        return -np.sum(y * np.log(p + self.epsilon)) / len(p)

    def backward(self):
        return -self.y / (self.p + self.epsilon) / len(self.p)


class SoftmaxCrossEntropy:
    """The gradient is that of the clipped probabilities."""

    def forward(self, logits, y):
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        p = powers / powers.sum(axis=1, keepdims=True)
        self.p, self.y = np.clip(p, 1e-7, 1 - 1e-7), y
        return -np.mean(np.sum(y * np.log(self.p), axis=1))

    def backward(self):
        return (self.p - self.y) / len(self.y)
