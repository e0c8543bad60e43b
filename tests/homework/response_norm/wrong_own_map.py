import numpy as np


class LocalResponseNorm:
    """AlexNet, section 3.3: b = a / (k + alpha * sum of a^2 over n adjacent maps) ** beta."""

    def __init__(self, n=5, k=2, alpha=1e-4, beta=0.75):
        self.n, self.k, self.alpha, self.beta = n, k, alpha, beta

    def _sum_over_maps(self, a):
        half = self.n // 2
        channels = a.shape[1]
        padded = np.pad(a, ((0, 0), (half, half), (0, 0), (0, 0)))
        return sum(padded[:, j : j + channels] for j in range(2 * half + 1))

    def forward(self, a):
        self.a = a
        self.scale = self.k + self.alpha * self._sum_over_maps(a ** 2)
        return a * self.scale ** -self.beta

    def backward(self, grad):
        ratio = grad * self.a * self.scale ** (-self.beta - 1)
        return grad * self.scale ** -self.beta - 2 * self.alpha * self.beta * self.a * ratio
