import numpy as np


class SVMLoss:
    def forward(self, scores, labels):
        n = scores.shape[0]
        picked = scores[range(n), labels]
        m = np.maximum(0, scores - picked[:, None] + 1)
        m[range(n), labels] = 0
        self.mask = (m > 0).astype(np.float64)
        self.n = n
        return np.sum(m) / n

    def backward(self):
        return self.mask / self.n
