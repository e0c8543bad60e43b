"""A tiny neural network library with PyTorch's names."""
import numpy as np


class Softmax:
    def __init__(self, dim=0):
        self.dim = dim

    def forward(self, x):
        e = np.exp(x - x.max(axis=self.dim, keepdims=True))
        self.out = e / e.sum(axis=self.dim, keepdims=True)
        return self.out

    def backward(self, grad_output):
        inner = (grad_output * self.out).sum(axis=self.dim, keepdims=True)
        return self.out * (grad_output - inner)


class BCELoss:
    def forward(self, pred, target):
        self.pred, self.target = np.clip(pred, 1e-7, 1 - 1e-7), target
        loss = target * np.log(self.pred) + (1 - target) * np.log(1 - self.pred)
        return -loss.mean()

    def backward(self):
        return (self.pred - self.target) / (self.pred * (1 - self.pred)) / self.pred.size


class Linear:
    def __init__(self, in_features, out_features):
        k = 1 / np.sqrt(in_features)
        self.weight = np.random.uniform(-k, k, (out_features, in_features))
        self.bias = np.random.uniform(-k, k, out_features)
        self.grad_weight = np.zeros_like(self.weight)
        self.grad_bias = np.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(axis=0)
        return grad_output @ self.weight
