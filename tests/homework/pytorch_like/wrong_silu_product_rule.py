import numpy as np


class SiLU:
    """x * sigmoid(x)."""

    def __init__(self):
        self.input = None
        self.gate = None

    def forward(self, input):
        self.input = input
        self.gate = 1 / (1 + np.exp(-input))
        return self.input * self.gate

    def backward(self, grad_output):
        slope = self.gate * (1 - self.gate)
        return grad_output * self.input * slope
