import numpy as np


class Layer:
    def forward(self, *args, **kwargs):
        raise NotImplementedError()

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def backward(self, *args, **kwargs):
        raise NotImplementedError()

    def update_params(self, *args, **kwargs):
        pass


class SigmoidLayer(Layer):
    def __init__(self):
        self._cache_current = None

    def forward(self, x):
        self._cache_current = 1 / (1 + np.exp(-x))
        return self._cache_current

    def backward(self, grad_z):
        return self._cache_current * (1 - self._cache_current)


class LinearLayer(Layer):
    def __init__(self, n_in, n_out):
        self._W = np.random.uniform(-1, 1, size=(n_in, n_out))
        self._b = np.zeros((1, n_out))
        self._cache_current = None
        self._grad_W_current = None
        self._grad_b_current = None

    def forward(self, x):
        self._cache_current = x
        return x @ self._W + self._b

    def backward(self, grad_z):
        self._grad_W_current = self._cache_current.T @ grad_z
        self._grad_b_current = np.ones((1, len(grad_z))) @ grad_z
        return grad_z @ self._W.T

    def update_params(self, learning_rate):
        self._W = self._W - learning_rate * self._grad_W_current
        self._b = self._b - learning_rate * self._grad_b_current


class MSELossLayer(Layer):
    def forward(self, y_pred, y_target):
        self._cache_current = y_pred, y_target
        return np.mean((y_pred - y_target) ** 2)

    def backward(self):
        y_pred, y_target = self._cache_current
        return 2 * (y_pred - y_target) / y_pred.size
