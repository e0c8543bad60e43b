import numpy as np


class MultiClassSVMLoss:
    def forward(self, scores, y):
        self.y = y
        self.rows = np.arange(len(y))
        margins = scores - scores[self.rows, y].reshape(-1, 1) + 1.0
        margins[margins < 0] = 0
        margins[self.rows, y] = 0
        self.margins = margins
        return margins.sum(axis=1).mean()

    def backward(self):
        hot = (self.margins > 0).astype(float)
        hot[self.rows, self.y] = -hot.sum(axis=1)
        return -hot / len(self.y)
