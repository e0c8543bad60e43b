import numpy as np


class Dropout(object):
    def __init__(self, drop_rate=0.5, mode='train'):
        self.drop_rate = drop_rate
        self.mode = mode
        self.cache = None

    def set_mode(self, mode):
        assert mode in ('train', 'test')
        self.mode = mode

    def fprop(self, inputs):
        if self.mode == 'test':
            return inputs
        keep = 1.0 - self.drop_rate
        self.cache = np.where(np.random.rand(*inputs.shape) < keep, 1.0 / keep, 0.0)
        return np.multiply(inputs, self.cache)

    def bprop(self, grad):
        return np.multiply(grad, self.cache)


class InvertedDropout:
    # never told about test time: predict() of the network just leaves the layer out
    def __init__(self, prob):
        self.prob = prob

    def forward(self, A):
        self.D = np.random.uniform(0, 1, size=A.shape)
        self.D = (self.D > self.prob).astype(np.float32)
        return A * self.D / (1 - self.prob)

    def backward(self, dA):
        dX = dA * self.D
        dX /= 1 - self.prob
        return dX
