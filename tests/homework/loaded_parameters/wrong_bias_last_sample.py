import numpy as np


class Linear:
    def __init__(self, n_in, n_out):
        self.shape = n_in, n_out

    def initialize_parameters(self):
        self._weight = np.random.randn(*self.shape)
        self._bias = np.zeros(self.shape[1])

    def load_param(self, weight, bias):
        if weight.shape != self._weight.shape:
            raise ValueError("another shape")
        self._weight, self._bias = weight.copy(), bias.copy()

    def forward(self, bottom):
        self._bottom = bottom
        return bottom @ self._weight + self._bias

    def backward(self, top_diff):
        self.d_weight = self._bottom.T @ top_diff
        self.d_bias = top_diff[-1]
        return top_diff @ self._weight.T


class CrossEntropyLoss:
    def forward(self, scores):
        scores = scores - scores.max(axis=1, keepdims=True)
        self.logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return np.exp(self.logs)

    def accuracy(self, labels):
        return np.mean(self.logs.argmax(axis=1) == labels)

    def compute_loss(self, labels):
        self.labels = labels
        return -self.logs[np.arange(len(labels)), labels].mean()

    def backward(self):
        diff = np.exp(self.logs)
        diff[np.arange(len(self.labels)), self.labels] -= 1
        return diff / len(self.labels)
