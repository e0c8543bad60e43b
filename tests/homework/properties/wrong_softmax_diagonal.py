import numpy as np


class Dense:
    __slots__ = ("_w", "_b", "_gw", "_gb", "_x")

    def __init__(self, n_in, n_out):
        self._w, self._b = np.random.randn(n_in, n_out), np.zeros(n_out)
        self._gw = self._gb = None

    W = property(lambda self: self._w, lambda self, value: setattr(self, "_w", value))
    b = property(lambda self: self._b, lambda self, value: setattr(self, "_b", value))

    @property
    def grads(self):
        return self._gw, self._gb

    def forward(self, x):
        self._x = x
        return x @ self.W + self.b

    def backward(self, g):
        self._gw = self._x.T @ g
        self._gb = g.sum(0)
        return g @ self.W.T


class Softmax:
    __slots__ = ("_p",)

    @property
    def probabilities(self):
        return self._p

    def forward(self, x):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        self._p = e / e.sum(axis=-1, keepdims=True)
        return self._p

    def backward(self, g):
        p = self.probabilities
        return g * p * (1 - p)
