import numpy as np


class PReLU:
    def __init__(self, num_parameters=1, init=0.25):
        self.weight = np.full(num_parameters, init)

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.weight * x)

    def backward(self, grad_output):
        self.grad_weight = np.array([(grad_output * self.x * (self.x < 0)).sum()])
        return grad_output * (self.x > 0)
