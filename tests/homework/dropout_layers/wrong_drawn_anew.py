import numpy as np


class Dropout:
    def __init__(self, keep_prob):
        self.keep_prob = keep_prob
        self.is_training = True

    def make_mask(self, shape):
        return (np.random.random(shape) < self.keep_prob) / self.keep_prob

    def forward(self, X):
        if not self.is_training:
            return X
        return X * self.make_mask(X.shape)

    def backward(self, dY):
        return dY * self.make_mask(dY.shape)
