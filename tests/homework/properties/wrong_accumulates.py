import numpy as np


class Linear:
    def __init__(self, in_features, out_features):
        self.__w = np.random.randn(out_features, in_features)
        self.__b = np.zeros(out_features)
        self.__dw = np.zeros_like(self.__w)

    @property
    def weight(self):
        return self.__w

    @weight.setter
    def weight(self, value):
        assert value.shape == self.__w.shape
        self.__w = np.array(value)

    @property
    def bias(self):
        return self.__b

    @bias.setter
    def bias(self, value):
        self.__b = np.array(value)

    @property
    def weight_gradient(self):
        return self.__dw

    @property
    def bias_gradient(self):
        return self.__db

    def forward(self, x):
        self.__x = x
        return x @ self.__w.T + self.__b

    def backward(self, grad):
        self.__dw += grad.T @ self.__x
        self.__db = grad.sum(axis=0)
        return grad @ self.__w


class ReLU:
    def __init__(self):
        self.__mask = None

    @property
    def mask(self):
        return self.__mask

    def forward(self, x):
        self.__mask = x > 0
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask
