# small torch-like modules, train() / eval() like the real thing
import numpy as np


class Module:
    def __init__(self):
        self.training = True

    def train(self, mode=True):
        self.training = mode
        return self

    def eval(self):
        return self.train(False)

    def __call__(self, *args):
        return self.forward(*args)


class Dropout(Module):
    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if not 0 <= p < 1:
            raise ValueError("p must lie in [0, 1)")
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            self.keep = None
            return x
        self.keep = (np.random.random(x.shape) >= self.p).astype(x.dtype) / (1 - self.p)
        return x * self.keep

    def backward(self, grad_output):
        return grad_output if self.keep is None else grad_output * self.keep


class Dropout2d(Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            self.keep = 1.0
            return x
        n, c = x.shape[:2]
        self.keep = (np.random.random((n, c, 1, 1)) >= self.p) / (1 - self.p)
        return x * self.keep

    def backward(self, grad_output):
        return grad_output * self.keep
