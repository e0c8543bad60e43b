import numpy as np


class ReflectionPad2d:
    def __init__(self, padding):
        self.padding = padding

    def forward(self, x):
        p = self.padding
        return np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="reflect")

    def backward(self, grad):
        p = self.padding
        return grad[:, :, p:-p, p:-p]


class ReplicationPad2d:
    def __init__(self, padding):
        self.padding = padding

    def forward(self, x):
        p = self.padding
        return np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="edge")

    def backward(self, grad):
        p = self.padding
        return grad[:, :, p:-p, p:-p]
