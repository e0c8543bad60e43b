import numpy as np


class Softmax:
    def forward(self, z):
        z = z - z.max(-1, keepdims=True)
        e = np.exp(z)
        self.y = e / e.sum(-1, keepdims=True)
        return self.y

    def backward(self, dy):
        # J^T dy = y * (dy - <dy, y>)
        inner = (dy * self.y).sum(-1)
        return self.y * (dy - inner)


class NLL:
    """Negative log-likelihood on probabilities, mean over the batch."""

    def forward(self, p, y):
        self.p, self.y = p, y
        return -np.log(p[range(len(y)), y]).mean()

    def backward(self):
        d = np.zeros_like(self.p)
        rows = range(len(self.y))
        d[rows, self.y] = -1 / (len(self.y) * self.p[rows, self.y])
        return d
