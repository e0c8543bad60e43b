import numpy as np


class LayerNorm:
    def __init__(self, features, eps=1e-5):
        self.gamma = np.ones((1, features))
        self.beta = np.zeros((1, features))
        self.eps = eps

    def forward(self, inputs):
        mean = np.mean(inputs, axis=1, keepdims=True)
        self.std = np.sqrt(np.var(inputs, axis=1, keepdims=True) + self.eps)
        self.normalized = (inputs - mean) / self.std
        return self.gamma * self.normalized + self.beta

    def backward(self, grad_output):
        self.grad_gamma = np.sum(grad_output * self.normalized, axis=0, keepdims=True)
        self.grad_beta = np.sum(grad_output, axis=0, keepdims=True)
        return grad_output * self.gamma / self.std
