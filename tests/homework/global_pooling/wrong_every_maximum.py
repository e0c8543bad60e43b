import numpy as np


class GlobalMaxPool2D:
    def forward(self, X):
        self.X = X
        self.out = X.max(axis=(2, 3), keepdims=True)
        return self.out

    def backward(self, dA):
        mask = self.X == self.out
        return mask * dA
