import numpy as np


class Dropout:
    """keep the seed away from me: every layer draws on with its own RandomState"""

    def __init__(self, n_units, p_keep=0.8, random_state=None):
        self.n_units = n_units
        self.p_keep = p_keep
        self.rs = np.random.RandomState(random_state)

    def __call__(self, x, training=False):
        if training:
            u = self.rs.random_sample((x.shape[0], self.n_units))
            self.scale = (u < self.p_keep).astype(float) / self.p_keep
        else:
            self.scale = np.ones_like(x)
        return self.scale * x

    def backward(self, upstream):
        return self.scale * upstream
