import numpy as np


class LinearLayer:
    def __init__(self, n_in, n_out):
        self.n_in, self.n_out = n_in, n_out
        self._W = np.random.randn(n_in, n_out)
        self._b = np.random.randn(n_out)

    def forward(self, x):
        self._cache_current = {"x": x}
        return np.dot(x, self._W) + self._b

    def backward(self, grad_z):
        self._grad_W_current = np.dot(self._cache_current["x"].T, grad_z)
        self._grad_b_current = np.sum(grad_z, axis=0)
        return np.dot(grad_z, self._W.T)

    def update_params(self, learning_rate):
        self._W -= learning_rate * self._grad_W_current
        self._b -= learning_rate * self._grad_b_current


class ReluLayer:
    def forward(self, x):
        self._cache_current = x
        return np.maximum(x, 0)

    def backward(self, grad_z):
        return grad_z * np.where(self._cache_current > 0, 1, 0)


class CrossEntropyLossLayer:
    def forward(self, inputs, y_target):
        shifted = inputs - inputs.max(axis=1, keepdims=True)
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self._cache_current = y_target, np.exp(log_probs)
        return -np.sum(y_target * log_probs) / len(y_target)

    def backward(self):
        y_target, probs = self._cache_current
        return (probs - y_target) / len(y_target)
