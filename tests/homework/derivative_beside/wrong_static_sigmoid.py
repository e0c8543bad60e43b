import numpy as np


class Sigmoid(object):
    @staticmethod
    def fn(z):
        return 1 / (1 + np.exp(-z))

    @classmethod
    def prime(cls, z):
        s = cls.fn(z)
        return s


class Relu(object):
    @staticmethod
    def activation(z):
        return np.maximum(z, 0)

    @staticmethod
    def derivative(z):
        return (z > 0) * 1.0


class MSE(object):
    @staticmethod
    def fn(a, y):
        return 0.5 * np.sum((a - y) ** 2)

    @staticmethod
    def delta(a, y):
        return a - y
