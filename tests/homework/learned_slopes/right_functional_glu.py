import numpy as np


def glu_forward(x):
    half = x.shape[-1] // 2
    value, gate = x[..., :half], x[..., half:]
    g = 1.0 / (1.0 + np.exp(-gate))
    return value * g, (value, g)


def glu_backward(dout, cache):
    value, g = cache
    dx = np.empty(g.shape[:-1] + (2 * g.shape[-1],))
    dx[..., : g.shape[-1]] = dout * g
    dx[..., g.shape[-1] :] = dout * value * g * (1 - g)
    return dx


class ParametricReLU:
    def __init__(self, alpha=0.25):
        self.alpha = np.array([alpha])

    def forward(self, x):
        self.x = x
        return np.where(x >= 0, x, self.alpha * x)

    def backward(self, d_out):
        self.d_alpha = np.array([(d_out * self.x)[self.x < 0].sum()])
        return np.where(self.x >= 0, d_out, self.alpha * d_out)
