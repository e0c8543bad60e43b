import numpy as np

from .capa import Capa, metodos


class Linear(Capa):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = np.random.randn(out_features, in_features) * 0.1
        self.bias = np.zeros(out_features)


def adelante(self, x):
    self.cache = x
    return x @ self.weight.T + self.bias


def atras(self, grad):
    x = self.cache
    self.grad_weight = grad.T @ x
    self.grad_bias = grad.sum(axis=0)
    return grad @ self.weight


metodos(Linear, forward=adelante, backward=atras)
