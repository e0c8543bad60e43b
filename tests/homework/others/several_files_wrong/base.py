import numpy as np

EPS = 1e-12


class Module:
    def __call__(self, *args):
        return self.forward(*args)
