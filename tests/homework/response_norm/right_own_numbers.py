import numpy as np

class LRNLayer:
    def forward(self, x):
        self.x = x
        n_ch = x.shape[1]
        self.s = np.zeros_like(x)
        for i in range(n_ch):
            a = max(0, i - 2)
            b = min(n_ch - 1, i + 2)
            for j in range(a, b + 1):
                self.s[:, i] += x[:, j] ** 2
        self.s = 2.0 + 0.0001 * self.s
        return x / np.power(self.s, 0.75)
    def backward(self, dy):
        n_ch = self.x.shape[1]
        dx = dy / np.power(self.s, 0.75)
        for i in range(n_ch):
            for j in range(max(0, i - 2), min(n_ch - 1, i + 2) + 1):
                dx[:, j] -= 2 * 0.0001 * 0.75 * self.x[:, j] * dy[:, i] * self.x[:, i] / np.power(self.s[:, i], 1.75)
        return dx
