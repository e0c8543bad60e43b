import numpy as np


def relu(z):
    return np.maximum(z, 0)


def relu_grad(z):
    return (z > 0) * 1.0


class Dense:
    def __init__(self, n_in, n_out, activation=relu, activation_grad=relu_grad):
        self.W = np.random.randn(n_in, n_out) * 0.1
        self.b = np.zeros(n_out)
        self.act, self.act_grad = activation, activation_grad

    def forward(self, x):
        self.x = x
        self.z = x @ self.W + self.b
        return self.act(self.z)

    def backward(self, grad):
        grad = grad * self.act_grad(self.z)
        self.dW = self.x.T @ grad
        self.db = grad.mean(axis=0)
        return grad @ self.W.T
