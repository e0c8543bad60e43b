import numpy as np


class GlobalAvgPool2d:
    def forward(self, x):
        self.n, self.c, self.h, self.w = x.shape
        return x.sum(axis=3).sum(axis=2)

    def backward(self, grad_output):
        g = grad_output.reshape(self.n, self.c, 1, 1) / (self.h * self.w)
        return g * np.ones((1, 1, self.h, self.w))
