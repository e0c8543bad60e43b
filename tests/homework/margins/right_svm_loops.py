import numpy as np


class SVMLoss(object):
    def __init__(self):
        self.cache = None

    def forward(self, scores, y):
        n, c = scores.shape
        total = 0.0
        for i in range(n):
            for j in range(c):
                if j == y[i]:
                    continue
                m = scores[i, j] - scores[i, y[i]] + 1
                if m > 0:
                    total += m
        self.cache = (scores, y)
        return total / n

    def backward(self, dout=1.0):
        scores, y = self.cache
        n, c = scores.shape
        dscores = np.zeros(scores.shape)
        for i in range(n):
            for j in range(c):
                if j != y[i] and scores[i, j] - scores[i, y[i]] + 1 > 0:
                    dscores[i, j] += 1
                    dscores[i, y[i]] -= 1
        return dout * dscores / n
