import numpy as np


class Dropout:
    def __init__(self, dropout_ratio=0.5):
        self.dropout_ratio = dropout_ratio

    def forward(self, x, train_flg=True):
        keep = 1.0 - self.dropout_ratio
        if train_flg:
            self.mask = (np.random.rand(*x.shape) < keep) / keep
            return x * self.mask
        return x * keep

    def backward(self, dout):
        return dout * self.mask
