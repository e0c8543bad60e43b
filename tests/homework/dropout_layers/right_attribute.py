"""Layers of a little framework: `layer.is_training` is set by the network around them."""

import numpy as np


class Layer:
    is_training = True

    def forward(self, X):
        raise NotImplementedError()

    def backward(self, dY):
        raise NotImplementedError()


class DropoutLayer(Layer):
    def __init__(self, keep_prob, seed=None):
        self.keep_prob = keep_prob
        self.rng = np.random.default_rng(seed)

    def forward(self, X):
        if self.is_training:
            self.M = self.rng.uniform(size=X.shape) < self.keep_prob
            return X * self.M / self.keep_prob
        return X

    def backward(self, dY):
        return dY * self.M / self.keep_prob


class SpatialDropout(Layer):
    """Whole feature maps of (batch, height, width, channels)."""

    def __init__(self, keep_prob):
        self.keep_prob = keep_prob

    def forward(self, X):
        if not self.is_training:
            return X
        N, _, _, C = X.shape
        self.M = np.random.binomial(1, self.keep_prob, (N, 1, 1, C)) / self.keep_prob
        return X * self.M

    def backward(self, dY):
        return dY * self.M
