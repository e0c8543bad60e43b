import numpy as np


class DenseL2:
    """Linear layer with an L2 penalty 0.5 * reg * ||W||^2 on the weights (not on the bias)."""

    def __init__(self, fan_in, fan_out, reg=0.1, seed=3):
        r = np.random.RandomState(seed)
        self.params = {'W': r.randn(fan_in, fan_out) / np.sqrt(fan_in), 'b': np.zeros(fan_out)}
        self.grads = {}
        self.reg = reg

    def penalty(self):
        return 0.5 * self.reg * np.sum(self.params['W'] ** 2)

    def forward(self, X):
        self.X = X
        return X.dot(self.params['W']) + self.params['b']

    def backward(self, dY):
        self.grads['W'] = self.X.T.dot(dY) + 0.5 * self.reg * self.params['W']
        self.grads['b'] = dY.sum(axis=0)
        return dY.dot(self.params['W'].T)


class LeakyRelu:
    def __init__(self, slope=0.2):
        self.slope = slope

    def forward(self, X):
        self.factor = np.ones_like(X)
        self.factor[X < 0] = self.slope
        return X * self.factor

    def backward(self, dY):
        return dY * self.factor
