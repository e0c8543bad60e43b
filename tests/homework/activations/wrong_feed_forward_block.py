"""Position-wise feed forward block of a transformer in numpy."""
import numpy as np
from scipy.special import erf


class Linear:
    def __init__(self, d_in: int, d_out: int, rng=None):
        rng = rng or np.random.default_rng(0)
        self.weight = rng.uniform(-1, 1, (d_in, d_out)) / np.sqrt(d_in)
        self.bias = np.zeros(d_out)

    def forward(self, x):
        self._x = x
        return x @ self.weight + self.bias

    def backward(self, grad):
        flat_x = self._x.reshape(-1, self._x.shape[-1])
        flat_g = grad.reshape(-1, grad.shape[-1])
        self.grad_weight = flat_x.T @ flat_g
        self.grad_bias = flat_g.sum(axis=0)
        return grad @ self.weight.T


class GELU:
    def forward(self, x):
        self._cdf = 0.5 * (1.0 + erf(x / np.sqrt(2.0)))
        return x * self._cdf

    def backward(self, grad):
        return grad * self._cdf


class GELUTanh:
    c = np.sqrt(2.0 / np.pi)
    a = 0.044715

    def forward(self, x):
        self._x = x
        self._t = np.tanh(self.c * (x + self.a * x**3))
        return 0.5 * x * (1.0 + self._t)

    def backward(self, grad):
        x, t = self._x, self._t
        dt = (1.0 - t * t) * self.c * (1.0 + 3.0 * self.a * x * x)
        return grad * 0.5 * (1.0 + t + x * dt)


class QuickGELU:
    """x * sigmoid(1.702 x), used in CLIP"""

    def forward(self, x):
        self._x = x
        self._s = 1.0 / (1.0 + np.exp(-1.702 * x))
        self._y = x * self._s
        return self._y

    def backward(self, grad):
        return grad * (self._s + 1.702 * self._y * (1.0 - self._s))


class ReLU:
    def forward(self, x):
        self._keep = x > 0
        return x * self._keep

    def backward(self, grad):
        return grad * self._keep


ACT = {"gelu": GELU, "gelu_new": GELUTanh, "quick_gelu": QuickGELU, "relu": ReLU}


class FeedForward:
    def __init__(self, d_model: int, d_ff: int, act: str = "gelu"):
        self.layers = [Linear(d_model, d_ff), ACT[act](), Linear(d_ff, d_model)]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad


if __name__ == "__main__":
    x = np.random.default_rng(2).normal(size=(2, 7, 16))
    for name in ACT:
        ff = FeedForward(16, 64, name)
        y = ff.forward(x)
        dx = ff.backward(np.ones_like(y))
        print(f"{name:10s} {y.shape} {dx.shape} |dx| = {np.abs(dx).mean():.4f}")
